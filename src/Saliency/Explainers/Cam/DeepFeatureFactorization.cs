using System.Globalization;
using System.Numerics.Tensors;
using Saliency.Numerics;

namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="DeepFeatureFactorization"/>.</summary>
public sealed record DeepFeatureFactorizationOptions
{
    /// <summary>The layer to take apart; null is the model's default layer.</summary>
    public string? Layer { get; init; }

    /// <summary>How many concepts, k; at most the layer's channels.</summary>
    public int Concepts { get; init; } = 5;

    /// <summary>Chooses where the factorisation begins, and so which of its local optima it finds.</summary>
    public ulong Seed { get; init; }
}

/// <summary>Deep feature factorisation: the few concepts that a layer is made of, where each lies, and what the model would call it.</summary>
/// <remarks>
/// <para>Answers: into which parts does the network itself take these images apart? No target; each concept comes with the scores of all classes. Several images are factored
/// together, so that a concept is the same thing in all of them.</para>
/// <para>With A the layer's activations of all images as a matrix of channels × pixels, each channel less its least value (0 behind a ReLU): <c>A ≈ W·H</c> without negative values, W of
/// channels × k and H of k × pixels, rows of H scaled to a maximum of 1. A row of H is a concept's map, a column of W (plus the channels' least values) its features; the rest of the network is run on a layer
/// that holds these features everywhere, class tokens included; what reaches the answer around the layer (a residual) is that of the first image.</para>
/// <para>Cost: one model run for each image, and k runs of the network behind the layer. A layer of zeros gives concepts of zeros.</para>
/// <para>Collins, Achanta, Süsstrunk: Deep feature factorization for concept discovery. ECCV 2018. Class scores of concepts: as pytorch-grad-cam.</para>
/// </remarks>
public sealed class DeepFeatureFactorization
{
    private readonly IResumableModel _model;
    private readonly LayerInfo _layer;
    private readonly DeepFeatureFactorizationOptions _options;

    /// <summary>Makes the factorisation of a model.</summary>
    /// <exception cref="ArgumentException">The layer does not exist or has no spatial extent.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no concept, or more than the layer has channels.</exception>
    public DeepFeatureFactorization(IResumableModel model, DeepFeatureFactorizationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        _options = options ?? new DeepFeatureFactorizationOptions();
        _layer = model.FindSpatialLayer(_options.Layer);
        var maps = _layer.Maps!.Value;
        if (_options.Concepts < 1 || _options.Concepts > maps.Channels)
            throw new ArgumentOutOfRangeException(nameof(options), _options.Concepts, $"Expected 1 to {maps.Channels} concepts of a layer of {maps}.");
    }

    /// <summary>Takes one image apart.</summary>
    public FeatureFactorization Factorize(ModelInput input, RunContext? context = null, CancellationToken cancellationToken = default) => Factorize([input], context, cancellationToken);

    /// <summary>Takes several images apart into common concepts.</summary>
    /// <param name="inputs">At least one image of the model's input shape.</param>
    /// <param name="context">Batch size, progress (over the images and the concepts' scores).</param>
    /// <param name="cancellationToken">Honoured within one batch and one sweep of the factorisation.</param>
    /// <exception cref="ModelAnswerException">The layer, or the answer to a concept, is NaN or infinite.</exception>
    public FeatureFactorization Factorize(IReadOnlyList<ModelInput> inputs, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.Count == 0) throw new ArgumentException("Expected at least one image, got none.", nameof(inputs));
        context ??= RunContext.Default;
        var matrix = Activations(inputs, context, cancellationToken);
        double[] least = Array.ConvertAll(matrix, row => TensorPrimitives.Min<double>(row));
        for (int c = 0; c < matrix.Length; c++) TensorPrimitives.Subtract(matrix[c], least[c], matrix[c]);
        if (matrix.All(row => !row.AsSpan().ContainsAnyExcept(0.0))) return Describe([], inputs, least, 0, context, cancellationToken);
        var factors = new NonNegativeFactors(matrix, _options.Concepts, _options.Seed, cancellationToken);
        var concepts = factors.Left.Zip(factors.Right, (features, places) =>
        {
            double strongest = TensorPrimitives.Max<double>(places), divisor = strongest > 0 ? strongest : 1;
            return (Features: Array.ConvertAll(features, v => v * strongest), Places: Array.ConvertAll(places, v => v / divisor));
        });
        return Describe([.. concepts.OrderByDescending(c => TensorPrimitives.Norm<double>(c.Features) * TensorPrimitives.Norm<double>(c.Places))],
            inputs, least, factors.Residual, context, cancellationToken);
    }

    /// <summary>The layer's planes of all images: a row for each channel, image after image.</summary>
    private double[][] Activations(IReadOnlyList<ModelInput> inputs, RunContext context, CancellationToken cancellationToken)
    {
        var shape = _layer.Maps!.Value;
        double[][] matrix = [.. Enumerable.Range(0, shape.Channels).Select(_ => new double[inputs.Count * shape.PlaneLength])];
        var planes = new float[shape.Length];
        var answer = new ModelAnswer(_layer.Name);
        foreach (var batch in InputBatch.Of(_model, inputs, context.BatchSizeFor(_model.InputShape, inputs.Count), cancellationToken))
        {
            _model.Run(batch.Images, batch.Count, answer);
            answer.EnsureFinite(batch.First);
            for (int i = 0; i < batch.Count; i++)
            {
                _layer.ToPlanes(answer[0, i], planes);
                for (int v = 0; v < planes.Length; v++) matrix[v / shape.PlaneLength][((batch.First + i) * shape.PlaneLength) + (v % shape.PlaneLength)] = planes[v];
            }
            context.Progress?.Report(new RunProgress(batch.End, inputs.Count + _options.Concepts));
        }
        return matrix;
    }

    private FeatureFactorization Describe((double[] Features, double[] Places)[] found, IReadOnlyList<ModelInput> inputs, double[] least, double residual, RunContext context,
        CancellationToken cancellationToken)
    {
        if (found.Length == 0)
            found = [.. Enumerable.Range(0, _options.Concepts).Select(_ => (new double[least.Length], new double[inputs.Count * _layer.Maps!.Value.PlaneLength]))];
        float[][] features = Array.ConvertAll(found, c => c.Features.Zip(least, (f, l) => (float)(f + l)).ToArray());
        var scores = Scores(features, inputs[0], cancellationToken);
        context.Progress?.Report(new RunProgress(inputs.Count + _options.Concepts, inputs.Count + _options.Concepts));
        return new FeatureFactorization([.. found.Select((concept, k) => new FeatureConcept([.. features[k]], [.. inputs.Select((_, i) => Map(concept.Places, i, k, inputs.Count))], [.. scores[0, k]]))], residual);
    }

    private ModelAnswer Scores(float[][] features, ModelInput around, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int channels = features[0].Length, length = _layer.Length;
        var values = new float[features.Length * length];
        for (int k = 0; k < features.Length; k++)
            for (int i = 0; i < length; i++)
                values[(k * length) + i] = features[k][_layer.Layout == LayerLayout.ChannelsFirst ? i / (length / channels) : i % channels];
        var answer = new ModelAnswer(_model.Outputs[0].Name);
        _model.RunFrom(_layer.Name, values, features.Length, answer, around.Values);
        answer.EnsureFinite();
        return answer;
    }

    private SaliencyMap Map(double[] places, int image, int concept, int images)
    {
        var (layer, input) = (_layer.Maps!.Value, _model.InputShape);
        float[] own = Array.ConvertAll(places[(image * layer.PlaneLength)..((image + 1) * layer.PlaneLength)], v => (float)v);
        var origin = new MapOrigin("Deep feature factorisation", string.Create(CultureInfo.InvariantCulture, $"concept {concept}"), _model.Name,
            string.Create(CultureInfo.InvariantCulture, $"layer {_layer.Name}, concepts {_options.Concepts}, seed {_options.Seed}"), images + _options.Concepts);
        return new SaliencyMap(layer.Height, layer.Width, own, origin).Resize(input.Height, input.Width);
    }
}
