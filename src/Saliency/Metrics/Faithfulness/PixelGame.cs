using System.Collections.Immutable;
using Saliency.Numerics;
using Saliency.Perturbation;

namespace Saliency.Metrics;

/// <summary>The game that insertion and deletion play: one image turns into another, pixel by pixel in the order of a map.</summary>
internal sealed class PixelGame
{
    private readonly IModel _model;
    private readonly Baseline _baseline;
    private readonly ScoreScale _scale;
    private readonly int[] _changed;

    public PixelGame(IModel model, int? stepPixels, int? steps, Baseline baseline, ScoreScale scale)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(baseline);
        if (!Enum.IsDefined(scale)) throw new ArgumentOutOfRangeException(nameof(scale), scale, "Expected a defined scale.");
        if (stepPixels is not null && steps is not null)
            throw new ArgumentException($"Expected a size of steps or a number of steps, got both: {stepPixels} pixels and {steps} steps.", nameof(steps));
        var shape = model.InputShape;
        if (stepPixels is < 1) throw new ArgumentOutOfRangeException(nameof(stepPixels), stepPixels, "Expected steps of at least 1 pixel.");
        if (steps < 1 || steps > shape.PlaneLength)
            throw new ArgumentOutOfRangeException(nameof(steps), steps, $"Expected 1 to {shape.PlaneLength} steps for an input of {shape}.");
        (_model, _baseline, _scale) = (model, baseline, scale);
        _changed = steps is { } number ? Evenly(shape.PlaneLength, number) : InSteps(shape.PlaneLength, stepPixels ?? shape.Width);
        // A baseline that does not fit is refused here, not after minutes of explaining.
        baseline.Fill(new ModelInput(shape, new float[shape.Length]), new float[shape.Length]);
    }

    public MetricResult Play(SaliencyMap map, ModelInput input, Target target, bool fromBaseline, RunContext? context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(target);
        cancellationToken.ThrowIfCancellationRequested();
        var objective = target.Resolve(_model, input, _scale);
        var shape = input.Shape;
        var order = new int[shape.PlaneLength];
        Ranking.Descending(map.Resize(shape.Height, shape.Width).Values, order);
        float[] hidden = new float[shape.Length], shown = input.Values.ToArray();
        _baseline.Fill(input, hidden);
        var question = new Question(fromBaseline ? hidden : shown, fromBaseline ? shown : hidden, order, _changed);
        PerturbationLoop.Run(_model, [objective], question, context, cancellationToken);
        var shares = _changed.Select(n => (double)n / order.Length);
        return new MetricResult(Area(question.Scores), new Curve([.. shares], ImmutableArray.Create(question.Scores)));
    }

    private static int[] InSteps(int pixels, int step)
    {
        var changed = new int[((pixels - 1) / step) + 2];
        for (int k = 0; k < changed.Length; k++) changed[k] = (int)Math.Min(pixels, (long)k * step);
        return changed;
    }

    private static int[] Evenly(int pixels, int steps)
    {
        var changed = new int[steps + 1];
        for (int k = 0; k <= steps; k++) changed[k] = (int)((long)k * pixels / steps);
        return changed;
    }

    private static double Area(double[] scores) => (scores.Sum() - (scores[0] / 2) - (scores[^1] / 2)) / (scores.Length - 1);

    private sealed class Question(float[] from, float[] to, int[] order, int[] changed) : IPerturbation
    {
        public double[] Scores { get; } = new double[changed.Length];

        public int Count => changed.Length;

        public int ScratchLength => 0;

        public void Fill(int sample, Span<float> image, Span<float> scratch)
        {
            int count = changed[sample];
            // Starts from whichever image is nearer, so that at most half of the pixels are written one by one.
            bool near = count <= order.Length / 2;
            (near ? from : to).CopyTo(image);
            var source = near ? to : from;
            foreach (int pixel in near ? order.AsSpan(0, count) : order.AsSpan(count))
                for (int at = pixel; at < image.Length; at += order.Length) image[at] = source[at];
        }

        public void Accept(int first, ReadOnlySpan<double> values, ReadOnlySpan<float> scratch) => values.CopyTo(Scores.AsSpan(first));
    }
}
