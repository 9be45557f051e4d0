using System.Collections.Immutable;

namespace Saliency.Metrics;

/// <summary>A target that stays what it was on one untouched image, whichever image is explained next: "the predicted class" must not change between two explanations.</summary>
internal sealed class ResolvedTarget : Target
{
    private readonly Target _target;
    private readonly ModelAnswer _untouched;

    private ResolvedTarget(Target target, ModelAnswer untouched) => (_target, _untouched) = (target, untouched);

    /// <summary>Runs the model once on the untouched image.</summary>
    public static ResolvedTarget On(IModel model, ModelInput input, Target target) => On(model, input, target, out _);

    /// <summary>Runs the model once on the untouched image, and gives out what it answered.</summary>
    public static ResolvedTarget On(IModel model, ModelInput input, Target target, out ModelAnswer untouched)
    {
        ArgumentNullException.ThrowIfNull(input);
        untouched = model.Answer(input, target);
        return new ResolvedTarget(target, untouched);
    }

    public override ImmutableArray<string> Reads(IModel model) => _target.Reads(model);

    public override Objective Resolve(IModel model, ModelAnswer untouched, int image, ScoreScale scale) => _target.Resolve(model, _untouched, 0, scale);

    public override string? ToString() => _target.ToString();
}
