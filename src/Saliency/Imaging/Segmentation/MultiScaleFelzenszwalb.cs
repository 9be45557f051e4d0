using System.Collections.Immutable;
using System.Numerics.Tensors;
using Saliency.Numerics;

namespace Saliency.Imaging;

/// <summary>Parameters of <see cref="MultiScaleFelzenszwalb"/>; the defaults are XRAI's.</summary>
public sealed record MultiScaleFelzenszwalbOptions
{
    private static readonly ImmutableArray<double> s_xrai = [50, 100, 150, 250, 500, 1200];

    /// <summary>The scales of observation, one segmentation each.</summary>
    /// <exception cref="ArgumentException">None, or one below zero or not finite.</exception>
    public ImmutableArray<double> Scales
    {
        get;
        init => field = !value.IsDefaultOrEmpty && value.All(s => s >= 0 && double.IsFinite(s))
            ? value
            : throw new ArgumentException($"Expected at least one scale, finite and not below 0, got {(value.IsDefaultOrEmpty ? "none" : string.Join(", ", value))}.", nameof(value));
    } = s_xrai;

    /// <summary>Standard deviation of the blur before, in pixels of the resized image; 0 is none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below zero or not finite.</exception>
    public double SigmaPixels { get; init => field = value.EnsureNotNegative(nameof(value)); } = 0.8;

    /// <summary>Segments with fewer pixels of the resized image are joined to a neighbour.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below zero.</exception>
    public int MinimumPixels { get; init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Expected no fewer than 0 pixels."); } = 150;

    /// <summary>Rows and columns that every image is resized to, so that the other numbers mean the same for each; null leaves the size.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public int? Side { get; init => field = value is null or >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Expected at least one pixel."); } = 224;

    /// <summary>By how many pixels of the image each segment is widened, to take in its edges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 0 or above 1000.</exception>
    public int DilationPixels { get; init => field = value is >= 0 and <= 1000 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Expected 0 to 1000 pixels."); } = 5;
}

/// <summary>The overlapping segments that XRAI chooses from: Felzenszwalb's at several scales, each widened by a disk.</summary>
/// <remarks>
/// <para>The image is stretched to −1..1 over all its values, resized to <see cref="MultiScaleFelzenszwalbOptions.Side"/> (cubic spline, 0 beyond the
/// borders; blurred before by a Gaussian of σ = (factor − 1)/2 where it shrinks), segmented at each scale (<see cref="Felzenszwalb"/>), and the labels are brought back to the
/// image's size by the nearest pixel. Each segment is widened by all pixels within <see cref="MultiScaleFelzenszwalbOptions.DilationPixels"/>.</para>
/// <para>As PAIR saliency, except that a segment that vanishes on the way back gives no mask.</para>
/// <para>Kapishnikov, Bolukbasi, Viégas, Terry: XRAI: better attributions through regions. ICCV 2019.</para>
/// </remarks>
public sealed class MultiScaleFelzenszwalb(MultiScaleFelzenszwalbOptions? options = null)
{
    /// <summary>The parameters.</summary>
    public MultiScaleFelzenszwalbOptions Options { get; } = options ?? new();

    /// <summary>The segments of a model input, by its colours as <see cref="Segmenter.Segment(ModelInput)"/> takes them.</summary>
    /// <returns>Masks of the input's height and width: scale after scale, of each scale in the order of the segments' first pixels.</returns>
    /// <exception cref="ArgumentException">The input does not have 1 or 3 channels.</exception>
    public IReadOnlyList<Mask> Masks(ModelInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Masks(input.Colors(), input.Shape);
    }

    /// <summary>The segments of an image.</summary>
    /// <param name="colors">C×H×W planes of finite values; three planes are red, green and blue.</param>
    /// <param name="shape">Channels (1 or 3) × height × width.</param>
    /// <returns>Masks of the image's height and width: scale after scale, of each scale in the order of the segments' first pixels.</returns>
    /// <exception cref="ArgumentException">The colours do not fit the shape or are not finite.</exception>
    public IReadOnlyList<Mask> Masks(ReadOnlySpan<float> colors, ImageShape shape)
    {
        Segmenter.Check(colors, shape);
        var (height, width) = (Options.Side ?? shape.Height, Options.Side ?? shape.Width);
        var planes = Resized(Stretched(colors), shape, height, width);
        ColorSpace.Smooth(planes, height, width, Options.SigmaPixels);
        var graph = new PixelGraph(planes, new ImageShape(shape.Channels, height, width));
        var masks = new List<Mask>[Options.Scales.Length];
        PixelRows.ForEach(masks.Length, i =>
        {
            var labels = graph.Segment(Options.Scales[i] / 255, Options.MinimumPixels);
            masks[i] = Widened(Nearest(labels, height, width, shape), shape.Height, shape.Width);
        });
        return [.. masks.SelectMany(m => m)];
    }

    /// <summary>The values over −1..1; of an image of one value, zeros.</summary>
    private static double[] Stretched(ReadOnlySpan<float> colors)
    {
        var values = ByteFraction.Widen(colors);
        double least = TensorPrimitives.Min<double>(values), range = TensorPrimitives.Max<double>(values) - least;
        for (int i = 0; i < values.Length; i++) values[i] = range > 0 ? ((values[i] - least) / range * 2) - 1 : 0;
        return values;
    }

    private static double[] Resized(double[] planes, ImageShape shape, int height, int width)
    {
        if (shape.Height == height && shape.Width == width) return planes;
        double[] down = Antialias(shape.Height, height), across = Antialias(shape.Width, width);
        if (down.Length > 1 || across.Length > 1) SeparableBlur.Apply<double>(planes, shape.Height, shape.Width, across, down, BlurBorder.Zero, planes);
        var resized = new double[shape.Channels * height * width];
        for (int c = 0; c < shape.Channels; c++)
        {
            CubicSplineResize.Apply(planes.AsSpan(c * shape.PlaneLength, shape.PlaneLength), shape.Height, shape.Width,
                resized.AsSpan(c * height * width, height * width), height, width);
        }
        TensorPrimitives.Clamp(resized, -1.0, 1.0, resized);
        return resized;
    }

    private static double[] Antialias(int length, int target) => length > target ? GaussianKernel.TruncatedDoubles(((double)length / target - 1) / 2) : [1];

    private static int[] Nearest(int[] labels, int height, int width, ImageShape shape)
    {
        if (shape.Height == height && shape.Width == width) return labels;
        var taken = new int[shape.PlaneLength];
        for (int y = 0, i = 0; y < shape.Height; y++)
            for (int x = 0; x < shape.Width; x++)
                taken[i++] = labels[(At(y, height, shape.Height) * width) + At(x, width, shape.Width)];
        return taken;

        static int At(int k, int length, int target) => (int)Math.Floor(((k + 0.5) * ((double)length / target)) - 0.5 + 0.5);
    }

    private List<Mask> Widened(int[] labels, int height, int width)
    {
        var disk = new Disk(Options.DilationPixels);
        var planes = new SortedDictionary<int, bool[]>();
        for (int y = 0; y < height; y++)
            for (int start = y * width, rowEnd = start + width, end; start < rowEnd; start = end)
            {
                for (end = start + 1; end < rowEnd && labels[end] == labels[start];) end++;
                if (!planes.TryGetValue(labels[start], out var plane)) planes[labels[start]] = plane = new bool[labels.Length];
                disk.Mark(plane, height, width, y, start - (y * width), end - (y * width));
            }
        return [.. planes.Values.Select(p => Mask.Owning(p, height, width))];
    }
}
