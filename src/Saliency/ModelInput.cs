using System.Collections.Immutable;
using System.Numerics.Tensors;

namespace Saliency;

/// <summary>One image in model space: C×H×W floats as the model expects them (already normalised), and where they came from.</summary>
/// <remarks>Immutable. Saliency maps of this input have its height and width; <see cref="ToPhoto"/> lays them back over the photo.</remarks>
public sealed class ModelInput
{
    private readonly float[] _values;

    /// <summary>Makes an input from values in C×H×W order. The values are copied.</summary>
    /// <param name="shape">Channels × height × width.</param>
    /// <param name="values">Exactly <c>shape.Length</c> finite values.</param>
    /// <param name="geometry">How the image came from a photo; null when it is the photo.</param>
    /// <exception cref="ArgumentException">The number of values does not fit the shape, or a value is NaN or infinite.</exception>
    public ModelInput(ImageShape shape, ReadOnlySpan<float> values, InputGeometry? geometry = null)
    {
        shape.Check(nameof(shape));
        if (values.Length != shape.Length)
            throw new ArgumentException($"Expected {shape.Length} values for an image of {shape}, got {values.Length}.", nameof(values));
        int bad = FirstNonFinite(values);
        if (bad >= 0)
            throw new ArgumentException($"Expected finite values, got {values[bad]} at index {bad}.", nameof(values));
        Shape = shape;
        _values = values.ToArray();
        Geometry = geometry ?? InputGeometry.Identity(shape.Width, shape.Height);
    }

    /// <summary>Channels × height × width.</summary>
    public ImageShape Shape { get; }

    /// <summary>The shape.</summary>
    public override string ToString() => Shape.ToString();

    /// <summary>The values, plane after plane, row after row.</summary>
    public ReadOnlySpan<float> Values => _values;

    internal ReadOnlyMemory<float> Memory => _values;

    /// <summary>Where in the photo each pixel of this input lies.</summary>
    public InputGeometry Geometry { get; }

    /// <summary>How each plane came from bytes; empty where that is not known.</summary>
    internal ImmutableArray<PlaneScale> Scales { get; init; } = [];

    /// <summary>Lays a map of this input back over the photo it came from.</summary>
    /// <param name="map">A map of any size that covers this input.</param>
    /// <returns>A map of the photo's size. Pixels that the model never saw (outside the crop) are 0.</returns>
    public SaliencyMap ToPhoto(SaliencyMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return Geometry.ToPhoto(map, Shape.Width, Shape.Height);
    }

    /// <summary>What this input shows of a map of its photo: the way back of <see cref="ToPhoto"/>.</summary>
    /// <param name="map">A map of any size that covers the photo: a density of fixations, a drawn map.</param>
    /// <returns>A map of this input's height and width, the mean over what each pixel covers. Pixels outside the photo (a letterbox) are 0.</returns>
    public SaliencyMap FromPhoto(SaliencyMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return Geometry.FromPhoto(map, Shape.Width, Shape.Height);
    }

    /// <summary>What this input shows of a mask of its photo.</summary>
    /// <param name="mask">A mask of any size that covers the photo.</param>
    /// <returns>A mask of this input's height and width: inside where the mask is at the pixel's centre. Pixels outside the photo are not inside.</returns>
    public Mask FromPhoto(Mask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        return Geometry.FromPhoto(mask, Shape.Width, Shape.Height);
    }

    /// <summary>The fixations on a photo that this input shows, at the pixels that show them.</summary>
    /// <param name="fixations">Points of the photo at any size.</param>
    /// <returns>Fixations of this input's height and width; those outside a crop are left out.</returns>
    public Fixations FromPhoto(Fixations fixations)
    {
        ArgumentNullException.ThrowIfNull(fixations);
        return Geometry.FromPhoto(fixations, Shape.Width, Shape.Height);
    }

    /// <summary>The image's colours: C×H×W planes of 0..1, red first.</summary>
    /// <remarks>Where the scales are known, the bytes it came from, in 255ths. Otherwise the values, stretched so that the smallest is 0 and the largest 1; zeros where all are equal.</remarks>
    internal float[] Colors()
    {
        var colors = new float[_values.Length];
        int plane = Shape.PlaneLength;
        for (int c = 0; c < Scales.Length; c++)
        {
            var (scale, shift, channel) = Scales[c];
            Span<float> from = _values.AsSpan(c * plane, plane), to = colors.AsSpan(channel * plane, plane);
            for (int i = 0; i < plane; i++) to[i] = (float)(Math.Round((from[i] - shift) / scale) / 255);
        }
        if (!Scales.IsEmpty) return colors;
        double least = TensorPrimitives.Min<float>(_values), range = TensorPrimitives.Max<float>(_values) - least;
        if (range > 0)
            for (int i = 0; i < colors.Length; i++) colors[i] = (float)((_values[i] - least) / range);
        return colors;
    }

    internal static int FirstNonFinite(ReadOnlySpan<float> values)
    {
        if (TensorPrimitives.IsFiniteAll(values)) return -1;
        for (int i = 0; i < values.Length; i++)
            if (!float.IsFinite(values[i])) return i;
        return -1;
    }
}
