using System.Collections.Immutable;
using System.Text.Json;
using Saliency.Models;

namespace Saliency.Tests.Models;

/// <summary>Trained networks as people have them: those that the models.json of the folder named by SALIENCY_MODELS lists.</summary>
[Category("RealModels")]
public class RealModelTests
{
    // Sums in another order, through dozens of layers, in float32; a float16 file rounds its results to three digits.
    private const double Close = 1e-3;

    public static IEnumerable<TestCaseData> Files()
    {
        if (TestFolders.RealModels is not { } folder) return [new TestCaseData("").Ignore("No folder of real models: set SALIENCY_MODELS.")];
        using var index = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "models.json")));
        return [.. index.RootElement.GetProperty("models").EnumerateArray().Select(m => new TestCaseData(m.GetProperty("file").GetString()))];
    }

    [TestCaseSource(nameof(Files))]
    public void Load_InputAndOutputs_AreTheDescribed(string file)
    {
        var described = Describe(file);
        using var model = Load(file);
        Assert.That(model.InputName, Is.EqualTo(described.GetProperty("input").GetString()));
        Assert.That(new[] { model.InputShape.Height, model.InputShape.Width }, Is.EqualTo(described.GetProperty("size").EnumerateArray().Select(e => e.GetInt32())));
        foreach (string key in new[] { "output", "boxes", "classScores" })
            if (described.TryGetProperty(key, out var name)) Assert.That(model.Outputs.Select(o => o.Name), Does.Contain(name.GetString()));
    }

    [TestCaseSource(nameof(Files))]
    public void Load_Scores_AreOfTheDescribedKind(string file)
    {
        var described = Describe(file);
        using var model = Load(file);
        string name = (described.TryGetProperty("output", out var output) ? output : described.GetProperty("classScores")).GetString()!;
        Assert.That(model.Outputs.First(o => o.Name == name).Kind.ToString(), Is.EqualTo(described.GetProperty("scores").GetString()).IgnoreCase);
    }

    [TestCaseSource(nameof(Files))]
    public void Run_ThreeImages_EqualsThreeRuns(string file)
    {
        using var model = Load(file);
        int length = model.InputShape.Length;
        var images = Images(model, 3);
        string[] names = [.. model.Outputs.Select(o => o.Name), model.DefaultLayer.Name];
        ModelAnswer together = new(names), alone = new(names);
        model.Run(images, 3, together);
        for (int i = 0; i < 3; i++)
        {
            model.Run(images.AsSpan(i * length, length), 1, alone);
            for (int v = 0; v < names.Length; v++)
            {
                // float32 can tell values apart to 1e-7 of the largest term, not of the value itself.
                double scale = Math.Max(1, alone[v, 0].ToArray().Max(Math.Abs));
                Assert.That(together[v, i].ToArray(), Is.EqualTo(alone[v, 0].ToArray()).Within(Close * scale), names[v]);
            }
        }
    }

    [Test]
    public void Load_FixedBatchInHalfPrecision_IsFreed()
    {
        if (TestFolders.RealModels is null) Assert.Ignore("No folder of real models: set SALIENCY_MODELS.");
        using var model = Load("squeezenet_fp16.onnx");
        Assert.That(model.RunsSingleImages, Is.False, string.Join(' ', model.Notes));
        Assert.That(model.Notes, Has.Some.Contains("was freed"));
    }

    [TestCaseSource(nameof(Files))]
    public void DefaultLayer_IsACoarseMapOfManyChannels(string file)
    {
        using var model = Load(file);
        var maps = model.DefaultLayer.Maps!.Value;
        TestContext.Out.WriteLine($"{model.DefaultLayer.Name}: {model.DefaultLayer.Operator} {maps} {model.DefaultLayer.Layout}");
        int stride = model.InputShape.Height / maps.Height;
        Assert.That(stride, Is.InRange(8, 40));
        Assert.That(maps.Channels, Is.GreaterThanOrEqualTo(32));
    }

    [TestCaseSource(nameof(Files))]
    public void Run_EveryLayer_HasTheListedShape(string file)
    {
        using var model = Load(file);
        var layers = model.Layers;
        Assert.That(layers, Is.Not.Empty);
        // A few from everywhere: a session for each would take minutes.
        string[] names = [.. layers.Where((_, i) => i % Math.Max(1, layers.Count / 12) == 0).Select(l => l.Name)];
        var answer = new ModelAnswer(names);
        model.Run(Images(model, 2), 2, answer);
        for (int v = 0; v < names.Length; v++) Assert.That(answer.ShapeOf(v), Is.EqualTo(model.FindLayer(names[v]).Shape), names[v]);
    }

    internal static JsonElement Describe(string file)
    {
        using var index = JsonDocument.Parse(File.ReadAllText(Path.Combine(TestFolders.RealModels!, "models.json")));
        return index.RootElement.GetProperty("models").EnumerateArray().First(m => m.GetProperty("file").GetString() == file).Clone();
    }

    internal static OnnxModel Load(string file)
    {
        var constants = ImmutableDictionary<string, ConstantInput>.Empty;
        if (Describe(file).TryGetProperty("constantInputs", out var given))
            foreach (var input in given.EnumerateObject()) constants = constants.Add(input.Name, ConstantInput.Integers(640, 480));
        return OnnxModel.Load(Path.Combine(TestFolders.RealModels!, file), new OnnxModelOptions { Device = Device.Cpu, ConstantInputs = constants });
    }

    // Smooth pictures in the range of normalised photos: noise alone would make a detector's boxes a matter of rounding.
    private static float[] Images(OnnxModel model, int count)
    {
        var shape = model.InputShape;
        var images = new float[count * shape.Length];
        for (int i = 0; i < images.Length; i++)
        {
            int y = i / shape.Width % shape.Height, x = i % shape.Width, plane = i / shape.PlaneLength;
            images[i] = 0.5f + (0.5f * MathF.Sin((x * 0.05f) + plane) * MathF.Cos((y * 0.07f) + (plane * 0.3f)));
        }
        return images;
    }
}
