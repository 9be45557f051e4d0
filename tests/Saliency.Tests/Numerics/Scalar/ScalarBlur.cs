using Saliency.Numerics;

namespace Saliency.Tests.Numerics.Scalar;

/// <summary>A separable blur as plain loops.</summary>
internal static class ScalarBlur
{
    public static void Apply(ReadOnlySpan<float> source, int height, int width, ReadOnlySpan<float> kernel, BlurBorder border, Span<float> target)
    {
        int radius = kernel.Length / 2, plane = height * width;
        var wide = new float[width + (2 * radius)];
        var rows = new float[plane];
        var taps = new int[kernel.Length];
        for (int start = 0; start < source.Length; start += plane)
        {
            for (int y = 0; y < height; y++)
            {
                var row = source.Slice(start + (y * width), width);
                for (int x = 0; x < wide.Length; x++) wide[x] = Fold(x - radius, width, border) is var at and >= 0 ? row[at] : 0;
                for (int x = 0; x < width; x++)
                {
                    float sum = 0;
                    for (int j = 0; j < kernel.Length; j++) sum += kernel[j] * wide[x + j];
                    rows[(y * width) + x] = sum;
                }
            }
            for (int y = 0; y < height; y++)
            {
                for (int j = 0; j < taps.Length; j++) taps[j] = Fold(y + j - radius, height, border);
                for (int x = 0; x < width; x++)
                {
                    float sum = 0;
                    for (int j = 0; j < kernel.Length; j++)
                        if (taps[j] >= 0) sum += kernel[j] * rows[(taps[j] * width) + x];
                    target[start + (y * width) + x] = sum;
                }
            }
        }
    }

    /// <summary>Walks back into the row one reflection at a time.</summary>
    public static int Fold(int i, int length, BlurBorder border)
    {
        while (i < 0 || i >= length)
        {
            switch (border)
            {
                case BlurBorder.Reflect: i = i < 0 ? -1 - i : (2 * length) - 1 - i; break;
                case BlurBorder.Mirror when length == 1: return 0;
                case BlurBorder.Mirror: i = i < 0 ? -i : (2 * (length - 1)) - i; break;
                case BlurBorder.Clamp: return i < 0 ? 0 : length - 1;
                default: return -1;
            }
        }
        return i;
    }
}
