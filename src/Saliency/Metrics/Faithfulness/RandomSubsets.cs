using Saliency.Numerics;

namespace Saliency.Metrics;

/// <summary>Random sets of pixels: set i depends on the seed and i alone.</summary>
internal static class RandomSubsets
{
    // The same seed in an imputer must not give its noise and these sets the same numbers.
    private const ulong Stream = 0x5375627365747321;

    /// <summary>Removes exactly so many pixels, each set of this size equally likely.</summary>
    public static void OfSize(int count, ulong seed, int sample, Span<bool> removed)
    {
        // Floyd's algorithm: one draw for each pixel, and no list of them.
        var random = new CounterRandom(seed ^ Stream, (ulong)sample);
        for (int last = removed.Length - count; last < removed.Length; last++)
        {
            int pixel = random.NextInt(last + 1);
            removed[removed[pixel] ? last : pixel] = true;
        }
    }

    /// <summary>Removes each cell of a grid with a probability; a pixel goes with its cell.</summary>
    public static void OfCells(int rows, int columns, double probability, ulong seed, int sample, int width, Span<bool> removed)
    {
        var random = new CounterRandom(seed ^ Stream, (ulong)sample);
        int height = removed.Length / width;
        var cells = new bool[rows * columns];
        foreach (ref bool cell in cells.AsSpan()) cell = random.NextDouble() < probability;
        Spread(cells, rows, columns, height, width, removed);
    }

    /// <summary>Removes a square that lies in the image whole, each place equally likely.</summary>
    public static void OfSquare(int side, ulong seed, int sample, int width, Span<bool> removed)
    {
        var random = new CounterRandom(seed ^ Stream, (ulong)sample);
        int height = removed.Length / width, top = random.NextInt(height - side + 1), left = random.NextInt(width - side + 1);
        for (int y = top; y < top + side; y++) removed.Slice((y * width) + left, side).Fill(true);
    }

    /// <summary>Enlarges a grid of choices to an image: nearest neighbour, pixel y of n belongs to row ⌊y·rows/n⌋.</summary>
    public static void Spread(ReadOnlySpan<bool> cells, int rows, int columns, int height, int width, Span<bool> removed)
    {
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
                removed[(y * width) + x] = cells[(y * rows / height * columns) + (x * columns / width)];
    }
}
