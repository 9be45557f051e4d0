using System.Numerics.Tensors;
using Saliency.Explainers;
using Saliency.Tests.Contracts;
using Saliency.Tests.Gradients;
using Saliency.Tests.Reference;

namespace Saliency.Tests.Explainers;

/// <summary>What the common base does for every class activation map: targets, layers, finish, derived methods.</summary>
internal sealed class CamTests
{
    private static readonly ImageShape s_maps = new(3, 2, 2);

    private static CamFormulaModel Model() => new(s_maps, Pattern.Values(12, 1), Pattern.Values(12, 2), Pattern.Values(12, 3), Pattern.Values(12, 4));

    [Test]
    public void Explain_SeveralTargets_OneForwardRun()
    {
        var model = Model();
        new GradCam(model).Explain(CamFormulaModel.Image, [Target.Class(0), Target.Class(2), Target.Predicted]);
        Assert.That(model.Forwards, Is.EqualTo(1));
    }

    [Test]
    public void Explain_SeveralTargets_EachAsIfAlone()
    {
        var model = LinearModel.Usual();
        var photo = Pattern.Input(model.InputShape, 1);
        Target[] targets = [Target.Class(3), Target.Predicted, Target.Margin(0, 1), Target.Class(3)];
        foreach (Cam cam in new Cam[] { new GradCam(model), new EigenCam(model), new AblationCam(model), new ScoreCam(model) })
        {
            var maps = cam.Explain(photo, targets);
            for (int t = 0; t < targets.Length; t++)
            {
                var alone = cam.Explain(photo, targets[t]);
                Assert.That(maps[t].Values.ToArray(), Is.EqualTo(alone.Values.ToArray()), cam.Name);
                Assert.That(maps[t].Origin, Is.EqualTo(alone.Origin), cam.Name);
            }
        }
    }

    [Test]
    public void Explain_SeveralTargets_ProgressRisesToItsTotal()
    {
        var log = new ProgressLog();
        var model = LinearModel.Usual();
        new ScoreCam(model, new ScoreCamOptions { Layers = ["features", "features"] }).Explain(Pattern.Input(model.InputShape, 1), [Target.Class(0), Target.Class(1)], new RunContext { BatchSize = 3, Progress = log });
        ExplainerContractTests.AssertRises(log);
        Assert.That(log.Reports[^1].Total, Is.EqualTo(2 * 2 * 7));
    }

    [Test]
    public void Explain_NoTarget_Refused() =>
        Assert.That(() => new GradCam(Model()).Explain(CamFormulaModel.Image, []), Throws.ArgumentException.With.Message.Contains("at least one target"));

    [Test]
    public void Explain_MeanOfALayerWithItself_TheLayersMap() =>
        Assert.That(Heat(Model(), ["layer", "again"], CamFusion.Mean), Is.EqualTo(Heat(Model(), ["layer"], CamFusion.Mean)).Within(1e-6));

    [Test]
    public void Explain_ProductOfALayerWithItself_TheLayersMapSquared() =>
        Assert.That(Heat(Model(), ["layer", "again"], CamFusion.Product), Is.EqualTo(Heat(Model(), ["layer"], CamFusion.Product).Select(v => v * v)).Within(1e-5));

    // RefineCAM: each layer's heat map alone, multiplied, scaled once more.
    [Test]
    public void Explain_ProductOfShallowAndDeepLayers_TheirHeatMapsMultipliedAndScaled()
    {
        using var model = TinyNetwork.Load("tiny_cnn.onnx", Cpu);
        var input = DirectionalDerivative.Waves(model.InputShape);
        string[] layers = [.. model.Layers.Where(l => l.Operator == "Relu" && l.Maps is not null).Select(l => l.Name)];
        Assert.That(layers.Select(l => model.FindLayer(l).Maps!.Value.Height).Distinct().Count(), Is.GreaterThan(1), "layers of one fineness prove nothing");

        float[] Heat(params string[] of) =>
            new GradCamPlusPlus(model, new GradCamPlusPlusOptions { Layers = of, Fusion = CamFusion.Product }).Explain(input, Target.Predicted).Values.ToArray();
        double[] product = [.. Enumerable.Repeat(1.0, input.Shape.PlaneLength)];
        foreach (string layer in layers)
        {
            float[] alone = Heat(layer);
            for (int i = 0; i < product.Length; i++) product[i] *= alone[i];
        }
        double low = product.Min(), range = product.Max() - low + 1e-7;
        Assert.That(Heat(layers), Is.EqualTo(product.Select(v => (v - low) / range)).Within(1e-5));
    }

    [Test]
    public void Constructor_RawOfTwoLayers_Refused() =>
        Assert.That(() => new GradCam(Model(), new GradCamOptions { Layers = ["layer", "again"], Finish = CamFinish.Raw }), Throws.ArgumentException.With.Message.Contains("one layer"));

    [Test]
    public void Constructor_UndefinedOption_Refused()
    {
        Assert.That(() => new GradCam(Model(), new GradCamOptions { Finish = (CamFinish)9 }), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new GradCam(Model(), new GradCamOptions { Fusion = (CamFusion)9 }), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new GradCam(Model(), new GradCamOptions { Scale = (ScoreScale)9 }), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Explain_GradientNotFinite_NamesTheLayerAndTheImage()
    {
        var model = new CamFormulaModel(s_maps, new float[12], new float[12], new float[12]) { LastGradient = float.NaN };
        Assert.That(() => new GradCam(model).Explain(CamFormulaModel.Image, [Target.Class(0), Target.Class(1)]),
            Throws.InstanceOf<ModelAnswerException>().With.Property("Output").EqualTo("layer").And.Property("Image").EqualTo(0).And.Property("Index").EqualTo(11));
    }

    [Test]
    public void DerivedMethod_TenLines_IsAnExplainer() =>
        Assert.That(new Mine(Model()).Explain(CamFormulaModel.Image, Target.Class(0)).Values.ToArray(), Is.EqualTo(Heat(Model(), ["layer"], CamFusion.Mean)).Within(1e-5));

    [Test]
    public void DerivedMethod_WithoutGradients_SeesNone()
    {
        int seen = -1;
        new Looking(Model(), view => seen = view.Gradients.Length).Explain(CamFormulaModel.Image, Target.Class(0));
        Assert.That(seen, Is.Zero);
    }

    private static float[] Heat(CamFormulaModel model, string[] layers, CamFusion fusion) =>
        new GradCam(model, new GradCamOptions { Layers = layers, Fusion = fusion }).Explain(CamFormulaModel.Image, Target.Class(0)).Values.ToArray();

    private sealed class Mine(IDifferentiableModel model) : Cam(model)
    {
        public override string Name => "My CAM";

        protected override void Map(CamView view, Span<double> map)
        {
            var weights = new double[view.Shape.Channels];
            for (int c = 0; c < weights.Length; c++) weights[c] = TensorPrimitives.Average(view.Gradient(c));
            view.Combine(weights, map);
        }
    }

    private sealed class Looking(ILayeredModel model, Action<CamView> look) : Cam(model)
    {
        public override string Name => "Looking";

        protected override void Map(CamView view, Span<double> map) => look(view);
    }
}
