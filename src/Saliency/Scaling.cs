using System.Numerics.Tensors;
using Saliency.Numerics;

namespace Saliency;

/// <summary>The arithmetic of <see cref="Normalization"/>.</summary>
internal static class Scaling
{
    private const int Block = 512;

    public static void Apply(Normalization kind, ReadOnlySpan<float> values, Span<float> scaled)
    {
        float min = TensorPrimitives.Min(values), max = TensorPrimitives.Max(values);
        switch (kind)
        {
            case Normalization.MinMax:
                // In doubles: the range of two finite floats can overflow a float.
                Shift(values, min, max == min ? 0 : (double)max - min, scaled);
                break;
            case Normalization.MaxAbsolute:
                float largest = Math.Max(Math.Abs(min), Math.Abs(max));
                Shift(values, 0, largest, scaled);
                break;
            case Normalization.Sum:
                double sum = BlockSum.Of(values, block => TensorPrimitives.Sum<double>(block));
                if (!(sum > 0)) throw new InvalidOperationException($"Expected a map with a positive sum, got {sum}.");
                Shift(values, 0, sum, scaled);
                break;
            case Normalization.Standard:
                double mean = BlockSum.Mean(values), squares = BlockSum.Of(values, block =>
                {
                    TensorPrimitives.Subtract(block, mean, block);
                    return TensorPrimitives.SumOfSquares<double>(block);
                });
                Shift(values, mean, max == min ? 0 : Math.Sqrt(squares / values.Length), scaled);
                break;
            case Normalization.Softmax:
                double total = 0;
                foreach (float v in values) total += Math.Exp((double)v - max);
                for (int i = 0; i < scaled.Length; i++) scaled[i] = (float)(Math.Exp((double)values[i] - max) / total);
                break;
            case Normalization.Rank:
                var ranks = new double[values.Length];
                Ranking.Average(values, ranks);
                for (int i = 0; i < scaled.Length; i++) scaled[i] = max == min ? 0.5f : (float)((ranks[i] - 1) / (values.Length - 1));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, "Expected a defined normalization.");
        }
    }

    /// <summary><c>(value − from) / length</c> in doubles; zeros where the length is 0. Source and target may be one.</summary>
    public static void Shift(ReadOnlySpan<float> values, double from, double length, Span<float> scaled)
    {
        if (length == 0)
        {
            scaled.Clear();
            return;
        }
        Span<double> block = stackalloc double[Block];
        for (int start = 0; start < values.Length; start += Block)
        {
            var part = start..Math.Min(start + Block, values.Length);
            var wide = block[..values[part].Length];
            TensorPrimitives.ConvertTruncating(values[part], wide);
            TensorPrimitives.Subtract(wide, from, wide);
            TensorPrimitives.Divide(wide, length, wide);
            TensorPrimitives.ConvertTruncating<double, float>(wide, scaled[part]);
        }
    }
}
