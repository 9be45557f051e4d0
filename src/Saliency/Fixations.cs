using System.Collections.Immutable;
using Saliency.Numerics;

namespace Saliency;

/// <summary>What <see cref="Fixations.Density"/> assumes beyond the image's edge.</summary>
public enum FixationBorder
{
    /// <summary>Nobody looked there.</summary>
    Zero,

    /// <summary>The image reflected at its edge, <c>b a | a b c</c>.</summary>
    Reflect,

    /// <summary>The pixels of the edge again, <c>a a | a b c</c>.</summary>
    Clamp,
}

/// <summary>The pixels of an image that people looked at. A pixel may occur several times; each occurrence is a fixation.</summary>
/// <remarks>Immutable. None at all is allowed; metrics that need some refuse it.</remarks>
public sealed class Fixations
{
    /// <summary>Makes the fixations of an image of that size.</summary>
    /// <exception cref="ArgumentException">A point lies outside the image.</exception>
    public Fixations(int height, int width, params ReadOnlySpan<(int Y, int X)> points)
    {
        new ImageShape(1, height, width).Check(nameof(height));
        foreach (var (y, x) in points)
            if ((uint)y >= (uint)height || (uint)x >= (uint)width)
                throw new ArgumentException($"Expected pixels of an image of {height}×{width}, got row {y}, column {x}.", nameof(points));
        Height = height;
        Width = width;
        Points = [.. points];
    }

    /// <summary>Rows of the image.</summary>
    public int Height { get; }

    /// <summary>Columns of the image.</summary>
    public int Width { get; }

    /// <summary>The pixels, in the order given.</summary>
    public ImmutableArray<(int Y, int X)> Points { get; }

    /// <summary>One fixation at each pixel of a mask, in row order: a binary fixation map.</summary>
    public static Fixations At(Mask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        var points = new List<(int, int)>(mask.Count);
        for (int i = 0; i < mask.Values.Length; i++)
            if (mask.Values[i]) points.Add((i / mask.Width, i % mask.Width));
        return new Fixations(mask.Height, mask.Width, [.. points]);
    }

    /// <summary>The fixations of several people, or of several images of one size, together.</summary>
    /// <exception cref="ArgumentException">None, or of several sizes.</exception>
    public static Fixations Union(params IReadOnlyList<Fixations> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count == 0) throw new ArgumentException("Expected the fixations of at least one, got none.", nameof(parts));
        var first = parts[0];
        if (parts.FirstOrDefault(p => p.Height != first.Height || p.Width != first.Width) is { } other)
            throw new ArgumentException($"Expected images of one size, got {first.Height}×{first.Width} and {other.Height}×{other.Width}.", nameof(parts));
        return new Fixations(first.Height, first.Width, [.. parts.SelectMany(p => p.Points)]);
    }

    /// <summary>Each pixel once, at its first place in the order: what the MIT saliency benchmark's binary fixation maps keep.</summary>
    public Fixations Distinct() => new(Height, Width, [.. Points.Distinct()]);

    /// <summary>The same places of the image at another size: pixel centres scaled, rounded down to the pixel they fall into.</summary>
    public Fixations Resize(int height, int width)
    {
        new ImageShape(1, height, width).Check(nameof(height));
        int Scale(int i, int from, int to) => (int)(((2L * i) + 1) * to / (2L * from));
        return new Fixations(height, width, [.. Points.Select(p => (Scale(p.Y, Height, height), Scale(p.X, Width, width)))]);
    }

    /// <summary>How densely people looked: the count of each pixel, blurred by a Gaussian, divided by its sum.</summary>
    /// <remarks>
    /// <para>The Gaussian is cut off at <c>⌊4σ + ½⌋</c> pixels. One degree of the visual angle is the usual σ: <see cref="PixelsPerDegree"/>.</para>
    /// <para>Le Meur, Baccino: Methods for comparing scanpaths and saliency maps. Behavior Research Methods 2013.</para>
    /// </remarks>
    /// <param name="sigmaPixels">Standard deviation of the Gaussian, above 0.</param>
    /// <param name="border">What is assumed outside the image.</param>
    /// <exception cref="InvalidOperationException">There are no fixations.</exception>
    public SaliencyMap Density(double sigmaPixels, FixationBorder border = FixationBorder.Zero)
    {
        var outside = border switch
        {
            FixationBorder.Zero => BlurBorder.Zero,
            FixationBorder.Reflect => BlurBorder.Reflect,
            FixationBorder.Clamp => BlurBorder.Clamp,
            _ => throw new ArgumentOutOfRangeException(nameof(border), border, "Expected a defined border."),
        };
        return Blurred(GaussianKernel.Truncated(sigmaPixels), outside).Normalize(Normalization.Sum);
    }

    /// <summary>The MIT saliency benchmark's density: the counts after a low-pass filter with Gaussian response, not normalised.</summary>
    /// <remarks>The image is padded with zeros to a square whose side is a power of two and holds it, and filtered as if it repeated; a frequency of
    /// (u, v) cycles per square keeps <c>exp(−(u² + v²) ln 2 / cutoff²)</c>: half at the cutoff. Values can be slightly negative. A Gaussian of σ pixels has
    /// the cutoff <c>side · √(ln 2 / 2) / (π σ)</c>.</remarks>
    /// <param name="cutoffCycles">The frequency at which half is kept, above 0.</param>
    /// <exception cref="InvalidOperationException">There are no fixations.</exception>
    public SaliencyMap LowPass(double cutoffCycles) => Blurred(GaussianKernel.LowPass(Math.Max(Height, Width), cutoffCycles), BlurBorder.Zero);

    /// <summary>Pixels that one degree of the visual angle covers at the middle of a screen: <c>2 distance tan(½°) · pixels / size</c>.</summary>
    /// <param name="screenPixels">Width of the screen in pixels.</param>
    /// <param name="screenSize">Width of the screen, in any unit of length.</param>
    /// <param name="viewingDistance">Distance of the eye from it, in the same unit.</param>
    public static double PixelsPerDegree(double screenPixels, double screenSize, double viewingDistance)
    {
        foreach (double length in (ReadOnlySpan<double>)[screenPixels, screenSize, viewingDistance])
            length.EnsurePositive(nameof(screenPixels));
        return 2 * viewingDistance * Math.Tan(Math.PI / 360) * screenPixels / screenSize;
    }

    private SaliencyMap Blurred(ReadOnlySpan<float> kernel, BlurBorder border)
    {
        if (Points.IsEmpty) throw new InvalidOperationException("Expected at least one fixation, got none.");
        var counts = new float[Height * Width];
        foreach (var (y, x) in Points) counts[(y * Width) + x]++;
        SeparableBlur.Apply(counts, Height, Width, kernel, border, counts);
        return new SaliencyMap(Height, Width, counts, new MapOrigin("fixation density"));
    }
}
