namespace Saliency.Imaging;

/// <summary>The brightness of colours.</summary>
internal static class Luma
{
    /// <summary>One byte for three: 0.299 red + 0.587 green + 0.114 blue (ITU-R BT.601), rounded as Pillow's mode L.</summary>
    public static byte[] Of(ReadOnlySpan<byte> rgb)
    {
        // The weights in 65536ths.
        const int red = 19_595, green = 38_470, blue = 7_471, half = 1 << 15;
        var grey = new byte[rgb.Length / 3];
        for (int i = 0; i < grey.Length; i++)
            grey[i] = (byte)(((red * rgb[3 * i]) + (green * rgb[(3 * i) + 1]) + (blue * rgb[(3 * i) + 2]) + half) >> 16);
        return grey;
    }
}
