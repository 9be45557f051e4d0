using Saliency.Numerics;

namespace Saliency.Metrics;

/// <summary>Coherency: whether an explainer says the same of an image in which only what it held important is left.</summary>
/// <remarks>
/// <para><c>(1 + Pearson(m, m')) / 2</c>, m the map of x scaled to 0..1 and m' that of <c>x · m</c>, for the same class.</para>
/// <para>0..1, higher is better; ½ where a map is the same everywhere. Cost: two explanations and one model run.</para>
/// <para>Poppi, Cornia, Baraldi, Cucchiara: Revisiting the evaluation of class activation mapping for explainability. CVPR workshops 2021.</para>
/// </remarks>
public sealed class Coherency : IExplainerMetric
{
    private readonly IModel _model;

    /// <summary>Makes the metric of the model that the explainers explain.</summary>
    public Coherency(IModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
    }

    /// <inheritdoc/>
    public string Name => "Coherency";

    /// <inheritdoc/>
    public Better Better => Better.Higher;

    /// <inheritdoc/>
    public MetricResult Evaluate(IExplainer explainer, ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(explainer);
        ArgumentNullException.ThrowIfNull(target);
        cancellationToken.ThrowIfCancellationRequested();
        var steady = UntouchedTarget.On(_model, input, target);
        var quiet = (context ?? RunContext.Default) with { Progress = null };
        var first = explainer.Explain(input, steady, quiet, cancellationToken).Normalize();
        context?.Progress?.Report(new RunProgress(1, 2));
        var again = Again(explainer, first, input, steady, quiet, cancellationToken);
        context?.Progress?.Report(new RunProgress(2, 2));
        return new MetricResult(Of(first, again));
    }

    /// <summary>The map, scaled to 0..1, of the image times the first map.</summary>
    internal static SaliencyMap Again(IExplainer explainer, SaliencyMap first, ModelInput input, Target target, RunContext context, CancellationToken cancellationToken)
    {
        var values = new float[input.Shape.Length];
        MaskBlend.Apply(input.Values, first.Resize(input.Shape.Height, input.Shape.Width).Values, values);
        return explainer.Explain(new ModelInput(input.Shape, values, input.Geometry), target, context, cancellationToken).Normalize();
    }

    internal static double Of(SaliencyMap first, SaliencyMap again) =>
        (1 + Correlation.Pearson(first.Values, again.Values)) / 2;
}
