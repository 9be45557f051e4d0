using System.Runtime.InteropServices;
using SixLabors.ImageSharp.PixelFormats;

namespace Saliency.Imaging;

/// <summary>Decoded pixels to RGB bytes: transparency laid over white, 16 bits rounded to 8.</summary>
internal static class PixelRow
{
    public static void OverWhite<TPixel>(ReadOnlySpan<TPixel> row, Span<byte> rgb) where TPixel : unmanaged, IPixel<TPixel>
    {
        if (typeof(TPixel) == typeof(Rgb24)) MemoryMarshal.AsBytes(row).CopyTo(rgb);
        else if (typeof(TPixel) == typeof(Rgba32)) OverWhite(MemoryMarshal.Cast<TPixel, Rgba32>(row), rgb);
        else if (typeof(TPixel) == typeof(Rgba64)) OverWhite(MemoryMarshal.Cast<TPixel, Rgba64>(row), rgb);
        else throw new NotSupportedException($"Expected pixels of Rgb24, Rgba32 or Rgba64, got {typeof(TPixel).Name}.");
    }

    private static void OverWhite(ReadOnlySpan<Rgba32> row, Span<byte> rgb)
    {
        for (int x = 0; x < row.Length; x++)
        {
            var p = row[x];
            int white = 255 - p.A;
            rgb[3 * x] = Mix(p.R);
            rgb[(3 * x) + 1] = Mix(p.G);
            rgb[(3 * x) + 2] = Mix(p.B);

            byte Mix(int value) => (byte)(white == 0 ? value : ((value * p.A) + (255 * white) + 127) / 255);
        }
    }

    private static void OverWhite(ReadOnlySpan<Rgba64> row, Span<byte> rgb)
    {
        for (int x = 0; x < row.Length; x++)
        {
            var p = row[x];
            ulong white = 65_535UL - p.A;
            rgb[3 * x] = Mix(p.R);
            rgb[(3 * x) + 1] = Mix(p.G);
            rgb[(3 * x) + 2] = Mix(p.B);

            // The value over white in 1/65535² of full scale, and one rounding to 255ths: 65535² / 255 = 65535 · 257.
            byte Mix(ulong value) => (byte)(((value * p.A) + (65_535UL * white) + (65_535UL * 257 / 2)) / (65_535UL * 257));
        }
    }
}
