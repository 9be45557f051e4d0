using System.Numerics.Tensors;

namespace Saliency.Tests.Contracts;

/// <summary>A model whose answers can be had with pencil and paper: <c>logits_k = b_k + Σ w_k·x</c>, and a layer of 2×2 means mixed over channels, ReLU.</summary>
internal sealed class LinearModel : ILayeredModel
{
    private const int Features = 5;

    private readonly float[][] _weights;
    private readonly float[] _bias, _mix;
    private readonly ImageShape _maps;
    private int _runs, _images;

    public LinearModel(ImageShape shape, float[][] weights, float[] bias, ScoreKind kind = ScoreKind.Logits, bool constantLayer = false)
    {
        InputShape = shape;
        (_weights, _bias) = (weights, bias);
        _mix = constantLayer ? new float[Features * shape.Channels] : Pattern.Values(Features * shape.Channels, 77);
        _maps = new ImageShape(Features, shape.Height / 2, shape.Width / 2);
        Outputs = [new OutputInfo("logits", [weights.Length], kind), new OutputInfo("sum", [1], ScoreKind.Values)];
        Layers = [new LayerInfo("features", "Relu", [Features, _maps.Height, _maps.Width], LayerLayout.ChannelsFirst, _maps)];
    }

    /// <summary>Four classes over 3×12×10, nothing special about them.</summary>
    public static LinearModel Usual(ScoreKind kind = ScoreKind.Logits)
    {
        var shape = new ImageShape(3, 12, 10);
        float[][] weights = [.. Enumerable.Range(0, 4).Select(k => Array.ConvertAll(Pattern.Values(shape.Length, k), w => w / 8))];
        return new LinearModel(shape, weights, Pattern.Values(4, 9), kind);
    }

    /// <summary>Answers the same whatever the image.</summary>
    public static LinearModel Constant()
    {
        var shape = new ImageShape(3, 12, 10);
        return new LinearModel(shape, [new float[shape.Length], new float[shape.Length]], [0.3f, -0.2f], constantLayer: true);
    }

    public string Name => "linear";

    public ImageShape InputShape { get; }

    public IReadOnlyList<OutputInfo> Outputs { get; }

    public IReadOnlyList<LayerInfo> Layers { get; }

    public LayerInfo DefaultLayer => Layers[0];

    /// <summary>Calls of <see cref="Run"/> so far.</summary>
    public int Runs => _runs;

    /// <summary>Images asked about so far.</summary>
    public int Images => _images;

    /// <summary>Called within each run with its number, from 1.</summary>
    public Action<int>? WithinRun { get; init; }

    /// <summary>The image, counted from 0 over all runs, whose second logit is NaN; null is none.</summary>
    public int? Nan { get; init; }

    public LayerInfo FindLayer(string name) =>
        Layers.FirstOrDefault(l => l.Name == name) ?? throw new ArgumentException($"Expected one of the layers (features), got '{name}'.", nameof(name));

    public void Run(ReadOnlySpan<float> images, int count, ModelAnswer answer)
    {
        int run = Interlocked.Increment(ref _runs);
        WithinRun?.Invoke(run);
        int first = Interlocked.Add(ref _images, count) - count;
        for (int value = 0; value < answer.Names.Length; value++)
        {
            string name = answer.Names[value];
            var all = name switch
            {
                "logits" => answer.Prepare(value, count, _weights.Length),
                "sum" => answer.Prepare(value, count, 1),
                "features" => answer.Prepare(value, count, _maps.Channels, _maps.Height, _maps.Width),
                _ => throw new ArgumentException($"Expected logits, sum or features, got '{name}'.", nameof(answer)),
            };
            for (int i = 0; i < count; i++)
            {
                var image = images.Slice(i * InputShape.Length, InputShape.Length);
                var own = all.Slice(i * (all.Length / count), all.Length / count);
                if (name == "logits") Logits(image, own, first + i == Nan);
                else if (name == "sum") own[0] = TensorPrimitives.Sum(image);
                else Feature(image, own);
            }
        }
    }

    private void Logits(ReadOnlySpan<float> image, Span<float> logits, bool nan)
    {
        for (int k = 0; k < logits.Length; k++)
        {
            double sum = _bias[k];
            for (int i = 0; i < image.Length; i++) sum += (double)_weights[k][i] * image[i];
            logits[k] = nan && k == 1 ? float.NaN : (float)sum;
        }
    }

    private void Feature(ReadOnlySpan<float> image, Span<float> features)
    {
        for (int f = 0; f < Features; f++)
            for (int y = 0; y < _maps.Height; y++)
                for (int x = 0; x < _maps.Width; x++)
                {
                    double sum = 0.1 * f;
                    for (int c = 0; c < InputShape.Channels; c++)
                    {
                        int at = (c * InputShape.PlaneLength) + (2 * y * InputShape.Width) + (2 * x);
                        sum += _mix[(f * InputShape.Channels) + c] * (image[at] + image[at + 1] + image[at + InputShape.Width] + image[at + InputShape.Width + 1]) / 4.0;
                    }
                    features[(((f * _maps.Height) + y) * _maps.Width) + x] = (float)Math.Max(0, sum);
                }
    }
}
