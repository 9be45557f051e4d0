using System.Numerics.Tensors;
using Saliency.Numerics;

namespace Saliency.Metrics;

/// <summary>What the three relative stabilities have in common: the relative change of the map, over a change of what their name says.</summary>
internal sealed class StabilityTest
{
    /// <summary>Stands for zeros that would divide.</summary>
    public const double Smallest = 1e-6;

    private readonly Neighborhood _neighborhood;
    private readonly string[] _reads;
    private readonly Func<Answered, Answered, double> _change;

    /// <summary>An image and what the model says of it: its first output, and what else is read.</summary>
    public readonly record struct Answered(ModelInput Input, ModelAnswer Answer);

    /// <param name="neighborhood">The neighbours.</param>
    /// <param name="change">The number to divide by.</param>
    /// <param name="layer">A layer that <paramref name="change"/> looks at, the second value of the answers; null is none.</param>
    public StabilityTest(Neighborhood neighborhood, Func<Answered, Answered, double> change, string? layer = null)
    {
        (_neighborhood, _change) = (neighborhood, change);
        string output = neighborhood.Model.Outputs[0].Name;
        _reads = layer is null ? [output] : [output, layer];
    }

    /// <exception cref="InvalidOperationException">The model predicts another class for every neighbour.</exception>
    public MetricResult Evaluate(IExplainer explainer, ModelInput input, Target target, RunContext? context, CancellationToken cancellationToken)
    {
        Answered? first = null;
        var ratios = _neighborhood.Compare(explainer, input, target, context, (untouched, neighbor) =>
        {
            Answered here = first ??= Ask(untouched.Input), there = Ask(neighbor.Input);
            return Class(here) == Class(there)
                ? Distance.Relative(untouched.Map.Values, neighbor.Map.Values, Smallest) / Math.Max(_change(here, there), Smallest)
                : double.NaN;
        }, cancellationToken);
        double[] counted = [.. ratios.Where(ratio => !double.IsNaN(ratio))];
        return counted.Length > 0
            ? new MetricResult(counted.Max())
            : throw new InvalidOperationException("Expected a neighbour of the class that the image is predicted, got none: the noise is too strong for this image.");
    }

    private Answered Ask(ModelInput input) => new(input, _neighborhood.Model.Answer(input, [.. _reads]));

    private static int Class(Answered image) => TensorPrimitives.IndexOfMax(image.Answer[0, 0]);
}
