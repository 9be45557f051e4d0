using Saliency.Numerics;
using Saliency.Perturbation;

namespace Saliency.Metrics;

/// <summary>What the drop, the increase and the gain in confidence share: the score of an image, and of the same image with one part hidden by the map.</summary>
internal sealed class ConfidenceTest
{
    private readonly RemovalTest _test;
    private readonly ConfidenceOptions _options;

    public ConfidenceTest(IModel model, ConfidenceOptions? options)
    {
        _options = options ?? new ConfidenceOptions();
        _test = new RemovalTest(model, _options.Imputer, ScoreScale.Probability);
        _options.Occluded.EnsureDefined(nameof(options));
        _options.Scaling?.EnsureDefined(nameof(options));
        if (_options.Threshold is { } threshold && !double.IsFinite(threshold))
            throw new ArgumentOutOfRangeException(nameof(options), threshold, "Expected a finite threshold.");
    }

    /// <summary>The better direction of a number that falls where less is lost.</summary>
    public Better OfLoss => _options.Occluded == OccludedPart.Background ? Better.Lower : Better.Higher;

    /// <summary>The better direction of a number that falls where less is won.</summary>
    public Better OfGain => _options.Occluded == OccludedPart.Background ? Better.Higher : Better.Lower;

    /// <summary>The scores before and after.</summary>
    public (double Before, double After) Ask(SaliencyMap map, ModelInput input, Target target, RunContext? context, CancellationToken cancellationToken)
    {
        var trial = _test.Begin(map, input, target, context, cancellationToken);
        float[] keep = (_options.Scaling is { } scaling ? trial.Map.Normalize(scaling) : trial.Map).Values.ToArray();
        bool inverted = _options.Occluded == OccludedPart.Subject;
        if (_options.Threshold is { } threshold)
        {
            var hidden = Array.ConvertAll(keep, v => v >= threshold == inverted);
            return (trial.Untouched, trial.ScoresWithout(1, (_, removed) => hidden.CopyTo(removed))[0]);
        }
        for (int i = 0; i < keep.Length; i++)
        {
            if (keep[i] is < 0 or > 1) throw new ArgumentException($"Expected a map of 0..1 as a soft mask, got {keep[i]} at pixel {i}: scale it, or set a threshold.", nameof(map));
            if (inverted) keep[i] = 1 - keep[i];
        }
        var veiled = new Veiled(input, keep, _test.Imputer);
        trial.Ask(veiled);
        return (trial.Untouched, veiled.Score);
    }

    /// <summary>The image where the mask is 1, the imputer's picture of everything removed where it is 0.</summary>
    private sealed class Veiled(ModelInput input, float[] keep, Imputer imputer) : IPerturbation
    {
        public double Score { get; private set; }

        public int Count => 1;

        public int ScratchLength => 0;

        public void Fill(int sample, Span<float> image, Span<float> scratch)
        {
            var all = new bool[keep.Length];
            Array.Fill(all, true);
            imputer.Impute(input, all, sample, image);
            MaskBlend.Apply(input.Values, keep, image, image);
        }

        public void Accept(int first, ReadOnlySpan<double> values, ReadOnlySpan<float> scratch) => Score = values[0];
    }
}
