using Saliency.Explainers;
using Saliency.Models;
using Saliency.Tests.Contracts;

namespace Saliency.Tests.Reference;

/// <summary>The gradient family against captum and PAIR saliency, on both exports of each net.</summary>
[Category("Reference")]
public class GradientReferenceTests
{
    private static IEnumerable<TestCaseData> Cases => ReferenceSet.Tests("explainers", label => MethodOf(label) is not null);

    private static IEnumerable<TestCaseData> GuidedCases => ReferenceSet.Tests("explainers", "pair_guided_ig");

    private static IEnumerable<TestCaseData> LayerCases => ReferenceSet.Tests("explainers", label => label == "layer_activation_x_gradient");

    private static IEnumerable<TestCaseData> ActivationCases => ReferenceSet.Tests("explainers", label => label == "activations_and_gradients");

    [TestCaseSource(nameof(Cases))]
    public void Attribute_OfAnotherLibrary_SameValues(ReferenceCase reference)
    {
        var (make, absolute) = MethodOf(reference.Name.Split('.', 2)[1])!.Value;
        foreach (var (path, _) in reference.Exports)
        {
            using var model = ReferenceCase.Load(path);
            var method = make(model, reference);
            foreach (var (input, target, place) in reference.Maps())
            {
                var expected = reference.Expected("attribution")[place];
                string? worst = Worst(input);
                // On a path of many images a maximum or a Relu can stand so near its kink that float32 decides. Then the image a hair away, less than two last
                // digits, has to give the expected values.
                if (worst is not null) Assert.That(Enumerable.Range(1, 4).Select(seed => Worst(AHairAway(input, seed))), Has.Some.Null, worst);

                string? Worst(ModelInput image) => Close.Worst(expected,
                    Array.ConvertAll(method.Attribute(image, target).Values.ToArray(), v => absolute ? Math.Abs((double)v) : v), reference.ToleranceOf("attribution"));
            }
        }
    }

    // The path is chosen by a quantile of gradients. At a baseline of one colour whole areas have the same gradient in double precision and nearly the same in
    // single precision, so that other numbers of the area move first.
    [TestCaseSource(nameof(GuidedCases))]
    public void GuidedIntegratedGradients_OfPair_SameValuesButForTheChoiceOfSteps(ReferenceCase reference)
    {
        foreach (var (path, _) in reference.Exports)
        {
            using var model = ReferenceCase.Load(path);
            var method = new GuidedIntegratedGradients(model, new GuidedIntegratedGradientsOptions
            {
                Steps = reference.WholeNumber("x_steps"),
                Fraction = reference.Number("fraction"),
                MaximumDistance = reference.Number("max_dist"),
                Baseline = BaselineOf(reference),
            });
            foreach (var (input, target, place) in reference.Maps())
                Correlation.AssertNear(reference.Expected("attribution")[place], method.Attribute(input, target).Values, reference.ToleranceOf("attribution"), 0.99);
        }
    }

    [TestCaseSource(nameof(LayerCases))]
    public void LayerActivationTimesGradient_OfCaptum_SameValues(ReferenceCase reference)
    {
        foreach (var (path, layer) in reference.Exports)
        {
            using var model = ReferenceCase.Load(path);
            var method = new LayerActivationTimesGradient(model, new LayerActivationTimesGradientOptions { Layer = layer });
            foreach (var (input, target, place) in reference.Maps())
                Close.Assert(reference.Expected("attribution")[place], method.Attribute(input, target).Values, reference.ToleranceOf("attribution"), "attribution");
        }
    }

    [TestCaseSource(nameof(ActivationCases))]
    public void Differentiate_AtTheLayer_LogitsActivationsAndGradientsOfTorch(ReferenceCase reference)
    {
        foreach (var (path, name) in reference.Exports)
        {
            using var model = ReferenceCase.Load(path);
            var layer = model.FindLayer(name!);
            ModelAnswer gradients = new(layer.Name), answer = new(layer.Name, model.Outputs[0].Name);
            foreach (var (input, target, place) in reference.Maps())
            {
                model.Differentiate(input.Values, 1, [target.Resolve(model, input)], gradients, answer);
                Close.Assert(reference.Expected("logits")[place], answer[1, 0], reference.ToleranceOf("logits"), "logits");
                Close.Assert(reference.Expected("activations")[place], Planes(layer, answer[0, 0]), reference.ToleranceOf("activations"), "activations");
                Close.Assert(reference.Expected("gradients")[place], Planes(layer, gradients[0, 0]), reference.ToleranceOf("gradients"), "gradients");
            }
        }
    }

    /// <summary>The method of a case, and whether its attributions are compared without sign; null where another test does it.</summary>
    private static (Func<OnnxModel, ReferenceCase, IAttributor> Make, bool Absolute)? MethodOf(string label) => label switch
    {
        "saliency_signed" or "pair_gradient" => ((model, _) => new Gradient(model), false),
        "saliency_abs" => ((model, _) => new Gradient(model), true),
        "input_x_gradient" => ((model, _) => new GradientTimesInput(model), false),
        "smoothgrad" => (Smooth(SmoothStatistic.Mean, model => new Gradient(model)), false),
        "smooth_input_x_gradient" => (Smooth(SmoothStatistic.Mean, model => new GradientTimesInput(model)), false),
        "smoothgrad_sq" or "pair_smoothgrad_magnitude" => (Smooth(SmoothStatistic.MeanSquare, model => new Gradient(model)), false),
        "vargrad" => (Smooth(SmoothStatistic.Variance, model => new Gradient(model)), false),
        "pair_blur_ig" or "pair_blur_ig_sqrt" => (Blurred, false),
        _ when label.StartsWith("integrated_gradients_gausslegendre", StringComparison.Ordinal) => (Integrated(IntegrationRule.GaussLegendre, "n_steps"), false),
        _ when label.StartsWith("integrated_gradients_riemann_trapezoid", StringComparison.Ordinal) => (Integrated(IntegrationRule.CaptumTrapezoid, "n_steps"), false),
        _ when label.StartsWith("pair_integrated_gradients", StringComparison.Ordinal) => (Integrated(IntegrationRule.PairMean, "x_steps"), false),
        _ => null,
    };

    private static Func<OnnxModel, ReferenceCase, IAttributor> Integrated(IntegrationRule rule, string steps) => (model, reference) =>
        new IntegratedGradients(model, new IntegratedGradientsOptions { Steps = reference.WholeNumber(steps), Rule = rule, Baseline = BaselineOf(reference) });

    private static Func<OnnxModel, ReferenceCase, IAttributor> Smooth(SmoothStatistic statistic, Func<OnnxModel, IAttributor> inner) => (model, reference) =>
    {
        var noise = reference.Input("noise");
        var options = new SmoothOptions { SampleCount = noise.Shape[0], NoiseLevel = 1, Unit = NoiseUnit.Absolute, Statistic = statistic };
        return new Smooth(model, inner(model), options, (sample, values) => noise[sample].Floats.CopyTo(values));
    };

    private static BlurIntegratedGradients Blurred(OnnxModel model, ReferenceCase reference) => new(model, new BlurIntegratedGradientsOptions
    {
        Steps = reference.WholeNumber("steps"),
        MaximumSigmaPixels = reference.Number("max_sigma"),
        DifferencePixels = reference.Number("grad_step"),
        Spacing = reference.Parameter("sqrt").GetBoolean() ? BlurSpacing.SquareRoot : BlurSpacing.Sigma,
    });

    private static ModelInput AHairAway(ModelInput input, int seed)
    {
        float[] signs = Pattern.Values(input.Shape.Length, seed);
        return new ModelInput(input.Shape, [.. signs.Select((sign, i) => input.Values[i] * (1 + (sign > 0 ? 2e-7f : -2e-7f)))]);
    }

    private static Baseline BaselineOf(ReferenceCase reference) => reference.HasInput("baseline") ? Baseline.Image(reference.Input("baseline").ToInput()) : Baseline.Zero;

    private static float[] Planes(LayerInfo layer, ReadOnlySpan<float> values)
    {
        var planes = new float[layer.Maps!.Value.Length];
        layer.ToPlanes(values, planes);
        return planes;
    }
}
