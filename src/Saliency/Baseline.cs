using System.Collections.Immutable;
using System.Globalization;
using System.Numerics.Tensors;
using Saliency.Numerics;

namespace Saliency;

/// <summary>What an image becomes where a method hides it: a colour, its own mean, its own blur, another image.</summary>
/// <remarks>Values are in model space: where the preprocessing subtracts a data set's mean, <see cref="Zero"/> is that mean. Immutable and safe for
/// concurrent calls. Own baselines derive from this class.</remarks>
public abstract class Baseline
{
    /// <summary>Zero everywhere.</summary>
    public static Baseline Zero { get; } = new ColorBaseline(0);

    /// <summary>Each channel's own mean over the image.</summary>
    public static Baseline ChannelMean { get; } = new ChannelMeanBaseline();

    /// <summary>One value everywhere, or one for each channel.</summary>
    /// <param name="channels">One finite value, or as many as the image has channels, in model space.</param>
    /// <exception cref="ArgumentException">No value, or one that is NaN or infinite.</exception>
    public static Baseline Color(params ReadOnlySpan<float> channels)
    {
        if (channels.IsEmpty) throw new ArgumentException("Expected one value, or one for each channel, got none.", nameof(channels));
        if (!TensorPrimitives.IsFiniteAll(channels)) throw new ArgumentException("Expected finite values, got NaN or infinity.", nameof(channels));
        return new ColorBaseline([.. channels]);
    }

    /// <summary>The image itself, blurred as RISE does for insertion: a square kernel, zeros outside the image.</summary>
    /// <remarks>The kernel is a single point in a frame of <paramref name="sizePixels"/> filtered by a Gaussian, so what would fall outside the frame
    /// is folded back at its edges: it sums to 1 and is flatter than a Gaussian cut off there.</remarks>
    /// <param name="sizePixels">Side of the kernel, odd.</param>
    /// <param name="sigmaPixels">Standard deviation of the Gaussian, above 0.</param>
    public static Baseline Blur(int sizePixels = 11, double sigmaPixels = 5) => new BlurBaseline(sizePixels, sigmaPixels);

    /// <summary>Another image of the same shape.</summary>
    public static Baseline Image(ModelInput image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return new ImageBaseline(image);
    }

    /// <summary>Writes the baseline of an image.</summary>
    /// <param name="input">The untouched image.</param>
    /// <param name="values">Receives C×H×W finite values, every one of them.</param>
    /// <exception cref="ArgumentException">The baseline does not fit the image's shape.</exception>
    public abstract void Fill(ModelInput input, Span<float> values);

    private sealed class ColorBaseline(params ImmutableArray<float> channels) : Baseline
    {
        public override void Fill(ModelInput input, Span<float> values)
        {
            var shape = input.Shape;
            if (channels.Length != 1 && channels.Length != shape.Channels)
                throw new ArgumentException($"Expected a baseline of 1 or {shape.Channels} values for an image of {shape}, got {channels.Length}.", nameof(input));
            for (int c = 0; c < shape.Channels; c++)
                values.Slice(c * shape.PlaneLength, shape.PlaneLength).Fill(channels[channels.Length == 1 ? 0 : c]);
        }

        public override string ToString() => $"color {string.Join(", ", channels.Select(c => c.ToString(CultureInfo.InvariantCulture)))}";
    }

    private sealed class ChannelMeanBaseline : Baseline
    {
        public override void Fill(ModelInput input, Span<float> values)
        {
            int plane = input.Shape.PlaneLength;
            for (int c = 0; c < input.Shape.Channels; c++)
            {
                double sum = 0;
                foreach (float v in input.Values.Slice(c * plane, plane)) sum += v;
                values.Slice(c * plane, plane).Fill((float)(sum / plane));
            }
        }

        public override string ToString() => "channel mean";
    }

    private sealed class BlurBaseline(int sizePixels, double sigmaPixels) : Baseline
    {
        private readonly float[] _kernel = GaussianKernel.Framed(sizePixels, sigmaPixels);

        public override void Fill(ModelInput input, Span<float> values)
        {
            var shape = input.Shape;
            for (int c = 0; c < shape.Channels; c++)
            {
                SeparableBlur.Apply(input.Values.Slice(c * shape.PlaneLength, shape.PlaneLength), shape.Height, shape.Width, _kernel, BlurBorder.Zero,
                    values.Slice(c * shape.PlaneLength, shape.PlaneLength));
            }
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"blur {sizePixels}×{sizePixels} σ {sigmaPixels}");
    }

    private sealed class ImageBaseline(ModelInput image) : Baseline
    {
        public override void Fill(ModelInput input, Span<float> values)
        {
            if (image.Shape != input.Shape)
                throw new ArgumentException($"Expected a baseline image of {input.Shape}, got {image.Shape}.", nameof(input));
            image.Values.CopyTo(values);
        }

        public override string ToString() => "image";
    }
}
