using Saliency.Models;
using Saliency.Onnx;
using Saliency.Tests.Contracts;
using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Tests.Models;

/// <summary>Models whose weights are worth files of their own.</summary>
internal sealed class LargeWeightTests
{
    private const int Side = 32, Inner = 3000, Classes = 4;

    private static readonly OnnxGraphBuilder Network = Build();

    private static OnnxGraphBuilder Build()
    {
        var b = new OnnxGraphBuilder();
        string flat = b.Node("Flatten", [b.Input("image", DataType.Float, "N", 3, Side, Side)]);
        string hidden = b.Named("hidden", "Relu", [b.Node("Gemm", [flat, b.Weights("first", 1, 3 * Side * Side, Inner)])]);
        b.Named("scores", "Gemm", [hidden, b.Weights("second", 2, Inner, Classes)]);
        return b.Output("scores", DataType.Float, "N", Classes);
    }

    private static OnnxModel Open() => OnnxModel.Load(Network.Bytes(), Cpu);

    private static float[] Gradient(OnnxModel model, ModelInput input)
    {
        var gradients = new ModelAnswer(model.InputName);
        model.Differentiate(input.Values, 1, [Target.Class(1).Resolve(model, input)], gradients);
        return gradients[0, 0].ToArray();
    }

    // y = W₂ᵀ·max(0, W₁ᵀx), dy₁/dx = W₁·(W₂ of class 1 where W₁ᵀx > 0).
    [Test]
    public void Differentiate_LargeWeights_MatchesTheClosedForm()
    {
        using var model = Open();
        var input = Pattern.Input(model.InputShape, 5);
        float[] first = Network.Graph.Initializer[0].Floats()!, second = Network.Graph.Initializer[1].Floats()!;
        var hidden = new double[Inner];
        var expected = new double[input.Values.Length];
        for (int i = 0; i < expected.Length; i++)
            for (int k = 0; k < Inner; k++) hidden[k] += first[(i * Inner) + k] * (double)input.Values[i];
        for (int i = 0; i < expected.Length; i++)
            for (int k = 0; k < Inner; k++) expected[i] += hidden[k] > 0 ? first[(i * Inner) + k] * (double)second[(k * Classes) + 1] : 0;

        Assert.That(Gradient(model, input), Is.EqualTo(expected).Within(1e-3));
        Assert.That(model.Answer(input)[0, 0][1], Is.EqualTo(hidden.Select((h, k) => Math.Max(0, h) * second[(k * Classes) + 1]).Sum()).Within(1e-2));
    }

    [Test]
    public void Load_LargeWeights_LieInOneFileUntilDispose()
    {
        var model = Open();
        string folder = model.Sessions.WeightFolder!;
        _ = model.Layers;
        Gradient(model, Pattern.Input(model.InputShape, 5));
        // Surveys, simplifications and gradients have added none.
        Assert.That(Directory.GetFiles(folder), Has.Length.EqualTo(1));
        model.Dispose();
        Assert.That(Directory.Exists(folder), Is.False);
    }

    [Test]
    public void Load_FewWeights_NoFiles()
    {
        using var model = OnnxModel.Load(OnnxGraphBuilder.Classifier("N").Bytes(), Cpu);
        Assert.That(model.Sessions.WeightFolder, Is.Null);
    }

    [Test]
    public void Differentiate_FilesGone_WritesThemAgain()
    {
        using var model = Open();
        using var other = Open();
        var input = Pattern.Input(model.InputShape, 5);
        Directory.Delete(model.Sessions.WeightFolder!, recursive: true);
        Assert.That(Gradient(model, input), Is.EqualTo(Gradient(other, input)));
    }

    [Test]
    public void Randomized_LargeWeights_OutliveTheModelTheyCameFrom()
    {
        var model = Open();
        var input = Pattern.Input(model.InputShape, 5);
        using var random = model.Randomized([model.WeightLayers[^1]]);
        string folder = random.Sessions.WeightFolder!;
        float[] hidden = model.Answer(input, ["hidden"])[0, 0].ToArray();
        model.Dispose();
        Assert.That(random.Answer(input, ["hidden"])[0, 0].ToArray(), Is.EqualTo(hidden));
        random.Dispose();
        Assert.That(Directory.Exists(folder), Is.False);
    }
}
