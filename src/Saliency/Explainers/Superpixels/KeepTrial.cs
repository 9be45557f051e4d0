using System.Collections.Immutable;
using Saliency.Numerics;
using Saliency.Perturbation;

namespace Saliency.Explainers;

/// <summary>Tries RISE's masks of several chances to keep a cell: that which spreads the score most tells most for each mask.</summary>
internal sealed class KeepTrial(ModelInput input, float[][] hidden, GridMask[] grids) : IPerturbation
{
    private const int Masks = 100;

    private readonly double[] _sums = new double[grids.Length];
    private readonly double[] _squares = new double[grids.Length];
    private double _first = double.NaN;

    /// <summary>The chances that are tried.</summary>
    public static ImmutableArray<double> Probabilities { get; } = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

    public int Count => Masks * grids.Length;

    public int ScratchLength => input.Shape.PlaneLength;

    /// <summary>The chance of the largest spread; among equals the one nearest to a half, and of two such the lower.</summary>
    public double Best => Enumerable.Range(0, grids.Length)
        .OrderByDescending(g => _squares[g] - (_sums[g] * _sums[g] / Masks)).ThenBy(g => Math.Abs(g - (grids.Length / 2)))
        .Select(g => Probabilities[g]).First();

    public void Fill(int sample, Span<float> image, Span<float> mask)
    {
        grids[sample / Masks].Generate(sample % Masks, mask);
        if (hidden.Length == 0) MaskBlend.Apply(input.Values, mask, image);
        else MaskBlend.Apply(input.Values, mask, hidden[sample % hidden.Length], image);
    }

    public void Accept(int first, ReadOnlySpan<double> values, ReadOnlySpan<float> scratch)
    {
        for (int i = 0; i < values.Length; i++)
        {
            // Told from the first score, so that squares of nearly equal ones do not lose their difference.
            if (double.IsNaN(_first)) _first = values[i];
            int grid = (first + i) / Masks;
            double value = values[i] - _first;
            _sums[grid] += value;
            _squares[grid] += value * value;
        }
    }
}
