using Saliency.Numerics;

namespace Saliency.Benchmarks.Numerics;

/// <summary>Sizes and values that the kernels are measured with: an image of 3×224×224, which fits a second-level cache.</summary>
internal static class BenchmarkData
{
    public const int Height = 224;
    public const int Width = 224;
    public const int Pixels = Height * Width;

    /// <summary>Normal values, the same on every run.</summary>
    public static float[] Floats(int length, ulong stream)
    {
        var random = new CounterRandom(1, stream);
        var values = new float[length];
        for (int i = 0; i < length; i++) values[i] = (float)random.NextGaussian();
        return values;
    }

    /// <summary>Soft masks as RISE draws them.</summary>
    public static float[] Masks(int count)
    {
        var generator = new GridMask(Height, Width, 7, 7, 0.5, GridBorder.Mirror, 1);
        var masks = new float[count * Pixels];
        for (int i = 0; i < count; i++) generator.Generate(i, masks.AsSpan(i * Pixels, Pixels));
        return masks;
    }
}
