using System.Numerics.Tensors;

namespace Saliency;

/// <summary>Parts an image into segments of like colour: the features that XRAI, LIME, Shapley values and IROF speak of.</summary>
/// <remarks>Immutable and safe for concurrent calls; the same image and options give the same segments, whatever the number of threads. Own segmenters
/// derive from this class.</remarks>
public abstract class Segmenter
{
    /// <summary>A segmentation that is known already, whatever the colours.</summary>
    /// <remarks>It refuses images of another height or width with an <see cref="ArgumentException"/>.</remarks>
    public static Segmenter Given(Segmentation segmentation)
    {
        ArgumentNullException.ThrowIfNull(segmentation);
        return new GivenSegmenter(segmentation);
    }

    /// <summary>Parts an image.</summary>
    /// <param name="colors">C×H×W planes of finite values, 0 (dark) to 1; three planes are red, green and blue (sRGB), one is grey.</param>
    /// <param name="shape">Channels (1 or 3) × height × width.</param>
    /// <exception cref="ArgumentException">The colours do not fit the shape, are not finite, or the segmenter cannot take the shape.</exception>
    public abstract Segmentation Segment(ReadOnlySpan<float> colors, ImageShape shape);

    /// <summary>Parts a model input by its colours.</summary>
    /// <remarks>An input that a preprocessing made of a photo remembers how bytes became its values: the colours are the exact inverse, in the order red, green, blue.
    /// Of any other input nothing is known: its values are stretched, all planes alike, so that the smallest becomes 0 and the largest 1, and its three
    /// planes count as red, green and blue; where all values are equal, the colours are 0.</remarks>
    /// <exception cref="ArgumentException">The segmenter cannot take the input's shape.</exception>
    public Segmentation Segment(ModelInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Segment(input.Colors(), input.Shape);
    }

    /// <summary>Refuses colours that do not fit their shape, and shapes other than one or three channels.</summary>
    internal static void Check(ReadOnlySpan<float> colors, ImageShape shape)
    {
        shape.Check(nameof(shape));
        if (shape.Channels is not (1 or 3)) throw new ArgumentException($"Expected an image of 1 or 3 channels, got {shape}.", nameof(shape));
        if (colors.Length != shape.Length) throw new ArgumentException($"Expected {shape.Length} values for an image of {shape}, got {colors.Length}.", nameof(colors));
        if (!TensorPrimitives.IsFiniteAll(colors)) throw new ArgumentException("Expected finite values, got NaN or infinity.", nameof(colors));
    }

    private sealed class GivenSegmenter(Segmentation segmentation) : Segmenter
    {
        public override Segmentation Segment(ReadOnlySpan<float> colors, ImageShape shape) =>
            (shape.Height, shape.Width) == (segmentation.Height, segmentation.Width)
                ? segmentation
                : throw new ArgumentException($"Expected an image of {segmentation.Height}×{segmentation.Width} for the given segmentation, got {shape}.", nameof(shape));

        public override string ToString() => "given";
    }
}
