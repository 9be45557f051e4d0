using System.Collections.Immutable;

namespace Saliency;

/// <summary>What each segment of an image contributes to the target: one signed number for each.</summary>
/// <remarks>Immutable, finite. Methods that ask about segments (LIME, Shapley values, Sobol indices) make these; <see cref="ToMap"/> paints them.</remarks>
public sealed class SegmentAttribution
{
    /// <summary>Makes an attribution of the given values.</summary>
    /// <param name="segments">The segments.</param>
    /// <param name="values">One finite value for each.</param>
    /// <param name="origin">What made it.</param>
    /// <param name="standardErrors">One for each, or none.</param>
    /// <param name="intercept">The score with every segment hidden, where the method speaks of it.</param>
    /// <exception cref="ArgumentException">The numbers do not fit the segments, or are NaN or infinite.</exception>
    public SegmentAttribution(Segmentation segments, ReadOnlySpan<double> values, MapOrigin? origin = null, ReadOnlySpan<double> standardErrors = default, double? intercept = null)
    {
        ArgumentNullException.ThrowIfNull(segments);
        if (values.Length != segments.Count) throw new ArgumentException($"Expected {segments.Count} values, one for each segment, got {values.Length}.", nameof(values));
        if (standardErrors.Length > 0 && standardErrors.Length != segments.Count)
            throw new ArgumentException($"Expected {segments.Count} errors, one for each segment, or none, got {standardErrors.Length}.", nameof(standardErrors));
        foreach (double value in values)
            if (!float.IsFinite((float)value)) throw new ArgumentException($"Expected finite values, got {value}.", nameof(values));
        foreach (double error in standardErrors)
            if (!float.IsFinite((float)error)) throw new ArgumentException($"Expected finite errors, got {error}.", nameof(standardErrors));
        (Segments, Values, StandardErrors, Intercept) = (segments, [.. values], [.. standardErrors], intercept);
        Origin = origin ?? new MapOrigin("unknown");
    }

    /// <summary>The segments.</summary>
    public Segmentation Segments { get; }

    /// <summary>The contribution of each segment, in the order of their numbers.</summary>
    public ImmutableArray<double> Values { get; }

    /// <summary>How far sampling lets each value stray (one standard error); empty where nothing was sampled or too little to tell.</summary>
    public ImmutableArray<double> StandardErrors { get; }

    /// <summary>The score with every segment hidden, for methods whose values add up from there: for Shapley values <c>intercept + Σ values = f(x)</c>, for LIME the intercept
    /// of its fit; null for others.</summary>
    public double? Intercept { get; }

    /// <summary>What made it.</summary>
    public MapOrigin Origin { get; }

    /// <summary>The segments by falling value; among equals the lowest number first.</summary>
    public ImmutableArray<int> Ranked() => [.. Enumerable.Range(0, Values.Length).OrderByDescending(s => Values[s])];

    /// <summary>The pixels of the segments that speak most for the target: at most <paramref name="count"/>, those of positive value only.</summary>
    public Mask Top(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var shown = new bool[Values.Length];
        foreach (int s in Ranked().Take(count)) shown[s] = Values[s] > 0;
        var pixels = new bool[Segments.Labels.Length];
        for (int p = 0; p < pixels.Length; p++) pixels[p] = shown[Segments.Labels[p]];
        return Mask.Owning(pixels, Segments.Height, Segments.Width);
    }

    /// <summary>Every pixel the value of its segment; the standard errors likewise.</summary>
    public SaliencyMap ToMap() => new(Segments.Height, Segments.Width, Painted(Values), Origin)
    {
        StandardError = StandardErrors.IsEmpty ? null : new SaliencyMap(Segments.Height, Segments.Width, Painted(StandardErrors), Origin),
    };

    private float[] Painted(ImmutableArray<double> values)
    {
        var pixels = new float[Segments.Labels.Length];
        for (int p = 0; p < pixels.Length; p++) pixels[p] = (float)values[Segments.Labels[p]];
        return pixels;
    }
}
