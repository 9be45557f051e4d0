namespace Saliency;

/// <summary>How the channels of an <see cref="Attribution"/> become one number for each pixel.</summary>
public enum ChannelReduction
{
    /// <summary>Σ_c a_c: signed, keeps the total and so completeness.</summary>
    Sum,

    /// <summary>Σ_c |a_c|: how much, whichever way; PAIR's grey picture.</summary>
    AbsoluteSum,

    /// <summary>max_c |a_c|: Simonyan, Vedaldi and Zisserman 2014, section 3.1.</summary>
    AbsoluteMaximum,

    /// <summary>√(Σ_c a_c²).</summary>
    Norm,
}

/// <summary>What each number of an input contributes to the target: C×H×W signed values, before they are reduced to a map.</summary>
/// <remarks>Immutable, finite. Gradient-based methods make these; a <see cref="SaliencyMap"/> is its reduction over the channels.</remarks>
public sealed class Attribution
{
    private readonly float[] _values;

    /// <summary>Makes an attribution of the given values, plane after plane. The values are copied.</summary>
    /// <param name="shape">Channels × height × width, as the input.</param>
    /// <param name="values">Exactly <c>shape.Length</c> finite values.</param>
    /// <param name="origin">What made it.</param>
    /// <param name="completenessGap">Σ values − (f(x) − f(baseline)) where the method promises 0; else null.</param>
    /// <exception cref="ArgumentException">The number of values does not fit the shape, or a value is NaN or infinite.</exception>
    public Attribution(ImageShape shape, ReadOnlySpan<float> values, MapOrigin? origin = null, double? completenessGap = null)
    {
        shape.Check(nameof(shape));
        if (values.Length != shape.Length) throw new ArgumentException($"Expected {shape.Length} values for an image of {shape}, got {values.Length}.", nameof(values));
        int bad = ModelInput.FirstNonFinite(values);
        if (bad >= 0) throw new ArgumentException($"Expected finite values, got {values[bad]} at index {bad}.", nameof(values));
        Shape = shape;
        _values = values.ToArray();
        Origin = origin ?? new MapOrigin("unknown");
        CompletenessGap = completenessGap;
    }

    /// <summary>Channels × height × width.</summary>
    public ImageShape Shape { get; }

    /// <summary>The values, plane after plane, row after row.</summary>
    public ReadOnlySpan<float> Values => _values;

    /// <summary>What made it.</summary>
    public MapOrigin Origin { get; }

    /// <summary>Σ values − (f(x) − f(baseline)), in units of the score, for methods that promise 0 (integrated gradients, DeepLIFT); null for others.</summary>
    public double? CompletenessGap { get; }

    /// <summary>The method and the shape.</summary>
    public override string ToString() => $"{Origin.Method} {Shape}";

    /// <summary>One number for each pixel.</summary>
    public SaliencyMap ToMap(ChannelReduction reduction = ChannelReduction.Sum)
    {
        reduction.EnsureDefined(nameof(reduction));
        int pixels = Shape.PlaneLength;
        var map = new float[pixels];
        for (int p = 0; p < pixels; p++)
        {
            double total = 0;
            for (int c = 0; c < Shape.Channels; c++)
            {
                double value = _values[(c * pixels) + p];
                total = reduction switch
                {
                    ChannelReduction.Sum => total + value,
                    ChannelReduction.AbsoluteSum => total + Math.Abs(value),
                    ChannelReduction.AbsoluteMaximum => Math.Max(total, Math.Abs(value)),
                    _ => total + (value * value),
                };
            }
            map[p] = (float)(reduction == ChannelReduction.Norm ? Math.Sqrt(total) : total);
        }
        return SaliencyMap.Owning(map, Shape.Height, Shape.Width, Origin);
    }
}
