namespace Saliency.Explainers;

/// <summary>A target as it was resolved on the untouched input, for methods that hand changed inputs to another explainer: the predicted class cannot drift.</summary>
internal sealed class FixedTarget : Target
{
    private readonly Objective _native, _probability;

    private FixedTarget(Objective native, Objective probability) => (_native, _probability) = (native, probability);

    /// <summary>Runs the model once.</summary>
    public static FixedTarget Of(Target target, IModel model, ModelInput untouched)
    {
        var answer = model.Answer(untouched);
        return new FixedTarget(target.Resolve(model, answer, 0, ScoreScale.Native), target.Resolve(model, answer, 0, ScoreScale.Probability));
    }

    public override Objective Resolve(IModel model, ModelAnswer untouched, int image, ScoreScale scale) => scale == ScoreScale.Native ? _native : _probability;

    public override string ToString() => _native.Description;
}
