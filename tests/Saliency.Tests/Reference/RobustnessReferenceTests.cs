using Saliency.Explainers;
using Saliency.Metrics;
using Saliency.Models;

namespace Saliency.Tests.Reference;

/// <summary>Quantus' and captum's metrics of robustness, with their neighbours.</summary>
[Category("Reference")]
internal sealed class RobustnessReferenceTests
{
    private static IEnumerable<TestCaseData> Cases => ReferenceSet.Tests("metrics", "robustness/stored_perturbations");

    [TestCaseSource(nameof(Cases))]
    public void Metrics_OfStoredAttributions_Same(ReferenceCase reference)
    {
        using var model = reference.LoadModel();
        var stored = new Stored(reference.Input("attributions"), reference.Input("attributions_perturbed"));
        AssertMetrics(reference, model, i => stored with { Image = i });
    }

    [TestCaseSource(nameof(Cases))]
    public void Metrics_OfTheModelsGradient_Same(ReferenceCase reference)
    {
        using var model = reference.LoadModel();
        AssertMetrics(reference, model, _ => new ByChannel(new Gradient(model), model.InputShape));
    }

    private static void AssertMetrics(ReferenceCase reference, OnnxModel model, Func<int, IExplainer> explainer)
    {
        AssertMetric("max_sensitivity", null, n => new MaxSensitivity(n));
        AssertMetric("captum_sensitivity_max", null, n => new MaxSensitivity(n));
        AssertMetric("avg_sensitivity", null, n => new AverageSensitivity(n));
        AssertMetric("local_lipschitz", null, n => new LocalLipschitz(n));
        AssertMetric("local_lipschitz_normalised", Normalization.MaxAbsolute, n => new LocalLipschitz(n));

        void AssertMetric(string key, Normalization? scaling, Func<Neighborhood, IExplainerMetric> metric)
        {
            ReferenceArray images = reference.Input("images"), perturbed = reference.Input("perturbed");
            var flat = new ChannelsAsPixels(model);
            reference.AssertClose(key, [.. reference.WholeNumbers("targets").Select((target, i) =>
                metric(new Neighborhood(flat, reference.WholeNumber("samples"), (_, sample) => ChannelsAsPixels.Input(perturbed[sample, i]), scaling))
                    .Evaluate(explainer(i), ChannelsAsPixels.Input(images[i]), Target.Class(target)).Value)]);
        }
    }

    /// <summary>Knows the attributions of one image and its neighbours, in the order in which they are asked for.</summary>
    private sealed record Stored(ReferenceArray Untouched, ReferenceArray Perturbed) : IExplainer
    {
        public int Image { get; init; }

        public string Name => "stored";

        public SaliencyMap Explain(ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default) =>
            ChannelsAsPixels.Map(Untouched[Image]);

        public IReadOnlyList<SaliencyMap> Explain(IReadOnlyList<ModelInput> inputs, Target target, RunContext? context = null, CancellationToken cancellationToken = default) =>
            [.. inputs.Select((_, sample) => ChannelsAsPixels.Map(Perturbed[sample, Image]))];
    }

    /// <summary>An attribution with its channels below one another.</summary>
    private sealed class ByChannel(IAttributor method, ImageShape shape) : IExplainer
    {
        public string Name => method.Name;

        public SaliencyMap Explain(ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default) =>
            new(shape.Channels * shape.Height, shape.Width, method.Attribute(new ModelInput(shape, input.Values), target, context, cancellationToken).Values);
    }
}
