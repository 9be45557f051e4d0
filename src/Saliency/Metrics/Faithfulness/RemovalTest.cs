namespace Saliency.Metrics;

/// <summary>What the metrics have in common that remove pixels and ask the model again: the model, what removed pixels become, and the scale of the score.</summary>
internal sealed class RemovalTest
{
    private readonly ScoreScale _scale;

    /// <exception cref="ArgumentException">The imputer does not fit the model's input: refused here, not after minutes of explaining.</exception>
    public RemovalTest(IModel model, Imputer imputer, ScoreScale scale)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(imputer);
        if (!Enum.IsDefined(scale)) throw new ArgumentOutOfRangeException(nameof(scale), scale, "Expected a defined scale.");
        (Model, Imputer, _scale) = (model, imputer, scale);
        var shape = model.InputShape;
        var all = new bool[shape.PlaneLength];
        Array.Fill(all, true);
        imputer.Impute(new ModelInput(shape, new float[shape.Length]), all, 0, new float[shape.Length]);
    }

    public IModel Model { get; }

    public Imputer Imputer { get; }

    /// <summary>Runs the model once on the untouched image, and lays the map over it.</summary>
    public RemovalTrial Begin(SaliencyMap map, ModelInput input, Target target, RunContext? context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(target);
        cancellationToken.ThrowIfCancellationRequested();
        var untouched = Model.Answer(input, target);
        var objective = target.Resolve(Model, untouched, 0, _scale);
        return new RemovalTrial(this, map.Resize(input.Shape.Height, input.Shape.Width), input, objective, objective.Evaluate(untouched, 0), context, cancellationToken);
    }
}
