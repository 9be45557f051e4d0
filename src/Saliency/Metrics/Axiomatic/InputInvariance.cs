namespace Saliency.Metrics;

/// <summary>Input invariance: whether an explanation stays the same when a constant is added to the image and the model takes it away again.</summary>
/// <remarks>
/// <para><c>‖a − a'‖ / ‖a‖</c>, a the map of the model at x, a' that of the shifted model at x + c, where the shifted model's first bias undoes c: both answer the same.
/// A map of zeros counts as one of norm 1.</para>
/// <para>0 and up, lower is better; 0 is invariant. Methods that multiply by the input are not. Cost: one model run and two explanations.</para>
/// <para>Kindermans, Hooker, Adebayo, Alber, Schütt, Dähne, Erhan, Kim: The (un)reliability of saliency methods. 2017. (Quantus asks whether all values agree within 10⁻⁴.)</para>
/// </remarks>
public sealed class InputInvariance : IExplainerMetric
{
    private readonly IModel _model;
    private readonly IExplainer _ofShifted;
    private readonly float _shift;

    /// <summary>Makes the metric of two models that answer the same, one for images to which a constant was added.</summary>
    /// <param name="model">The model that the explainers explain.</param>
    /// <param name="ofShifted">The explainer under test, made of the shifted model.</param>
    /// <param name="shift">The constant c, in the units of the model's input; finite and not 0.</param>
    public InputInvariance(IModel model, IExplainer ofShifted, float shift)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(ofShifted);
        if (!float.IsFinite(shift) || shift == 0) throw new ArgumentOutOfRangeException(nameof(shift), shift, "Expected a finite shift other than 0.");
        (_model, _ofShifted, _shift) = (model, ofShifted, shift);
    }

    /// <inheritdoc/>
    public string Name => "Input invariance";

    /// <inheritdoc/>
    public Better Better => Better.Lower;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The explainer is not of the kind that explains the shifted model.</exception>
    public MetricResult Evaluate(IExplainer explainer, ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(explainer);
        ArgumentNullException.ThrowIfNull(target);
        if (explainer.Name != _ofShifted.Name)
            throw new ArgumentException($"Expected the explainer of the shifted model, {_ofShifted.Name}, got {explainer.Name}.", nameof(explainer));
        cancellationToken.ThrowIfCancellationRequested();
        var quiet = (context ?? RunContext.Default) with { Progress = null };
        var steady = UntouchedTarget.On(_model, input, target);
        var shifted = new ModelInput(input.Shape, Array.ConvertAll(input.Values.ToArray(), v => v + _shift), input.Geometry);
        var first = new Explained(input, explainer.Explain(input, steady, quiet, cancellationToken));
        context?.Progress?.Report(new RunProgress(1, 2));
        var second = new Explained(shifted, _ofShifted.Explain(shifted, steady, quiet, cancellationToken));
        context?.Progress?.Report(new RunProgress(2, 2));
        return new MetricResult(MapChange.Relative(first, second));
    }
}
