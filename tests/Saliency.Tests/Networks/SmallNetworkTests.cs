using Saliency.Models;

namespace Saliency.Tests.Networks;

public class SmallNetworkTests
{
    // Sums of up to a few thousand terms in another order, through dozens of layers, relative to the largest value.
    private const double Close = 1e-5;

    public static IEnumerable<TestCaseData> Files() =>
        SmallNetworks.All.SelectMany(n => new[] { false, true }.Select(f => new TestCaseData(n.Build, f).SetArgDisplayNames(n.Name, f ? "fixed batch" : "open batch")));

    public static IEnumerable<TestCaseData> Names() => SmallNetworks.All.Select(n => new TestCaseData(n.Build).SetArgDisplayNames(n.Name));

    [TestCaseSource(nameof(Files))]
    public void Load_RunsAnyBatch(object build, bool fixedBatch)
    {
        using var model = Load(build, fixedBatch);
        Assert.That(model.RunsSingleImages, Is.False, string.Join(' ', model.Notes));
        Assert.That(model.Notes.Any(n => n.Contains("was freed")), Is.EqualTo(fixedBatch));
    }

    [TestCaseSource(nameof(Files))]
    public void DefaultLayer_IsTheLastOfTheTrunk(object build, bool fixedBatch)
    {
        using var model = Load(build, fixedBatch);
        Assert.That(model.DefaultLayer.Name, Is.EqualTo(SmallNetworks.Features));
        Assert.That(model.DefaultLayer.Maps!.Value.Height, Is.InRange(4, 8), "a coarse map");
    }

    [TestCaseSource(nameof(Files))]
    public void Run_Three_EqualsSingleRuns(object build, bool fixedBatch)
    {
        using var model = Load(build, fixedBatch);
        var images = Images(3);
        string[] names = [.. model.Outputs.Select(o => o.Name), SmallNetworks.Features];
        ModelAnswer together = new(names), alone = new(names);
        model.Run(images, 3, together);
        for (int i = 0; i < 3; i++)
        {
            model.Run(images.AsSpan(i * model.InputShape.Length, model.InputShape.Length), 1, alone);
            for (int v = 0; v < names.Length; v++)
            {
                double scale = Math.Max(1, alone[v, 0].ToArray().Max(Math.Abs));
                Assert.That(together[v, i].ToArray(), Is.EqualTo(alone[v, 0].ToArray()).Within(Close * scale), names[v]);
            }
        }
    }

    [TestCaseSource(nameof(Names))]
    public void Run_FixedAndOpen_AnswerAlike(object build)
    {
        using OnnxModel closed = Load(build, true), open = Load(build, false);
        ModelAnswer a = new(closed.Outputs[0].Name), b = new(open.Outputs[0].Name);
        closed.Run(Images(2), 2, a);
        open.Run(Images(2), 2, b);
        double scale = Math.Max(1, b[0, 1].ToArray().Max(Math.Abs));
        Assert.That(a[0, 1].ToArray(), Is.EqualTo(b[0, 1].ToArray()).Within(Close * scale));
    }

    [TestCaseSource(nameof(Names))]
    public void Run_Activations_NeitherExplodeNorVanish(object build)
    {
        using var model = Load(build, false);
        var answer = new ModelAnswer(model.Outputs[0].Name, SmallNetworks.Features);
        model.Run(Images(2), 2, answer);
        answer.EnsureFinite();
        var features = answer[1, 0].ToArray();
        Assert.That(Math.Sqrt(features.Average(v => (double)v * v)), Is.InRange(0.05, 20));
        Assert.That(answer[0, 0].ToArray().Zip(answer[0, 1].ToArray(), (p, q) => Math.Abs(p - q)).Max(), Is.GreaterThan(1e-3), "the answer depends on the image");
    }

    [TestCaseSource(nameof(Names))]
    public void Build_Twice_GivesTheSameBytes(object build)
    {
        var make = (Func<bool, byte[]>)build;
        Assert.That(make(true).AsSpan().SequenceEqual(make(true)), Is.True);
    }

    private static OnnxModel Load(object build, bool fixedBatch) => OnnxModel.Load(((Func<bool, byte[]>)build)(fixedBatch), Cpu);

    // A different pattern for each image.
    private static float[] Images(int count)
    {
        var images = new float[count * 3 * SmallNetworks.Size * SmallNetworks.Size];
        for (int i = 0; i < images.Length; i++) images[i] = MathF.Sin((i % SmallNetworks.Size * 0.31f * (1 + (i / (3 * 64 * 64)))) + (i / 64 * 0.17f)) + MathF.Sin(i * 1.9f);
        return images;
    }
}
