using System.Numerics;
using System.Runtime.InteropServices;

namespace Saliency.Numerics;

/// <summary>Takes each pixel from one of two images: the image where it is kept, the other where it is removed.</summary>
internal static class PixelChoice
{
    /// <summary><c>target = removed ? other : image</c>, bit for bit.</summary>
    /// <param name="image">C planes of P values.</param>
    /// <param name="removed">P choices, the same for all planes.</param>
    /// <param name="other">C planes of P values.</param>
    /// <param name="target">C planes of P values; may be the image or the other itself.</param>
    public static void Apply(ReadOnlySpan<float> image, ReadOnlySpan<bool> removed, ReadOnlySpan<float> other, Span<float> target)
    {
        if (removed.IsEmpty ? !image.IsEmpty : image.Length % removed.Length != 0)
            throw new ArgumentException($"Expected whole planes of {removed.Length} values like the choices, got {image.Length} values.", nameof(image));
        if (other.Length != image.Length) throw new ArgumentException($"Expected another image of {image.Length} values, got {other.Length}.", nameof(other));
        if (target.Length != image.Length) throw new ArgumentException($"Expected room for {image.Length} values, got {target.Length}.", nameof(target));
        for (int plane = 0; plane < image.Length; plane += removed.Length)
            Choose(image.Slice(plane, removed.Length), removed, other.Slice(plane, removed.Length), target.Slice(plane, removed.Length));
    }

    private static void Choose(ReadOnlySpan<float> image, ReadOnlySpan<bool> removed, ReadOnlySpan<float> other, Span<float> target)
    {
        int i = 0, count = Vector<float>.Count;
        if (Vector.IsHardwareAccelerated)
        {
            ref float a = ref MemoryMarshal.GetReference(image), b = ref MemoryMarshal.GetReference(other), to = ref MemoryMarshal.GetReference(target);
            ref byte choice = ref MemoryMarshal.GetReference(MemoryMarshal.AsBytes(removed));
            // A vector of bytes widens to four of floats.
            for (; i <= target.Length - Vector<byte>.Count; i += Vector<byte>.Count)
            {
                Vector.Widen(Vector.LoadUnsafe(ref choice, (nuint)i), out var low, out var high);
                Vector.Widen(low, out var c0, out var c1);
                Vector.Widen(high, out var c2, out var c3);
                Store(c0, ref a, ref b, ref to, (nuint)i);
                Store(c1, ref a, ref b, ref to, (nuint)(i + count));
                Store(c2, ref a, ref b, ref to, (nuint)(i + (2 * count)));
                Store(c3, ref a, ref b, ref to, (nuint)(i + (3 * count)));
            }
        }
        for (; i < target.Length; i++) target[i] = removed[i] ? other[i] : image[i];
    }

    private static void Store(Vector<uint> choice, ref float image, ref float other, ref float target, nuint at)
    {
        var keep = Vector.AsVectorInt32(Vector.Equals(choice, Vector<uint>.Zero));
        Vector.ConditionalSelect(keep, Vector.LoadUnsafe(ref image, at), Vector.LoadUnsafe(ref other, at)).StoreUnsafe(ref target, at);
    }
}
