using Saliency.Numerics;

namespace Saliency.Tests.Numerics;

/// <summary>Numbers and lengths that the kernel tests run on.</summary>
internal static class Sequence
{
    /// <summary>Nothing, one value, around one and several vectors of every width there is, and odd rests.</summary>
    public static readonly int[] Lengths = [0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 47, 48, 49, 63, 64, 65, 127, 128, 129, 1023, 1024, 1025, 2049];

    /// <summary>Normal values, the same for the same stream.</summary>
    public static float[] Normal(int length, ulong stream = 0)
    {
        var random = new CounterRandom(20240501, stream);
        var values = new float[length];
        for (int i = 0; i < length; i++) values[i] = (float)random.NextGaussian();
        return values;
    }

    /// <summary>Uniform values in [0, 1).</summary>
    public static float[] Uniform(int length, ulong stream = 0)
    {
        var random = new CounterRandom(20240502, stream);
        var values = new float[length];
        for (int i = 0; i < length; i++) values[i] = (float)random.NextDouble();
        return values;
    }
}
