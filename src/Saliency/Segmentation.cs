namespace Saliency;

/// <summary>An image in parts: H×W whole numbers, pixel by pixel the segment that it belongs to.</summary>
/// <remarks>Segments are numbered 0..<see cref="Count"/>−1 and each has at least one pixel. A segment need not be connected. Immutable.</remarks>
public sealed class Segmentation
{
    private readonly int[] _labels;
    private readonly int[] _sizes;

    /// <summary>Makes a segmentation of dense labels. They are copied.</summary>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="labels">Row after row the segment of each pixel: every number of 0..Count−1 occurs, no other does.</param>
    /// <exception cref="ArgumentException">The number of labels does not fit, or a number is missing or negative: <see cref="FromLabels"/> takes any.</exception>
    public Segmentation(int height, int width, ReadOnlySpan<int> labels) : this(Checked(height, width, labels).ToArray(), height, width) { }

    private Segmentation(int[] labels, int height, int width)
    {
        Height = height;
        Width = width;
        _labels = labels;
        _sizes = Sizes(labels);
    }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Number of segments.</summary>
    public int Count => _sizes.Length;

    /// <summary>The segment of each pixel, row after row.</summary>
    public ReadOnlySpan<int> Labels => _labels;

    /// <summary>The segment of a pixel.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such pixel.</exception>
    public int this[int y, int x] => (uint)y < (uint)Height && (uint)x < (uint)Width
        ? _labels[(y * Width) + x]
        : throw new ArgumentOutOfRangeException(nameof(y), $"Expected a pixel of a segmentation of {Height}×{Width}, got row {y}, column {x}.");

    /// <summary>Makes a segmentation of any labels: they are numbered anew, the lowest becomes 0, the next one 1, and so on.</summary>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="labels">Row after row a number for each pixel; pixels of equal numbers are one segment.</param>
    /// <exception cref="ArgumentException">The number of labels does not fit.</exception>
    public static Segmentation FromLabels(int height, int width, ReadOnlySpan<int> labels)
    {
        var dense = Checked(height, width, labels).ToArray();
        int[] used = [.. dense.Distinct().Order()];
        var place = new Dictionary<int, int>(used.Length);
        for (int i = 0; i < used.Length; i++) place[used[i]] = i;
        for (int i = 0; i < dense.Length; i++) dense[i] = place[dense[i]];
        return new Segmentation(dense, height, width);
    }

    /// <summary>How many pixels a segment has, at least 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such segment.</exception>
    public int PixelCount(int segment) => _sizes[Known(segment)];

    /// <summary>The pixels of a segment.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such segment.</exception>
    public Mask MaskOf(int segment)
    {
        Known(segment);
        var values = new bool[_labels.Length];
        for (int i = 0; i < values.Length; i++) values[i] = _labels[i] == segment;
        return Mask.Owning(values, Height, Width);
    }

    /// <summary>A segmentation over an array of dense labels that nobody else holds.</summary>
    internal static Segmentation Owning(int[] labels, int height, int width) => new(labels, height, width);

    private int Known(int segment) => (uint)segment < (uint)Count
        ? segment
        : throw new ArgumentOutOfRangeException(nameof(segment), segment, $"Expected a segment of 0..{Count - 1}.");

    private static ReadOnlySpan<int> Checked(int height, int width, ReadOnlySpan<int> labels)
    {
        new ImageShape(1, height, width).Check(nameof(height));
        return labels.Length == height * width
            ? labels
            : throw new ArgumentException($"Expected {height * width} labels for a segmentation of {height}×{width}, got {labels.Length}.", nameof(labels));
    }

    private static int[] Sizes(int[] labels)
    {
        var (lowest, highest) = (labels[0], labels[0]);
        foreach (int label in labels) (lowest, highest) = (Math.Min(lowest, label), Math.Max(highest, label));
        if (lowest < 0 || highest >= labels.Length)
            throw new ArgumentException($"Expected labels that count from 0 without gaps, got {lowest}..{highest} on {labels.Length} pixels.", nameof(labels));
        var sizes = new int[highest + 1];
        foreach (int label in labels) sizes[label]++;
        int missing = Array.IndexOf(sizes, 0);
        return missing < 0 ? sizes : throw new ArgumentException($"Expected every label of 0..{highest}, got none of {missing}.", nameof(labels));
    }
}
