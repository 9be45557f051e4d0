using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Saliency.Numerics;

namespace Saliency.Metrics;

/// <summary>What counts as relevance in a map with values of both signs.</summary>
public enum RelevanceSign
{
    /// <summary>Positive values; negative ones count as 0.</summary>
    Positive,

    /// <summary>Absolute values.</summary>
    Absolute,

    /// <summary>Values as they are: sums can cancel, so the share can leave 0..1.</summary>
    AsIs,
}

/// <summary>The share of a map's relevance that lies in a region.</summary>
internal static class RelevanceShare
{
    /// <summary><c>Σ in the region / Σ</c>; a map whose sum is 0 counts as uniform, as any other constant map does.</summary>
    public static double Of(SaliencyMap map, Mask region, RelevanceSign sign)
    {
        double inside = 0;
        int at = 0;
        var marks = MemoryMarshal.Cast<bool, byte>(region.Values).ToArray();
        double total = BlockSum.Of(map.Values, block =>
        {
            if (sign == RelevanceSign.Positive) TensorPrimitives.Max(block, 0, block);
            else if (sign == RelevanceSign.Absolute) TensorPrimitives.Abs(block, block);
            double sum = TensorPrimitives.Sum<double>(block);
            for (int i = 0; i < block.Length; i++)
                if (marks[at + i] != 0) inside += block[i];
            at += block.Length;
            return sum;
        });
        return total == 0 ? (double)region.Count / map.Values.Length : inside / total;
    }
}
