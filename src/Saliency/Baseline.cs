using System.Collections.Immutable;
using System.Globalization;
using System.Numerics.Tensors;
using Saliency.Numerics;

namespace Saliency;

/// <summary>What an image becomes where a method hides it, whichever pixels these are: a colour, its own mean, its own blur, noise, another image.</summary>
/// <remarks>Values are in model space: where the preprocessing subtracts a data set's mean, <see cref="Zero"/> is that mean. Immutable and safe for
/// concurrent calls. Own baselines derive from this class.</remarks>
public abstract class Baseline : Imputer
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
    public static Baseline Blur(int sizePixels = 11, double sigmaPixels = 5) => new BlurBaseline(GaussianKernel.Framed(sizePixels, sigmaPixels), BlurBorder.Zero,
        string.Create(CultureInfo.InvariantCulture, $"blur {sizePixels}×{sizePixels} σ {sigmaPixels}"));

    /// <summary>The image itself under a Gaussian blur, cut off at 4 σ, the image reflected at its border (scipy's defaults).</summary>
    /// <param name="sigmaPixels">Standard deviation, above 0.</param>
    public static Baseline GaussianBlur(double sigmaPixels = 10) => new BlurBaseline(GaussianKernel.Truncated(sigmaPixels), BlurBorder.Reflect,
        string.Create(CultureInfo.InvariantCulture, $"Gaussian blur σ {sigmaPixels}"));

    /// <summary>Values drawn evenly between each channel's own minimum and maximum over the image.</summary>
    /// <param name="seed">Seed; the noise is another for each image of a run.</param>
    public static Baseline UniformNoise(ulong seed = 0) => new UniformNoiseBaseline(null, seed);

    /// <summary>Values drawn evenly between two bounds.</summary>
    /// <param name="low">The lower bound, in model space.</param>
    /// <param name="high">The upper bound, not below the lower.</param>
    /// <param name="seed">Seed; the noise is another for each image of a run.</param>
    public static Baseline UniformNoise(float low, float high, ulong seed = 0) => float.IsFinite(low) && float.IsFinite(high) && low <= high
        ? new UniformNoiseBaseline((low, high), seed)
        : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Expected finite bounds in rising order, got {low} and {high}."), nameof(high));

    /// <summary>Normal values with each channel's own mean and deviation over the image.</summary>
    /// <param name="seed">Seed; the noise is another for each image of a run.</param>
    public static Baseline GaussianNoise(ulong seed = 0) => new GaussianNoiseBaseline(null, seed);

    /// <summary>Normal values of one mean and deviation.</summary>
    /// <param name="mean">The mean, in model space.</param>
    /// <param name="deviation">The standard deviation, 0 or more.</param>
    /// <param name="seed">Seed; the noise is another for each image of a run.</param>
    public static Baseline GaussianNoise(double mean, double deviation, ulong seed = 0) => double.IsFinite(mean) && deviation >= 0 && double.IsFinite(deviation)
        ? new GaussianNoiseBaseline((mean, deviation), seed)
        : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"Expected a finite mean and deviation, the deviation not negative, got {mean} and {deviation}."), nameof(deviation));

    /// <summary>The image's own pixels in random order, the channels of a pixel together: its colours without its content.</summary>
    /// <param name="seed">Seed; the order is another for each image of a run.</param>
    public static Baseline Shuffled(ulong seed = 0) => new ShuffledBaseline(seed);

    /// <summary>Another image of the same shape.</summary>
    public static Baseline Image(ModelInput image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return new ImageBaseline(image);
    }

    /// <summary>Writes the baseline of an image; where it is random, that of sample 0.</summary>
    /// <param name="input">The untouched image.</param>
    /// <param name="values">Receives C×H×W finite values, every one of them.</param>
    /// <exception cref="ArgumentException">The baseline does not fit the image's shape.</exception>
    public abstract void Fill(ModelInput input, Span<float> values);

    /// <summary>Writes the baseline of an image for one sample of a run. Own baselines that are random override this.</summary>
    /// <param name="input">The untouched image.</param>
    /// <param name="sample">The image's number in the run.</param>
    /// <param name="values">Receives C×H×W finite values, every one of them.</param>
    /// <exception cref="ArgumentException">The baseline does not fit the image's shape.</exception>
    public virtual void Fill(ModelInput input, int sample, Span<float> values) => Fill(input, values);

    /// <inheritdoc/>
    public override void Impute(ModelInput input, ReadOnlySpan<bool> removed, int sample, Span<float> values)
    {
        ArgumentNullException.ThrowIfNull(input);
        Fill(input, sample, values);
        PixelChoice.Apply(input.Values, removed, values, values);
    }

    /// <summary>The same baseline with its picture of one image made once; for baselines that are the same for every sample.</summary>
    private ImageBaseline Fixed(ModelInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var values = new float[input.Shape.Length];
        Fill(input, values);
        return new ImageBaseline(new ModelInput(input.Shape, values));
    }

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
        public override void Fill(ModelInput input, Span<float> values) => ChannelStatistics.FillMeans(input.Values, input.Shape.PlaneLength, values);

        public override Imputer PreparedFor(ModelInput input) => Fixed(input);

        public override string ToString() => "channel mean";
    }

    private sealed class BlurBaseline(float[] kernel, BlurBorder border, string description) : Baseline
    {
        public override void Fill(ModelInput input, Span<float> values)
        {
            var shape = input.Shape;
            for (int c = 0; c < shape.Channels; c++)
            {
                SeparableBlur.Apply(input.Values.Slice(c * shape.PlaneLength, shape.PlaneLength), shape.Height, shape.Width, kernel, border,
                    values.Slice(c * shape.PlaneLength, shape.PlaneLength));
            }
        }

        public override Imputer PreparedFor(ModelInput input) => Fixed(input);

        public override string ToString() => description;
    }

    private sealed class ImageBaseline(ModelInput image) : Baseline
    {
        public override void Fill(ModelInput input, Span<float> values)
        {
            Check(input);
            image.Values.CopyTo(values);
        }

        public override void Impute(ModelInput input, ReadOnlySpan<bool> removed, int sample, Span<float> values)
        {
            ArgumentNullException.ThrowIfNull(input);
            Check(input);
            PixelChoice.Apply(input.Values, removed, image.Values, values);
        }

        public override string ToString() => "image";

        private void Check(ModelInput input)
        {
            if (image.Shape != input.Shape)
                throw new ArgumentException($"Expected a baseline image of {input.Shape}, got {image.Shape}.", nameof(input));
        }
    }
}
