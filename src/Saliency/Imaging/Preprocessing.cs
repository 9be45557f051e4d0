using System.Collections.Immutable;

using Saliency.Numerics;

namespace Saliency.Imaging;

/// <summary>How a photo becomes the numbers a model was trained with: its size, and of each pixel <c>v</c> in 0..1 the value
/// <c>(v · Range − Mean[c]) / Deviation[c]</c>, channels in the model's order.</summary>
/// <remarks>Immutable; variants are made with <c>with</c>. A model of one channel gets the photo's luma (ITU-R BT.601, as Pillow's mode L).
/// The geometry is remembered in the <see cref="ModelInput"/>, so that a map can be laid back over the photo.</remarks>
/// <example><code>var input = Preprocessing.ImageNet.Apply(Photo.Load("cat.jpg"), model);</code></example>
public sealed record Preprocessing
{
    /// <summary>How the photo comes to the model's size.</summary>
    public ResizeRule Resize { get; init => field = value ?? throw new ArgumentNullException(nameof(value)); } = ResizeRule.Stretch;

    /// <summary>How pixels are mixed when the size changes.</summary>
    public Interpolation Interpolation { get; init => field = value.EnsureDefined(nameof(value)); }

    /// <summary>The order of the model's planes.</summary>
    public ChannelOrder Channels { get; init => field = value.EnsureDefined(nameof(value)); }

    /// <summary>What white is before the mean is subtracted: 1 or 255 in nearly all models.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above zero.</exception>
    public float Range { get; init => field = value > 0 && float.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Expected a range above zero."); } = 1;

    /// <summary>Subtracted from each plane, in the scale of <see cref="Range"/>: one value for all, or one for each in the model's order.</summary>
    /// <exception cref="ArgumentException">Not 1 or 3 finite values.</exception>
    public ImmutableArray<float> Mean { get; init => field = Checked(value, allowZero: true); } = [0];

    /// <summary>What each plane is divided by, in the scale of <see cref="Range"/>: one value for all, or one for each in the model's order.</summary>
    /// <exception cref="ArgumentException">Not 1 or 3 finite values other than zero.</exception>
    public ImmutableArray<float> Deviation { get; init => field = Checked(value, allowZero: false); } = [1];

    /// <summary>0..1, the photo stretched to the model's size.</summary>
    public static Preprocessing Unit { get; } = new();

    /// <summary>What torchvision and timm models trained on ImageNet expect: the centre 0.875 of the shorter side (256 → 224), mean .485 .456 .406, deviation .229 .224 .225.</summary>
    public static Preprocessing ImageNet { get; } = new()
    {
        Resize = ResizeRule.CentreCrop(),
        Mean = [0.485f, 0.456f, 0.406f],
        Deviation = [0.229f, 0.224f, 0.225f],
    };

    /// <summary>What TensorFlow's Inception and MobileNet models expect: −1..1 as <c>x / 127.5 − 1</c> of bytes x, the centre 0.875.</summary>
    public static Preprocessing Inception { get; } = new() { Resize = ResizeRule.CentreCrop(), Range = 255, Mean = [127.5f], Deviation = [127.5f] };

    /// <summary>What the EfficientNet-Lite models expect: <c>(x − 127) / 128</c> of bytes x, the centre 0.875, bicubic interpolation.</summary>
    public static Preprocessing EfficientNetLite { get; } = new() { Resize = ResizeRule.CentreCrop(), Interpolation = Interpolation.Bicubic, Range = 255, Mean = [127], Deviation = [128] };

    /// <summary>What models from Caffe expect: blue, green, red as 0..255 less 104, 117, 123, the centre 0.875.</summary>
    public static Preprocessing Caffe { get; } = new() { Resize = ResizeRule.CentreCrop(), Channels = ChannelOrder.Bgr, Range = 255, Mean = [104, 117, 123] };

    /// <summary>What the YOLO family expects: 0..1, letterboxed in the centre on grey 114, resized with two taps as OpenCV does.</summary>
    public static Preprocessing Yolo { get; } = new() { Resize = ResizeRule.Letterbox(), Interpolation = Interpolation.TwoTapLinear };

    /// <summary>What CLIP's image encoders expect: the shorter side scaled to the model's with bicubic interpolation, the centre, CLIP's own mean and deviation.</summary>
    public static Preprocessing Clip { get; } = new()
    {
        Resize = ResizeRule.CentreCrop(1),
        Interpolation = Interpolation.Bicubic,
        Mean = [0.48145466f, 0.4578275f, 0.40821073f],
        Deviation = [0.26862954f, 0.26130258f, 0.27577711f],
    };

    /// <summary>Makes a model's input of a photo.</summary>
    /// <param name="photo">A photo of any size.</param>
    /// <param name="model">Gives the size.</param>
    /// <exception cref="ArgumentException">The model does not want 1 or 3 channels, or wants 1 where <see cref="Mean"/> or <see cref="Deviation"/> has 3 different values.</exception>
    public ModelInput Apply(Photo photo, IModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Apply(photo, model.InputShape);
    }

    /// <summary>Makes a model's input of a photo.</summary>
    /// <param name="photo">A photo of any size.</param>
    /// <param name="shape">Channels (1 or 3) × height × width.</param>
    /// <exception cref="ArgumentException">The shape does not have 1 or 3 channels, or has 1 where <see cref="Mean"/> or <see cref="Deviation"/> has 3 different values.</exception>
    public ModelInput Apply(Photo photo, ImageShape shape)
    {
        ArgumentNullException.ThrowIfNull(photo);
        shape.Check(nameof(shape));
        var scales = PlaneScales(shape.Channels, nameof(shape));
        var placement = Resize.Place(photo.Height, photo.Width, shape.Height, shape.Width);
        var pixels = shape.Channels == 3 ? photo.Pixels : Luma.Of(photo.Pixels);
        var window = Window(pixels, shape, photo.Height, photo.Width, placement);
        var values = new float[shape.Length];
        float[] factors = Array.ConvertAll(scales, s => (float)s.Scale), offsets = Array.ConvertAll(scales, s => (float)s.Shift);
        if (shape.Channels == 3) PixelPlanes.FromRgb(window, factors, offsets, blueFirst: scales[0].Channel == 2, values);
        else for (int i = 0; i < values.Length; i++) values[i] = (window[i] * factors[0]) + offsets[0];
        return new ModelInput(shape, values, placement.Geometry(photo.Height, photo.Width)) { Scales = [.. scales] };
    }

    /// <summary>What a model sees, as a photo of the input's size: the inverse of the normalisation, rounded and clamped to bytes.</summary>
    /// <exception cref="ArgumentException">The input does not have 1 or 3 channels.</exception>
    public Photo ToPhoto(ModelInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var scales = PlaneScales(input.Shape.Channels, nameof(input));
        int length = input.Shape.PlaneLength;
        var pixels = new byte[3 * length];
        for (int c = 0; c < 3; c++)
        {
            var (scale, shift, at) = scales[c % scales.Length];
            var plane = input.Values.Slice((c % scales.Length) * length, length);
            int channel = scales.Length == 1 ? c : at;
            for (int i = 0; i < length; i++)
                pixels[(3 * i) + channel] = (byte)Math.Clamp(Math.Round((plane[i] - shift) / scale), 0, 255);
        }
        return Photo.Owning(pixels, input.Shape.Height, input.Shape.Width);
    }

    /// <summary>Two are equal when they make the same numbers of every photo.</summary>
    public bool Equals(Preprocessing? other) => other is not null && Resize == other.Resize && Interpolation == other.Interpolation
        && Channels == other.Channels && Range == other.Range && Mean.AsSpan().SequenceEqual(other.Mean.AsSpan()) && Deviation.AsSpan().SequenceEqual(other.Deviation.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Resize, Interpolation, Channels, Range, Mean[0], Deviation[0]);

    private byte[] Window(ReadOnlySpan<byte> pixels, ImageShape shape, int photoHeight, int photoWidth, Placement placement)
    {
        int channels = shape.Channels, top = Math.Max(0, placement.Top), left = Math.Max(0, placement.Left);
        int height = Math.Min(placement.Height, placement.Top + shape.Height) - top, width = Math.Min(placement.Width, placement.Left + shape.Width) - left;
        var seen = new byte[channels * height * width];
        Interpolation.Resize(pixels, channels, photoHeight, photoWidth, placement.Height, placement.Width, top, left, seen, height, width);
        if (height == shape.Height && width == shape.Width) return seen;
        var padded = new byte[shape.Length];
        padded.AsSpan().Fill((byte)Math.Round(placement.Pad * 255));
        for (int y = 0; y < height; y++)
            seen.AsSpan(y * width * channels, width * channels)
                .CopyTo(padded.AsSpan((((y + top - placement.Top) * shape.Width) + left - placement.Left) * channels));
        return padded;
    }

    /// <summary>For each plane: what a byte is multiplied by, what is added, and which byte of a pixel it is.</summary>
    private PlaneScale[] PlaneScales(int channels, string parameter)
    {
        if (channels is not (1 or 3)) throw new ArgumentException($"Expected a model of 1 or 3 channels, got {channels}.", parameter);
        var scales = new PlaneScale[channels];
        for (int c = 0; c < channels; c++)
        {
            double mean = Of(Mean, c, channels, parameter), deviation = Of(Deviation, c, channels, parameter);
            scales[c] = new(Range / 255.0 / deviation, -mean / deviation, channels == 3 && Channels == ChannelOrder.Bgr ? 2 - c : c);
        }
        return scales;
    }

    private static float Of(ImmutableArray<float> values, int c, int channels, string parameter)
    {
        if (channels == 1 && values.Length == 3 && (values[0] != values[1] || values[1] != values[2]))
            throw new ArgumentException($"Expected one mean and one deviation for a model of one channel, got {string.Join(", ", values)}.", parameter);
        return values.Length == 1 ? values[0] : values[c];
    }

    private static ImmutableArray<float> Checked(ImmutableArray<float> value, bool allowZero)
    {
        if (value.IsDefault || value.Length is not (1 or 3) || !value.All(v => float.IsFinite(v) && (allowZero || v != 0)))
            throw new ArgumentException($"Expected 1 or 3 finite values{(allowZero ? "" : " other than zero")}, got {(value.IsDefault ? "none" : string.Join(", ", value))}.", nameof(value));
        return value;
    }
}
