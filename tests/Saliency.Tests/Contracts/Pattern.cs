namespace Saliency.Tests.Contracts;

/// <summary>Numbers without ties or order, the same on every machine.</summary>
internal static class Pattern
{
    /// <summary>Values in −1..1 from a 32-bit mix of seed and index.</summary>
    public static float[] Values(int length, int seed)
    {
        var values = new float[length];
        for (int i = 0; i < length; i++)
        {
            uint z = unchecked(((uint)i * 0x9E3779B9u) + ((uint)seed * 0x85EBCA6Bu) + 0x27D4EB2Fu);
            z = unchecked((z ^ (z >> 15)) * 0x2C1B3C6Du);
            z = unchecked((z ^ (z >> 12)) * 0x297A2D39u);
            values[i] = (float)((((z ^ (z >> 15)) >> 8) / 8388608.0) - 1);
        }
        return values;
    }

    public static ModelInput Input(ImageShape shape, int seed) => new(shape, Values(shape.Length, seed));

    public static SaliencyMap Map(int height, int width, int seed) => new(height, width, Values(height * width, seed));
}
