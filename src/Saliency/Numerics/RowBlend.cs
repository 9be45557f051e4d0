using System.Numerics;
using System.Runtime.InteropServices;

namespace Saliency.Numerics;

/// <summary>Mixes two rows in one proportion.</summary>
internal static class RowBlend
{
    /// <summary><c>top + fraction · (bottom − top)</c>.</summary>
    /// <remarks>Not <c>TensorPrimitives.Lerp</c>: this form leaves equal rows exactly as they are, so that a mask is exactly 1 where it is open.</remarks>
    public static void Apply(ReadOnlySpan<float> top, ReadOnlySpan<float> bottom, float fraction, Span<float> target)
    {
        if (top.Length != target.Length || bottom.Length != target.Length)
            throw new ArgumentException($"Expected two rows of {target.Length} values, got {top.Length} and {bottom.Length}.", nameof(top));
        int x = 0;
        if (Vector.IsHardwareAccelerated)
        {
            ref float above = ref MemoryMarshal.GetReference(top), below = ref MemoryMarshal.GetReference(bottom), to = ref MemoryMarshal.GetReference(target);
            var share = new Vector<float>(fraction);
            for (; x <= target.Length - Vector<float>.Count; x += Vector<float>.Count)
            {
                var a = Vector.LoadUnsafe(ref above, (nuint)x);
                (a + (share * (Vector.LoadUnsafe(ref below, (nuint)x) - a))).StoreUnsafe(ref to, (nuint)x);
            }
        }
        for (; x < target.Length; x++) target[x] = top[x] + (fraction * (bottom[x] - top[x]));
    }
}
