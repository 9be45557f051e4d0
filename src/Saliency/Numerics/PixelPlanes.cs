using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Saliency.Numerics;

/// <summary>Takes the interleaved bytes of a picture apart into the normalised planes of a model input.</summary>
internal static class PixelPlanes
{
    /// <summary>Plane c is <c>v · scale[c] + shift[c]</c>, v in 0..255.</summary>
    /// <param name="pixels">Red, green, blue of each pixel in turn: 3·P bytes.</param>
    /// <param name="scale">Three factors, one per plane.</param>
    /// <param name="shift">Three offsets, one per plane.</param>
    /// <param name="blueFirst">Whether plane 0 is blue and plane 2 red; factors and offsets belong to planes, not to colours.</param>
    /// <param name="planes">Three planes of P values.</param>
    public static void FromRgb(ReadOnlySpan<byte> pixels, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift, bool blueFirst, Span<float> planes)
    {
        if (pixels.Length % 3 != 0) throw new ArgumentException($"Expected three bytes a pixel, got {pixels.Length} bytes.", nameof(pixels));
        if (scale.Length != 3) throw new ArgumentException($"Expected three factors, got {scale.Length}.", nameof(scale));
        if (shift.Length != 3) throw new ArgumentException($"Expected three offsets, got {shift.Length}.", nameof(shift));
        if (planes.Length != pixels.Length) throw new ArgumentException($"Expected room for {pixels.Length} values, got {planes.Length}.", nameof(planes));
        int count = pixels.Length / 3, red = blueFirst ? 2 : 0, blue = 2 - red;
        int i = Vector128.IsHardwareAccelerated ? Vectors(pixels, scale, shift, red, planes) : 0;
        for (; i < count; i++)
        {
            planes[(red * count) + i] = (pixels[3 * i] * scale[red]) + shift[red];
            planes[count + i] = (pixels[(3 * i) + 1] * scale[1]) + shift[1];
            planes[(blue * count) + i] = (pixels[(3 * i) + 2] * scale[blue]) + shift[blue];
        }
    }

    /// <summary>Sixteen pixels at a time; returns how many are done.</summary>
    private static int Vectors(ReadOnlySpan<byte> pixels, ReadOnlySpan<float> scale, ReadOnlySpan<float> shift, int red, Span<float> planes)
    {
        const byte no = 255; // beyond a vector: the shuffle answers 0
        int count = pixels.Length / 3, blue = 2 - red, i = 0;
        ref byte from = ref MemoryMarshal.GetReference(pixels);
        ref float to = ref MemoryMarshal.GetReference(planes);
        for (; i <= count - 16; i += 16)
        {
            nuint at = (nuint)(3 * i);
            Vector128<byte> a = Vector128.LoadUnsafe(ref from, at), b = Vector128.LoadUnsafe(ref from, at + 16), c = Vector128.LoadUnsafe(ref from, at + 32);
            var reds = Vector128.Shuffle(a, Vector128.Create(0, 3, 6, 9, 12, 15, no, no, no, no, no, no, no, no, no, no))
                | Vector128.Shuffle(b, Vector128.Create(no, no, no, no, no, no, 2, 5, 8, 11, 14, no, no, no, no, no))
                | Vector128.Shuffle(c, Vector128.Create(no, no, no, no, no, no, no, no, no, no, no, 1, 4, 7, 10, 13));
            var greens = Vector128.Shuffle(a, Vector128.Create(1, 4, 7, 10, 13, no, no, no, no, no, no, no, no, no, no, no))
                | Vector128.Shuffle(b, Vector128.Create(no, no, no, no, no, 0, 3, 6, 9, 12, 15, no, no, no, no, no))
                | Vector128.Shuffle(c, Vector128.Create(no, no, no, no, no, no, no, no, no, no, no, 2, 5, 8, 11, 14));
            var blues = Vector128.Shuffle(a, Vector128.Create(2, 5, 8, 11, 14, no, no, no, no, no, no, no, no, no, no, no))
                | Vector128.Shuffle(b, Vector128.Create(no, no, no, no, no, 1, 4, 7, 10, 13, no, no, no, no, no, no))
                | Vector128.Shuffle(c, Vector128.Create(no, no, no, no, no, no, no, no, no, no, 0, 3, 6, 9, 12, 15));
            Normalise(reds, scale[red], shift[red], ref to, (nuint)((red * count) + i));
            Normalise(greens, scale[1], shift[1], ref to, (nuint)(count + i));
            Normalise(blues, scale[blue], shift[blue], ref to, (nuint)((blue * count) + i));
        }
        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Normalise(Vector128<byte> bytes, float scale, float shift, ref float to, nuint at)
    {
        if (Avx512F.IsSupported)
        {
            var values = Vector512.ConvertToSingle(Avx512F.ConvertToVector512Int32(bytes));
            ((values * scale) + Vector512.Create(shift)).StoreUnsafe(ref to, at);
            return;
        }
        if (Avx2.IsSupported)
        {
            Vector256<int> first = Avx2.ConvertToVector256Int32(bytes), second = Avx2.ConvertToVector256Int32(Sse2.ShiftRightLogical128BitLane(bytes, 8));
            ((Vector256.ConvertToSingle(first) * scale) + Vector256.Create(shift)).StoreUnsafe(ref to, at);
            ((Vector256.ConvertToSingle(second) * scale) + Vector256.Create(shift)).StoreUnsafe(ref to, at + 8);
            return;
        }
        Vector128<ushort> low = Vector128.WidenLower(bytes), high = Vector128.WidenUpper(bytes);
        ((Vector128.ConvertToSingle(Vector128.WidenLower(low).AsInt32()) * scale) + Vector128.Create(shift)).StoreUnsafe(ref to, at);
        ((Vector128.ConvertToSingle(Vector128.WidenUpper(low).AsInt32()) * scale) + Vector128.Create(shift)).StoreUnsafe(ref to, at + 4);
        ((Vector128.ConvertToSingle(Vector128.WidenLower(high).AsInt32()) * scale) + Vector128.Create(shift)).StoreUnsafe(ref to, at + 8);
        ((Vector128.ConvertToSingle(Vector128.WidenUpper(high).AsInt32()) * scale) + Vector128.Create(shift)).StoreUnsafe(ref to, at + 12);
    }
}
