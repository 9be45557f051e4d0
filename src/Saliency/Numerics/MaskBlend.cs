using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Saliency.Numerics;

/// <summary>Lays a mask over an image of several planes: where the mask is 1 the image stays, where it is 0 the baseline shows.</summary>
internal static class MaskBlend
{
    // Pixels per block: the block's part of the mask stays in the first-level cache while all planes use it.
    private const int Block = 2048;

    /// <summary><c>image · mask</c>: what is hidden becomes 0.</summary>
    /// <param name="image">C planes of P values.</param>
    /// <param name="mask">P values, the same for all planes.</param>
    /// <param name="target">C planes of P values; may be the image itself.</param>
    public static void Apply(ReadOnlySpan<float> image, ReadOnlySpan<float> mask, Span<float> target)
    {
        Check(image, mask, target);
        for (int start = 0; start < mask.Length; start += Block)
        {
            int count = Math.Min(Block, mask.Length - start);
            for (int plane = start; plane < image.Length; plane += mask.Length)
                TensorPrimitives.Multiply(image.Slice(plane, count), mask.Slice(start, count), target.Slice(plane, count));
        }
    }

    /// <summary><c>image · mask + baseline · (1 − mask)</c>.</summary>
    /// <param name="image">C planes of P values.</param>
    /// <param name="mask">P values, the same for all planes.</param>
    /// <param name="baseline">C planes of P values: what shows where the mask is 0.</param>
    /// <param name="target">C planes of P values; may be the image or the baseline itself.</param>
    /// <remarks>In this form, and not as baseline + mask · (image − baseline), so that a mask of 1 gives the image's own bits and one of 0 the baseline's.</remarks>
    public static void Apply(ReadOnlySpan<float> image, ReadOnlySpan<float> mask, ReadOnlySpan<float> baseline, Span<float> target)
    {
        Check(image, mask, target);
        if (baseline.Length != image.Length) throw new ArgumentException($"Expected a baseline of {image.Length} values like the image, got {baseline.Length}.", nameof(baseline));
        for (int start = 0; start < mask.Length; start += Block)
        {
            int count = Math.Min(Block, mask.Length - start);
            for (int plane = start; plane < image.Length; plane += mask.Length)
                Blend(image.Slice(plane, count), mask.Slice(start, count), baseline.Slice(plane, count), target.Slice(plane, count));
        }
    }

    private static void Blend(ReadOnlySpan<float> image, ReadOnlySpan<float> mask, ReadOnlySpan<float> baseline, Span<float> target)
    {
        int i = 0;
        if (Vector.IsHardwareAccelerated)
        {
            ref float a = ref MemoryMarshal.GetReference(image), m = ref MemoryMarshal.GetReference(mask);
            ref float b = ref MemoryMarshal.GetReference(baseline), to = ref MemoryMarshal.GetReference(target);
            for (; i <= target.Length - Vector<float>.Count; i += Vector<float>.Count)
            {
                var keep = Vector.LoadUnsafe(ref m, (nuint)i);
                ((Vector.LoadUnsafe(ref a, (nuint)i) * keep) + (Vector.LoadUnsafe(ref b, (nuint)i) * (Vector<float>.One - keep))).StoreUnsafe(ref to, (nuint)i);
            }
        }
        for (; i < target.Length; i++) target[i] = (image[i] * mask[i]) + (baseline[i] * (1f - mask[i]));
    }

    private static void Check(ReadOnlySpan<float> image, ReadOnlySpan<float> mask, Span<float> target)
    {
        if (mask.IsEmpty ? !image.IsEmpty : image.Length % mask.Length != 0)
            throw new ArgumentException($"Expected whole planes of {mask.Length} values like the mask, got {image.Length} values.", nameof(image));
        if (target.Length != image.Length) throw new ArgumentException($"Expected room for {image.Length} values, got {target.Length}.", nameof(target));
    }
}
