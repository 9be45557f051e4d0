using System.Collections.Immutable;

namespace Saliency;

/// <summary>A target that stays what it was on one untouched image, whichever image is explained next: "the predicted class" must not change between explanations of changed images.</summary>
internal sealed class UntouchedTarget : Target
{
    private readonly Target _target;
    private readonly ModelAnswer _untouched;

    private UntouchedTarget(Target target, ModelAnswer untouched) => (_target, _untouched) = (target, untouched);

    /// <summary>Runs the model once on the untouched image.</summary>
    public static UntouchedTarget On(IModel model, ModelInput input, Target target) => On(model, input, target, out _);

    /// <summary>Runs the model once on the untouched image and hands out its answer.</summary>
    public static UntouchedTarget On(IModel model, ModelInput input, Target target, out ModelAnswer untouched)
    {
        untouched = model.Answer(input, target);
        return new UntouchedTarget(target, untouched);
    }

    public override ImmutableArray<string> Reads(IModel model) => _target.Reads(model);

    public override Objective Resolve(IModel model, ModelAnswer untouched, int image, ScoreScale scale) => _target.Resolve(model, _untouched, 0, scale);

    /// <summary>Two are equal when they were made of the same target and the same answer: they explain the same number.</summary>
    public override bool Equals(object? obj) => obj is UntouchedTarget other && _target.Equals(other._target) && _untouched.HasTheBitsOf(other._untouched);

    public override int GetHashCode() => _target.GetHashCode();

    public override string? ToString() => _target.ToString();
}
