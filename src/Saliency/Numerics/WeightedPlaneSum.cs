using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Saliency.Numerics;

/// <summary>Adds weighted planes to a sum held in doubles: the saliency of a perturbation method, plane by plane.</summary>
/// <remarks>
/// For every pixel the planes are added strictly one after the other, without fused multiply-add. So neither the number of planes in a call
/// nor the width of a vector can change a bit of the sum.
/// </remarks>
internal static class WeightedPlaneSum
{
    // Pixels per block: its sums (8 KiB) stay in the first-level cache while all planes pass over them.
    private const int Block = 1024;

    /// <summary><c>sums += Σ weights[k] · planes[k]</c>.</summary>
    /// <param name="planes">n planes of P values.</param>
    /// <param name="weights">n weights.</param>
    /// <param name="sums">P sums, added to.</param>
    public static void Add(ReadOnlySpan<float> planes, ReadOnlySpan<double> weights, Span<double> sums)
    {
        if (planes.Length != (long)weights.Length * sums.Length)
            throw new ArgumentException($"Expected {weights.Length} planes of {sums.Length} values, got {planes.Length} values.", nameof(planes));
        for (int start = 0; start < sums.Length; start += Block)
        {
            var block = sums.Slice(start, Math.Min(Block, sums.Length - start));
            int k = 0;
            // Four planes at a time, so that a sum is read and written once for four.
            for (; k <= weights.Length - 4; k += 4)
                AddFour(planes[((k * sums.Length) + start)..], sums.Length, weights.Slice(k, 4), block);
            for (; k < weights.Length; k++)
                AddOne(planes.Slice((k * sums.Length) + start, block.Length), weights[k], block);
        }
    }

    private static void AddFour(ReadOnlySpan<float> planes, int stride, ReadOnlySpan<double> weights, Span<double> sums)
    {
        ReadOnlySpan<float> p0 = planes[..sums.Length], p1 = planes.Slice(stride, sums.Length);
        ReadOnlySpan<float> p2 = planes.Slice(2 * stride, sums.Length), p3 = planes.Slice(3 * stride, sums.Length);
        var (w0, w1, w2, w3) = (weights[0], weights[1], weights[2], weights[3]);
        int i = 0;
        if (Vector.IsHardwareAccelerated)
        {
            ref float f0 = ref MemoryMarshal.GetReference(p0), f1 = ref MemoryMarshal.GetReference(p1);
            ref float f2 = ref MemoryMarshal.GetReference(p2), f3 = ref MemoryMarshal.GetReference(p3);
            ref double to = ref MemoryMarshal.GetReference(sums);
            var (v0, v1, v2, v3) = (new Vector<double>(w0), new Vector<double>(w1), new Vector<double>(w2), new Vector<double>(w3));
            for (; i <= sums.Length - Vector<double>.Count; i += Vector<double>.Count)
            {
                nuint at = (nuint)i;
                var sum = Vector.LoadUnsafe(ref to, at);
                sum += v0 * Load(ref f0, at);
                sum += v1 * Load(ref f1, at);
                sum += v2 * Load(ref f2, at);
                sum += v3 * Load(ref f3, at);
                sum.StoreUnsafe(ref to, at);
            }
        }
        for (; i < sums.Length; i++)
            sums[i] = sums[i] + (w0 * p0[i]) + (w1 * p1[i]) + (w2 * p2[i]) + (w3 * p3[i]);
    }

    private static void AddOne(ReadOnlySpan<float> plane, double weight, Span<double> sums)
    {
        int i = 0;
        if (Vector.IsHardwareAccelerated)
        {
            ref float from = ref MemoryMarshal.GetReference(plane);
            ref double to = ref MemoryMarshal.GetReference(sums);
            var w = new Vector<double>(weight);
            for (; i <= sums.Length - Vector<double>.Count; i += Vector<double>.Count)
                (Vector.LoadUnsafe(ref to, (nuint)i) + (w * Load(ref from, (nuint)i))).StoreUnsafe(ref to, (nuint)i);
        }
        for (; i < sums.Length; i++) sums[i] += weight * plane[i];
    }

    /// <summary>As many floats as a vector has doubles, as doubles.</summary>
    /// <remarks>One instruction that reads and widens: a third faster than to read a whole vector of floats and to widen its halves.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Load(ref float plane, nuint at)
    {
        if (Vector<double>.Count == 8 && Avx512F.IsSupported) return Avx512F.ConvertToVector512Double(Vector256.LoadUnsafe(ref plane, at)).AsVector();
        if (Vector<double>.Count == 4 && Avx.IsSupported) return Avx.ConvertToVector256Double(Vector128.LoadUnsafe(ref plane, at)).AsVector();
        // Two floats read as the bits of one double, because x64 has no registers of half the width.
        double two = Unsafe.ReadUnaligned<double>(ref Unsafe.As<float, byte>(ref Unsafe.Add(ref plane, at)));
        return Vector128.WidenLower(Vector128.CreateScalarUnsafe(two).AsSingle()).AsVector();
    }
}
