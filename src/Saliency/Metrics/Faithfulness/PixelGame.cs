using System.Collections.Immutable;

namespace Saliency.Metrics;

/// <summary>The game that insertion and deletion play: one image turns into another, pixel by pixel in the order of a map.</summary>
internal sealed class PixelGame
{
    private readonly RemovalTest _test;
    private readonly int[] _ends;

    public PixelGame(IModel model, int? stepPixels, int? steps, Imputer imputer, ScoreScale scale)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (stepPixels is not null && steps is not null)
            throw new ArgumentException($"Expected a size of steps or a number of steps, got both: {stepPixels} pixels and {steps} steps.", nameof(steps));
        var shape = model.InputShape;
        if (stepPixels is < 1) throw new ArgumentOutOfRangeException(nameof(stepPixels), stepPixels, "Expected steps of at least 1 pixel.");
        if (steps < 1 || steps > shape.PlaneLength)
            throw new ArgumentOutOfRangeException(nameof(steps), steps, $"Expected 1 to {shape.PlaneLength} steps for an input of {shape}.");
        _test = new RemovalTest(model, imputer, scale);
        _ends = steps is { } number ? Evenly(shape.PlaneLength, number) : PixelGroups.EndsOfSteps(shape.PlaneLength, stepPixels ?? shape.Width);
    }

    /// <summary>Takes the pixels away or, from the baseline on, puts them back.</summary>
    public MetricResult Play(SaliencyMap map, ModelInput input, Target target, bool fromBaseline, RunContext? context, CancellationToken cancellationToken)
    {
        var trial = _test.Begin(map, input, target, context, cancellationToken);
        var groups = PixelGroups.Ranked(trial.Values, RemovalOrder.MostRelevantFirst, _ends);
        var scores = trial.ScoresWithout(groups.Count + 1, fromBaseline ? groups.From : groups.Before);
        return new MetricResult(Area.Trapezoid(scores) / (scores.Length - 1), new Curve(groups.Shares(), ImmutableArray.Create(scores)));
    }

    private static int[] Evenly(int pixels, int steps)
    {
        var ends = new int[steps];
        for (int k = 0; k < steps; k++) ends[k] = (int)((k + 1L) * pixels / steps);
        return ends;
    }
}
