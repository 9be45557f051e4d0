using System.Globalization;
using System.Numerics.Tensors;
using Saliency.Numerics;

namespace Saliency;

/// <summary>What made a map: kept so that pictures, reports and files can say so.</summary>
/// <param name="Method">The explainer's name.</param>
/// <param name="Target">What was explained, in words.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Options">The explainer's options as text.</param>
/// <param name="ModelRuns">Images that the model was asked about, the untouched one included.</param>
public sealed record MapOrigin(string Method, string Target = "", string Model = "", string Options = "", long ModelRuns = 0);

/// <summary>H×W signed values that say how much each pixel mattered; higher is more in favour of the target.</summary>
/// <remarks>Immutable: every operation returns a new map. The values are finite. No unit and no range in general: the explainer's page tells.</remarks>
public sealed class SaliencyMap
{
    private readonly float[] _values;

    /// <summary>Makes a map of the given values, row after row. The values are copied.</summary>
    /// <exception cref="ArgumentException">The number of values does not fit, or a value is NaN or infinite.</exception>
    public SaliencyMap(int height, int width, ReadOnlySpan<float> values, MapOrigin? origin = null) : this(values.ToArray(), height, width, origin)
    {
    }

    private SaliencyMap(float[] values, int height, int width, MapOrigin? origin)
    {
        new ImageShape(1, height, width).Check(nameof(height));
        if (values.Length != height * width)
            throw new ArgumentException($"Expected {height * width} values for a map of {height}×{width}, got {values.Length}.", nameof(values));
        int bad = ModelInput.FirstNonFinite(values);
        if (bad >= 0)
            throw new ArgumentException($"Expected finite values, got {values[bad]} at row {bad / width}, column {bad % width}.", nameof(values));
        Height = height;
        Width = width;
        _values = values;
        Origin = origin ?? new MapOrigin("unknown");
    }

    /// <summary>A map of values that nobody else holds: they are not copied.</summary>
    internal static SaliencyMap Owning(float[] values, int height, int width, MapOrigin? origin) => new(values, height, width, origin);

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>The method, the size and the range of the values.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Origin.Method} {Height}×{Width}, {TensorPrimitives.Min(Values):g4} to {TensorPrimitives.Max(Values):g4}");

    /// <summary>The values, row after row.</summary>
    public ReadOnlySpan<float> Values => _values;

    internal ReadOnlyMemory<float> Memory => _values;

    /// <summary>What made this map.</summary>
    public MapOrigin Origin { get; }

    /// <summary>The standard error of each value where the method draws samples and can tell, in the map's own units; else null.</summary>
    /// <remarks>How far the values would stray if the samples were drawn anew: a spot that is not a few times its error is noise. Maps made from this one (resized,
    /// normalised, averaged) have none.</remarks>
    /// <exception cref="ArgumentException">A map of another size.</exception>
    public SaliencyMap? StandardError
    {
        get;
        init => field = value is null || (value.Height, value.Width) == (Height, Width)
            ? value
            : throw new ArgumentException($"Expected errors of {Height}×{Width}, got {value.Height}×{value.Width}.", nameof(value));
    }

    /// <summary>The value at a pixel.</summary>
    public float this[int y, int x] => (uint)y < (uint)Height && (uint)x < (uint)Width
        ? _values[(y * Width) + x]
        : throw new ArgumentOutOfRangeException(nameof(y), $"Expected a pixel of a map of {Height}×{Width}, got row {y}, column {x}.");

    /// <summary>The pixel of the highest value; among equals the first in row order.</summary>
    public (int Y, int X) Peak
    {
        get
        {
            int at = TensorPrimitives.IndexOfMax<float>(_values);
            return (at / Width, at % Width);
        }
    }

    /// <summary>The map at another size: bilinear, half-pixel centres, edges repeated.</summary>
    public SaliencyMap Resize(int height, int width)
    {
        if (height == Height && width == Width) return this;
        new ImageShape(1, height, width).Check(nameof(height));
        var values = new float[height * width];
        Bilinear.Resize(_values, Height, Width, values, height, width);
        return new SaliencyMap(values, height, width, Origin);
    }

    /// <summary>The map scaled to a common range.</summary>
    /// <exception cref="InvalidOperationException"><see cref="Normalization.Sum"/> of a map whose sum is not positive.</exception>
    public SaliencyMap Normalize(Normalization kind = Normalization.MinMax)
    {
        var values = new float[_values.Length];
        Scaling.Apply(kind, _values, values);
        return new SaliencyMap(values, Height, Width, Origin);
    }

    /// <summary>The share of pixels with the highest values: exactly <c>round(fraction · H · W)</c> of them, ties broken by the lowest index.</summary>
    /// <param name="fraction">0..1.</param>
    public Mask Top(double fraction)
    {
        if (!(fraction >= 0 && fraction <= 1))
            throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "Expected a fraction between 0 and 1.");
        return Highest((int)Math.Round(fraction * _values.Length, MidpointRounding.ToEven));
    }

    /// <summary>The pixels whose value, scaled so that the minimum is 0 and the maximum 1, exceeds a threshold. None of a constant map.</summary>
    /// <param name="threshold">0..1.</param>
    public Mask Above(double threshold)
    {
        if (!(threshold >= 0 && threshold <= 1))
            throw new ArgumentOutOfRangeException(nameof(threshold), threshold, "Expected a threshold between 0 and 1.");
        double min = TensorPrimitives.Min<float>(_values), range = TensorPrimitives.Max<float>(_values) - min;
        var set = new bool[_values.Length];
        for (int i = 0; i < set.Length; i++) set[i] = _values[i] - min > threshold * range;
        return new Mask(Height, Width, set);
    }

    /// <summary>The pixels above the threshold of Otsu's method. None of a constant map.</summary>
    internal Mask AboveOtsu()
    {
        var set = new bool[_values.Length];
        OtsuThreshold.Mark(_values, set);
        return new Mask(Height, Width, set);
    }

    /// <summary>That many pixels of the highest values, ties broken by the lowest index.</summary>
    internal Mask Highest(int count)
    {
        var set = new bool[_values.Length];
        Ranking.Highest(_values, count, set);
        return new Mask(Height, Width, set);
    }

    /// <summary>The pixelwise mean of maps of one size.</summary>
    /// <exception cref="ArgumentException">No maps, or maps of several sizes.</exception>
    public static SaliencyMap Mean(params IReadOnlyList<SaliencyMap> maps)
    {
        ArgumentNullException.ThrowIfNull(maps);
        if (maps.Count == 0) throw new ArgumentException("Expected at least one map, got none.", nameof(maps));
        var first = maps[0];
        var sum = new double[first._values.Length];
        foreach (var map in maps)
        {
            if (map.Height != first.Height || map.Width != first.Width)
                throw new ArgumentException($"Expected maps of one size, got {first.Height}×{first.Width} and {map.Height}×{map.Width}.", nameof(maps));
            for (int i = 0; i < sum.Length; i++) sum[i] += map._values[i];
        }
        return new SaliencyMap(Array.ConvertAll(sum, s => (float)(s / maps.Count)), first.Height, first.Width, first.Origin);
    }

    /// <summary>The same values with another origin.</summary>
    public SaliencyMap WithOrigin(MapOrigin origin) => new(_values, Height, Width, origin) { StandardError = StandardError };
}
