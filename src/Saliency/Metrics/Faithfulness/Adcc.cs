namespace Saliency.Metrics;

/// <summary>ADCC: average drop, coherency and complexity in one number, so that no explainer wins by one of them alone.</summary>
/// <remarks>
/// <para>The harmonic mean of <see cref="Coherency"/>, 1 − <see cref="MeanSaliency"/> and 1 − <see cref="AverageDrop"/> / 100.</para>
/// <para>0..1, higher is better; 0 where one part is 0, as for a constant map. Over images, average the parts first and combine them then
/// (<see cref="Combine"/>): that is the published number. Cost: two explanations and three model runs.</para>
/// <para>Poppi, Cornia, Baraldi, Cucchiara: Revisiting the evaluation of class activation mapping for explainability. CVPR workshops 2021.</para>
/// </remarks>
public sealed class Adcc : IExplainerMetric
{
    private readonly IModel _model;
    private readonly AverageDrop _kept;

    /// <summary>Makes the metric of the model that the explainers explain.</summary>
    public Adcc(IModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        _kept = new AverageDrop(model);
    }

    /// <inheritdoc/>
    public string Name => "ADCC";

    /// <inheritdoc/>
    public Better Better => Better.Higher;

    /// <summary>The harmonic mean of three parts of 0..1, each better when higher; 0 where one of them is 0.</summary>
    public static double Combine(double coherency, double simplicity, double faithfulness) =>
        coherency > 0 && simplicity > 0 && faithfulness > 0 ? 3 / ((1 / coherency) + (1 / simplicity) + (1 / faithfulness)) : 0;

    /// <inheritdoc/>
    public MetricResult Evaluate(IExplainer explainer, ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default) =>
        Evaluate(_model, (map, steady, quiet) => 1 - (_kept.Evaluate(map, input, steady, quiet, cancellationToken).Value / 100), explainer, input, target, context, cancellationToken);

    /// <summary>Coherency, simplicity and any judgement of faithfulness of 0..1 in one number.</summary>
    /// <param name="model">The model that the explainer explains.</param>
    /// <param name="faithfulness">Judges a map scaled to 0..1, for a target that stays, in a context without progress.</param>
    /// <param name="explainer">The explainer.</param>
    /// <param name="input">The image.</param>
    /// <param name="target">What is explained.</param>
    /// <param name="context">Batch size, threads, progress.</param>
    /// <param name="cancellationToken">Honoured within one batch.</param>
    internal static MetricResult Evaluate(IModel model, Func<SaliencyMap, Target, RunContext, double> faithfulness,
        IExplainer explainer, ModelInput input, Target target, RunContext? context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(explainer);
        ArgumentNullException.ThrowIfNull(target);
        cancellationToken.ThrowIfCancellationRequested();
        var steady = UntouchedTarget.On(model, input, target);
        var quiet = (context ?? RunContext.Default) with { Progress = null };
        var map = explainer.Explain(input, steady, quiet, cancellationToken).Normalize();
        context?.Progress?.Report(new RunProgress(1, 3));
        var again = Coherency.Again(explainer, map, input, steady, quiet, cancellationToken);
        context?.Progress?.Report(new RunProgress(2, 3));
        double faithful = faithfulness(map, steady, quiet);
        context?.Progress?.Report(new RunProgress(3, 3));
        return new MetricResult(Combine(Coherency.Of(map, again), 1 - new MeanSaliency().Evaluate(map).Value, faithful));
    }
}
