using System.Buffers;
using Saliency.Perturbation;

namespace Saliency.Explainers;

/// <summary>Occlusion: what the score loses when a window of the image is hidden.</summary>
/// <remarks>
/// <para>Answers: which places the model needs, each alone. It sees no interplay: what is shown twice can be hidden once for free.</para>
/// <para>With x the image, x_R the image without its window R and f the target's score: <c>drop(R) = f(x) − f(x_R)</c>;
/// the value of a pixel is the mean (or the sum) of the drops of the windows that cover it.</para>
/// <para>Shapes: input 1×C×H×W, map H×W. Signed; positive where hiding hurts the target. With <see cref="OverlapRule.Mean"/> and probabilities −1..1.</para>
/// <para>Cost: one model run, and one for each window: by default 13 · 13 + 1 = 170 for any square input whose side is a multiple of 14.</para>
/// <para>Zeiler, Fergus: Visualizing and understanding convolutional networks. ECCV 2014, section 4.2.</para>
/// </remarks>
public sealed class Occlusion : IExplainer
{
    private readonly IModel _model;
    private readonly OcclusionOptions _options;
    private readonly WindowGrid _windows;

    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentException">Window, stride or channel do not fit the model's input.</exception>
    public Occlusion(IModel model, OcclusionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        _options = options ?? new OcclusionOptions();
        ArgumentNullException.ThrowIfNull(_options.Imputer, nameof(options));
        _options.Overlap.EnsureDefined(nameof(options));
        _options.Fit.EnsureDefined(nameof(options));
        _options.Shape.EnsureDefined(nameof(options));
        _options.Scale.EnsureDefined(nameof(options));
        var shape = model.InputShape;
        if (_options.Channel is { } channel && (uint)channel >= (uint)shape.Channels)
            throw new ArgumentOutOfRangeException(nameof(options), channel, $"Expected a channel of 0 to {shape.Channels - 1} of an input of {shape}.");
        var (height, width) = _options.Window ?? ((shape.Height + 6) / 7, (shape.Width + 6) / 7);
        var (strideY, strideX) = _options.Stride ?? (Math.Max(1, height / 2), Math.Max(1, width / 2));
        _windows = new WindowGrid(shape, height, width, strideY, strideX, _options.Fit, _options.Shape);
        _options.Imputer.EnsureFits(shape);
    }

    /// <inheritdoc/>
    public string Name => "Occlusion";

    /// <inheritdoc/>
    public SaliencyMap Explain(ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(target);
        cancellationToken.ThrowIfCancellationRequested();
        var untouched = _model.Answer(input, target);
        var objective = target.Resolve(_model, untouched, 0, _options.Scale);
        var question = new Question(input, _options, _windows, objective.Evaluate(untouched, 0));
        PerturbationLoop.Run(_model, [objective], question, context, cancellationToken);
        var origin = new MapOrigin(Name, objective.Description, _model.Name,
            $"{(_options.Shape == WindowShape.Ellipse ? "ellipse" : "window")} {_windows.Height}×{_windows.Width}, stride {_windows.StrideY}×{_windows.StrideX}, {_options.Overlap}, {_options.Fit}, filled by {_options.Imputer}"
            + (_options.Channel is { } channel ? $", channel {channel}" : ""), _windows.Count + 1);
        return new SaliencyMap(input.Shape.Height, input.Shape.Width, question.Map(), origin);
    }

    private sealed class Question : IPerturbation
    {
        private readonly ModelInput _input;
        private readonly OcclusionOptions _options;
        private readonly WindowGrid _windows;
        private readonly double _untouched;
        private readonly Imputer _imputer;
        private readonly double[] _drops;
        private readonly int[] _covers;

        public Question(ModelInput input, OcclusionOptions options, WindowGrid windows, double untouched)
        {
            (_input, _options, _windows, _untouched) = (input, options, windows, untouched);
            _imputer = options.Imputer.PreparedFor(input);
            _drops = new double[input.Shape.PlaneLength];
            _covers = new int[_drops.Length];
        }

        public int Count => _windows.Count;

        public int ScratchLength => 0;

        public void Fill(int sample, Span<float> image, Span<float> scratch)
        {
            int plane = _input.Shape.PlaneLength;
            var rented = ArrayPool<bool>.Shared.Rent(plane);
            var removed = rented.AsSpan(0, plane);
            removed.Clear();
            var (top, _, height, _) = _windows[sample];
            for (int y = 0; y < height; y++)
            {
                var (left, width) = _windows.Row(sample, y);
                removed.Slice(((top + y) * _input.Shape.Width) + left, width).Fill(true);
            }
            _imputer.Impute(_input, removed, sample, image);
            ArrayPool<bool>.Shared.Return(rented);
            if (_options.Channel is not { } channel) return;
            // All channels lost the window; those that are not meant get it back.
            _input.Values[..(channel * plane)].CopyTo(image);
            _input.Values[((channel + 1) * plane)..].CopyTo(image[((channel + 1) * plane)..]);
        }

        public void Accept(int first, ReadOnlySpan<double> values, ReadOnlySpan<float> scratch)
        {
            for (int i = 0; i < values.Length; i++)
            {
                double drop = _untouched - values[i];
                var (top, _, height, _) = _windows[first + i];
                for (int y = 0; y < height; y++)
                {
                    var (left, width) = _windows.Row(first + i, y);
                    int start = ((top + y) * _input.Shape.Width) + left;
                    for (int pixel = start; pixel < start + width; pixel++)
                    {
                        _drops[pixel] += drop;
                        _covers[pixel]++;
                    }
                }
            }
        }

        public float[] Map()
        {
            var map = new float[_drops.Length];
            for (int p = 0; p < map.Length; p++)
                map[p] = (float)(_options.Overlap == OverlapRule.Mean ? _drops[p] / Math.Max(1, _covers[p]) : _drops[p]);
            return map;
        }
    }
}
