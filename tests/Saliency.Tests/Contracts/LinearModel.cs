using System.Numerics.Tensors;

namespace Saliency.Tests.Contracts;

/// <summary>A model whose answers and gradients can be had with pencil and paper: <c>logits_k = b_k + Σ w_k·x + Σ u_k·features</c>, where the features are 2×2 means
/// mixed over channels, ReLU. Without a head u it is linear.</summary>
internal sealed class LinearModel : IPropagatingModel, IResumableModel, IRandomizableModel<LinearModel>
{
    private const int Features = 7;

    private readonly float[][] _weights;
    private readonly float[][]? _head;
    private readonly float[] _bias, _mix;
    private readonly Propagation _propagation = Propagation.Derivative;
    private readonly LinearModel? _counter;
    private readonly ImageShape _maps;
    private int _runs, _images, _mostDifferentiated;

    public LinearModel(ImageShape shape, float[][] weights, float[] bias, ScoreKind kind = ScoreKind.Logits, bool constantLayer = false, bool head = false)
    {
        InputShape = shape;
        (_weights, _bias) = (weights, bias);
        if (head) _head = [.. weights.Select((_, k) => Pattern.Values(Features * (shape.Height / 2) * (shape.Width / 2), 300 + k))];
        _mix = constantLayer ? new float[Features * shape.Channels] : Pattern.Values(Features * shape.Channels, 77);
        _maps = new ImageShape(Features, shape.Height / 2, shape.Width / 2);
        Outputs = [new OutputInfo("logits", [weights.Length], kind), new OutputInfo("sum", [1], ScoreKind.Values)];
        Layers = [new LayerInfo("features", "Relu", [Features, _maps.Height, _maps.Width], LayerLayout.ChannelsFirst, _maps)];
    }

    private LinearModel(LinearModel other, Propagation propagation)
    {
        (InputShape, Outputs, Layers, WithinRun, Nan) = (other.InputShape, other.Outputs, other.Layers, other.WithinRun, other.Nan);
        (_weights, _head, _bias, _mix, _maps, _propagation, _counter) = (other._weights, other._head, other._bias, other._mix, other._maps, propagation, other);
    }

    /// <summary>Four classes over 3×12×10, nothing special about them.</summary>
    public static LinearModel Usual(ScoreKind kind = ScoreKind.Logits)
    {
        var shape = new ImageShape(3, 12, 10);
        float[][] weights = [.. Enumerable.Range(0, 4).Select(k => Array.ConvertAll(Pattern.Values(shape.Length, k), w => w / 8))];
        return new LinearModel(shape, weights, Pattern.Values(4, 9), kind, head: true);
    }

    /// <summary>Answers the same whatever the image.</summary>
    public static LinearModel Constant()
    {
        var shape = new ImageShape(3, 12, 10);
        return new LinearModel(shape, [new float[shape.Length], new float[shape.Length]], [0.3f, -0.2f], constantLayer: true);
    }

    public string Name => "linear";

    public string InputName => "image";

    public ImageShape InputShape { get; }

    public IReadOnlyList<OutputInfo> Outputs { get; }

    public IReadOnlyList<LayerInfo> Layers { get; }

    public LayerInfo DefaultLayer => Layers[0];

    /// <summary>Calls of <see cref="Run"/> so far.</summary>
    public int Runs => _counter?.Runs ?? _runs;

    /// <summary>Images asked about so far.</summary>
    public int Images => _counter?.Images ?? _images;

    /// <summary>The most images differentiated in one call so far.</summary>
    public int MostDifferentiated => _counter?.MostDifferentiated ?? _mostDifferentiated;

    /// <summary>Called within each run with its number, from 1.</summary>
    public Action<int>? WithinRun { get; init; }

    /// <summary>The image, counted from 0 over all runs, whose second logit is NaN; null is none.</summary>
    public int? Nan { get; init; }

    public IReadOnlyList<string> WeightLayers => ["features", "logits"];

    /// <summary>Only the layer of the logits is drawn anew; what a copy is asked does not count here.</summary>
    public LinearModel Randomized(IReadOnlyList<string> layers, WeightRandomization randomization, ulong seed) => new(
        InputShape, layers.Contains("logits") ? [.. _weights.Select((w, k) => Pattern.Values(w.Length, 1000 + k + (int)seed))] : _weights, _bias, Outputs[0].Kind, head: _head is not null);

    public void Dispose()
    {
    }

    public LayerInfo FindLayer(string name) =>
        Layers.FirstOrDefault(l => l.Name == name) ?? throw new ArgumentException($"Expected one of the layers (features), got '{name}'.", nameof(name));

    public IDifferentiableModel Under(Propagation propagation) => new LinearModel(_counter ?? this, propagation);

    public void Run(ReadOnlySpan<float> images, int count, ModelAnswer answer)
    {
        int first = Count(count);
        for (int value = 0; value < answer.Names.Length; value++) Answer(images, count, first, answer, value);
    }

    public void RunFrom(string layer, ReadOnlySpan<float> values, int count, ModelAnswer answer, ReadOnlySpan<float> images = default)
    {
        FindLayer(layer);
        // The image speaks in the answer directly, too.
        if (images.Length != InputShape.Length && images.Length != count * InputShape.Length) throw new ArgumentException($"Expected one image or {count}, got {images.Length} values.", nameof(images));
        int first = Count(count);
        for (int value = 0; value < answer.Names.Length; value++)
        {
            var all = answer.Prepare(value, count, answer.Names[value] == "logits" ? _weights.Length : 1);
            for (int i = 0; i < count; i++)
            {
                var image = images.Slice(images.Length == InputShape.Length ? 0 : i * InputShape.Length, InputShape.Length);
                var own = all.Slice(i * (all.Length / count), all.Length / count);
                if (answer.Names[value] == "logits") Logits(image, values.Slice(i * _maps.Length, _maps.Length), own, first + i == Nan);
                else own[0] = TensorPrimitives.Sum(image);
            }
        }
    }

    public void Differentiate(ReadOnlySpan<float> images, int count, IReadOnlyList<Objective> objectives, ModelAnswer gradients, ModelAnswer? answer = null)
    {
        int first = Count(count);
        for (int value = 0; value < (answer?.Names.Length ?? 0); value++) Answer(images, count, first, answer!, value);
        Differentiated(count);
        Backward(images, count, 1, objectives, gradients);
    }

    public void Differentiate(ReadOnlySpan<float> images, int count, ModelAnswer answer, ObjectiveChoice choose, ModelAnswer gradients)
    {
        Run(images, count, answer);
        var objectives = choose(answer);
        Differentiated(count);
        Backward(images, count, Objective.Each(objectives, count), objectives, gradients);
    }

    private void Differentiated(int count)
    {
        var model = _counter ?? this;
        lock (model.Layers) model._mostDifferentiated = Math.Max(model._mostDifferentiated, count);
    }

    private int Count(int count)
    {
        if (_counter is not null) return _counter.Count(count);
        int run = Interlocked.Increment(ref _runs);
        WithinRun?.Invoke(run);
        return Interlocked.Add(ref _images, count) - count;
    }

    private void Answer(ReadOnlySpan<float> images, int count, int first, ModelAnswer answer, int value)
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

    private void Backward(ReadOnlySpan<float> images, int count, int each, IReadOnlyList<Objective> objectives, ModelAnswer gradients)
    {
        var answer = new ModelAnswer("logits", "sum");
        for (int value = 0; value < 2; value++) Answer(images, count, int.MaxValue / 2, answer, value);
        float[] logits = new float[_weights.Length], sum = new float[1], features = new float[_maps.Length], byFeatures = new float[_maps.Length];
        for (int value = 0; value < gradients.Names.Length; value++)
        {
            bool image = gradients.Names[value] == InputName;
            if (image) gradients.Prepare(value, count * each, InputShape.Channels, InputShape.Height, InputShape.Width);
            else gradients.Prepare(value, count * each, _maps.Channels, _maps.Height, _maps.Width);
        }
        for (int k = 0; k < count * each; k++)
        {
            var pixels = images.Slice(k / each * InputShape.Length, InputShape.Length);
            var objective = objectives[objectives.Count == 1 ? 0 : k];
            logits.AsSpan().Clear();
            sum[0] = 0;
            if (objective.Reads.Contains("logits")) objective.Differentiate(answer, k / each, "logits", logits);
            if (objective.Reads.Contains("sum")) objective.Differentiate(answer, k / each, "sum", sum);
            Feature(pixels, features);
            if (_propagation == Propagation.DeepLift) Slopes(pixels, images.Slice((k + (count / 2)) % count * InputShape.Length, InputShape.Length), features);
            byFeatures.AsSpan().Clear();
            for (int c = 0; _head is not null && c < logits.Length; c++)
                for (int f = 0; f < byFeatures.Length; f++) byFeatures[f] += logits[c] * _head[c][f];
            for (int value = 0; value < gradients.Names.Length; value++)
            {
                bool image = gradients.Names[value] == InputName;
                var own = gradients.PrepareMemory(value, count * each, gradients.ShapeOf(value).AsSpan()).Span;
                own = own.Slice(k * (own.Length / (count * each)), own.Length / (count * each));
                if (image) ByImage(logits, sum[0], features, byFeatures, own);
                else byFeatures.CopyTo(own);
                if (_propagation is RelevancePropagation) TensorPrimitives.Multiply(own, image ? pixels : features, own);
            }
        }
    }

    private void ByImage(float[] logits, float sum, float[] features, float[] byFeatures, Span<float> gradient)
    {
        for (int i = 0; i < gradient.Length; i++)
        {
            double total = sum;
            for (int k = 0; k < logits.Length; k++) total += (double)logits[k] * _weights[k][i];
            int c = i / InputShape.PlaneLength, y = i % InputShape.PlaneLength / InputShape.Width, x = i % InputShape.Width;
            for (int f = 0; f < Features; f++)
            {
                int at = (((f * _maps.Height) + (y / 2)) * _maps.Width) + (x / 2);
                bool open = _propagation == Propagation.Deconvolution || features[at] > 0;
                bool rectified = _propagation == Propagation.Deconvolution || _propagation == Propagation.GuidedBackpropagation;
                float flow = rectified ? Math.Max(0, byFeatures[at]) : byFeatures[at];
                if (_propagation == Propagation.DeepLift) flow *= features[at];
                if (open) total += _mix[(f * InputShape.Channels) + c] * flow / 4.0;
            }
            gradient[i] = (float)total;
        }
    }

    private void Logits(ReadOnlySpan<float> image, Span<float> logits, bool nan)
    {
        float[] features = new float[_maps.Length];
        if (_head is not null) Feature(image, features);
        Logits(image, features, logits, nan);
    }

    private void Logits(ReadOnlySpan<float> image, ReadOnlySpan<float> features, Span<float> logits, bool nan)
    {
        for (int k = 0; k < logits.Length; k++)
        {
            double sum = _bias[k];
            for (int i = 0; i < image.Length; i++) sum += (double)_weights[k][i] * image[i];
            for (int i = 0; _head is not null && i < features.Length; i++) sum += (double)_head[k][i] * features[i];
            logits[k] = nan && k == 1 ? float.NaN : (float)sum;
        }
    }

    /// <summary>In the place of the features, Δy/Δx of their ReLUs between an image and its reference.</summary>
    private void Slopes(ReadOnlySpan<float> image, ReadOnlySpan<float> reference, Span<float> slopes)
    {
        float[] here = new float[slopes.Length], there = new float[slopes.Length];
        Feature(image, here, relu: false);
        Feature(reference, there, relu: false);
        for (int i = 0; i < slopes.Length; i++)
            slopes[i] = here[i] == there[i] ? (here[i] > 0 ? 1 : 0) : (Math.Max(0, here[i]) - Math.Max(0, there[i])) / (here[i] - there[i]);
    }

    private void Feature(ReadOnlySpan<float> image, Span<float> features, bool relu = true)
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
                    features[(((f * _maps.Height) + y) * _maps.Width) + x] = (float)(relu ? Math.Max(0, sum) : sum);
                }
    }
}
