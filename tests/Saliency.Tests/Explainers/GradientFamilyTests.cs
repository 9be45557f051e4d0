using Saliency.Explainers;
using Saliency.Tests.Contracts;

namespace Saliency.Tests.Explainers;

/// <summary>Closed forms: on a model that is linear, and identities on one that is not.</summary>
internal sealed class GradientFamilyTests
{
    private static readonly ImageShape Shape = new(3, 12, 10);

    private static readonly ModelInput Photo = Pattern.Input(Shape, 1);

    private static readonly ModelInput Other = Pattern.Input(Shape, 2);

    private static float[][] Weights => [.. Enumerable.Range(0, 4).Select(k => Pattern.Values(Shape.Length, k))];

    private static float[] WayTimesWeights => [.. Enumerable.Range(0, Shape.Length).Select(i => (Photo.Values[i] - Other.Values[i]) * Weights[2][i])];

    [Test]
    public void Gradient_LinearModel_ItsWeights() =>
        Assert.That(new Gradient(Linear()).Attribute(Photo, Target.Class(2)).Values.ToArray(), Is.EqualTo(Weights[2]));

    [Test]
    public void Gradient_Map_LargestAbsoluteOfTheChannels()
    {
        var map = new Gradient(Linear()).Explain(Photo, Target.Class(2));
        Assert.That(map[3, 4], Is.EqualTo(Enumerable.Range(0, 3).Max(c => Math.Abs(Weights[2][(c * 120) + 34]))));
    }

    [Test]
    public void GradientTimesInput_LinearModel_WeightsTimesInput() =>
        Assert.That(new GradientTimesInput(Linear()).Attribute(Photo, Target.Class(2)).Values.ToArray(),
            Is.EqualTo(Weights[2].Zip(Photo.Values.ToArray(), (w, x) => w * x)));

    [TestCase(IntegrationRule.GaussLegendre, 1)]
    [TestCase(IntegrationRule.Left, 1)]
    [TestCase(IntegrationRule.Right, 1)]
    [TestCase(IntegrationRule.Middle, 1)]
    [TestCase(IntegrationRule.Trapezoid, 1)]
    [TestCase(IntegrationRule.CaptumTrapezoid, 0.9)]
    [TestCase(IntegrationRule.PairMean, 1)]
    public void IntegratedGradients_LinearModel_WayTimesWeights(IntegrationRule rule, double share)
    {
        var options = new IntegratedGradientsOptions { Steps = 10, Rule = rule, Baseline = Baseline.Image(Other) };
        var attribution = new IntegratedGradients(Linear(), options).Attribute(Photo, Target.Class(2));
        Assert.That(attribution.Values.ToArray(), Is.EqualTo(Array.ConvertAll(WayTimesWeights, v => (float)(v * share))).Within(1e-6));
        Assert.That(attribution.CompletenessGap, Is.EqualTo((share - 1) * WayTimesWeights.Sum()).Within(1e-4));
    }

    [Test]
    public void IntegratedGradients_ManySteps_GapVanishes()
    {
        double few = Gap(new() { Steps = 4, Rule = IntegrationRule.Left }), many = Gap(new() { Steps = 4000, Rule = IntegrationRule.Middle });
        Assert.That(Math.Abs(few), Is.GreaterThan(1e-2));
        Assert.That(many, Is.Zero.Within(1e-3));
        static double Gap(IntegratedGradientsOptions options) =>
            new IntegratedGradients(LinearModel.Usual(), options with { Baseline = Baseline.Image(Other) }).Attribute(Photo, Target.Class(2)).CompletenessGap!.Value;
    }

    [Test]
    public void IntegratedGradients_ImageThatIsItsBaseline_Zeros() =>
        Assert.That(new IntegratedGradients(LinearModel.Usual(), new() { Baseline = Baseline.Image(Photo) }).Attribute(Photo, Target.Predicted).Values.ToArray(), Is.All.Zero);

    [Test]
    public void GuidedIntegratedGradients_LinearModel_WayTimesWeights()
    {
        var attribution = new GuidedIntegratedGradients(Linear(), new() { Steps = 20, Baseline = Baseline.Image(Other) }).Attribute(Photo, Target.Class(2));
        Assert.That(attribution.Values.ToArray(), Is.EqualTo(WayTimesWeights).Within(1e-5));
        Assert.That(attribution.CompletenessGap, Is.Zero.Within(1e-4));
    }

    [Test]
    public void GradientShap_LinearModelAndOneBackground_WayTimesWeights()
    {
        var attribution = new GradientShap(Linear(), [Other], new() { SampleCount = 9 }).Attribute(Photo, Target.Class(2));
        Assert.That(attribution.Values.ToArray(), Is.EqualTo(WayTimesWeights).Within(1e-6));
    }

    [Test]
    public void GradientShap_ManySamples_IntegratedGradients()
    {
        var model = LinearModel.Usual();
        float[] sampled = new GradientShap(model, [Other], new() { SampleCount = 20_000 }).Attribute(Photo, Target.Class(2)).Values.ToArray();
        float[] integrated = new IntegratedGradients(model, new() { Steps = 2000, Rule = IntegrationRule.Middle, Baseline = Baseline.Image(Other) }).Attribute(Photo, Target.Class(2)).Values.ToArray();
        // Each term lies within ±2 and changes at one place of the path: a deviation of at most 1/√20 000.
        Assert.That(sampled, Is.EqualTo(integrated).Within(0.03));
    }

    [Test]
    public void GradientShap_OtherSeed_OtherSamples()
    {
        var model = LinearModel.Usual();
        float[] With(ulong seed) => new GradientShap(model, [Other], new() { SampleCount = 5, Seed = seed }).Attribute(Photo, Target.Class(2)).Values.ToArray();
        Assert.That(With(1), Is.Not.EqualTo(With(2)));
    }

    [Test]
    public void BlurIntegratedGradients_LinearModel_AddsUpToTheRiseFromTheBlurredImage()
    {
        var attribution = new BlurIntegratedGradients(Linear(), new() { Steps = 2000, MaximumSigmaPixels = 5 }).Attribute(Photo, Target.Class(2));
        // Gross of sign the values add up to more than 20: the gap is the left sum's, and that of kernels which lose a weight at 4σ.
        Assert.That(attribution.Values.ToArray().Sum(Math.Abs), Is.GreaterThan(20));
        Assert.That(attribution.CompletenessGap, Is.Zero.Within(0.2));
    }

    [Test]
    public void LayerConductance_LayerThatAllPassesThrough_Complete()
    {
        var model = new LinearModel(Shape, [.. Weights.Select(w => new float[w.Length])], new float[4], head: true);
        var attribution = new LayerConductance(model, new() { Steps = 1000, Baseline = Baseline.Image(Other) }).Attribute(Photo, Target.Class(2));
        Assert.That(attribution.Shape, Is.EqualTo(model.DefaultLayer.Maps));
        Assert.That(attribution.CompletenessGap, Is.Zero.Within(1e-4));
    }

    [Test]
    public void LayerConductance_ByCaptumsRule_GradientAtTheBeginningOfEachPart()
    {
        // Its gradient by the layer depends on the place, as that of a probability does.
        var model = LinearModel.Usual();
        var objective = Target.Class(2).Resolve(model, Photo, ScoreScale.Probability);
        ModelAnswer gradients = new("features"), answer = new("features", "logits");
        var expected = new double[model.DefaultLayer.Length];
        float[]? before = null, slope = null;
        foreach (double place in new MathNet.Numerics.Integration.GaussLegendreRule(0, 1, 6).Abscissas)
        {
            float[] image = [.. Enumerable.Range(0, Shape.Length).Select(i => (float)(Other.Values[i] + (place * (Photo.Values[i] - Other.Values[i]))))];
            ((IDifferentiableModel)model).Differentiate(image, 1, answer, a => [objective], gradients);
            float[] here = answer[0, 0].ToArray();
            for (int i = 0; before is not null && i < expected.Length; i++) expected[i] += slope![i] * (here[i] - (double)before[i]);
            (before, slope) = (here, gradients[0, 0].ToArray());
        }
        float[] captum = Conductance(ConductanceRule.Captum);
        Assert.That(captum, Is.EqualTo(expected).Within(1e-5 * expected.Max(Math.Abs)).And.Some.Not.Zero);
        Assert.That(captum, Is.Not.EqualTo(Conductance(ConductanceRule.Trapezoid)).Within(1e-3));

        float[] Conductance(ConductanceRule rule) =>
            new LayerConductance(model, new() { Steps = 5, Rule = rule, Baseline = Baseline.Image(Other), Scale = ScoreScale.Probability }).Attribute(Photo, Target.Class(2)).Values.ToArray();
    }

    [Test]
    public void InternalInfluence_HeadThatIsLinear_ItsWeightsWhateverThePath()
    {
        var model = LinearModel.Usual();
        float[] influence = new InternalInfluence(model, new() { Steps = 3 }).Attribute(Photo, Target.Class(2)).Values.ToArray();
        var gradients = new ModelAnswer("features");
        model.Differentiate(Photo.Values, 1, [Target.Class(2).Resolve(model, Photo)], gradients);
        Assert.That(influence, Is.EqualTo(gradients[0, 0].ToArray()).Within(1e-6));
    }

    [Test]
    public void LayerActivationTimesGradient_AnyModel_ProductAtTheLayer()
    {
        var model = LinearModel.Usual();
        float[] product = new LayerActivationTimesGradient(model).Attribute(Photo, Target.Class(2)).Values.ToArray();
        ModelAnswer gradients = new("features"), answer = new("features");
        model.Differentiate(Photo.Values, 1, [Target.Class(2).Resolve(model, Photo)], gradients, answer);
        Assert.That(product, Is.EqualTo(answer[0, 0].ToArray().Zip(gradients[0, 0].ToArray(), (a, g) => a * g)));
    }

    [Test]
    public void LayerExplanation_SmallLayer_EnlargedToTheInput()
    {
        var explainer = new LayerConductance(LinearModel.Usual(), new() { Steps = 3 });
        var map = explainer.Attribute(Photo, Target.Class(2)).ToMap();
        Assert.That((map.Height, map.Width), Is.EqualTo((6, 5)));
        Assert.That(explainer.Explain(Photo, Target.Class(2)).Values.ToArray(), Is.EqualTo(map.Resize(12, 10).Values.ToArray()));
    }

    private static LinearModel Linear() => new(Shape, Weights, new float[4]);
}
