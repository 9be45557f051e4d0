using Saliency.Numerics;

namespace Saliency.Explainers;

/// <summary>What a class activation map is made of: one layer of one image, and the number that is explained.</summary>
/// <remarks>Planes are channels × height × width, whatever the layer's own layout; class tokens are not among them.</remarks>
public sealed class CamView
{
    private readonly ReadOnlyMemory<float> _activations, _gradients;
    private readonly bool _eigenSmooth;

    internal CamView(ModelInput input, Objective objective, double score, LayerInfo layer, ReadOnlyMemory<float> values, ReadOnlyMemory<float> gradients, bool eigenSmooth, RunContext context, CancellationToken cancellationToken)
    {
        (Input, Objective, Score, Layer, Values, _eigenSmooth, Context, CancellationToken) = (input, objective, score, layer, values, eigenSmooth, context, cancellationToken);
        _activations = Planes(layer, values);
        _gradients = gradients.IsEmpty ? gradients : Planes(layer, gradients);
    }

    /// <summary>The image.</summary>
    public ModelInput Input { get; }

    /// <summary>The number that is explained, resolved on the untouched image.</summary>
    public Objective Objective { get; }

    /// <summary>That number for the untouched image.</summary>
    public double Score { get; }

    /// <summary>The layer.</summary>
    public LayerInfo Layer { get; }

    /// <summary>Channels × height × width of the planes.</summary>
    public ImageShape Shape => Layer.Maps!.Value;

    /// <summary>The layer's values, plane after plane.</summary>
    public ReadOnlySpan<float> Activations => _activations.Span;

    /// <summary>The gradient of the objective with respect to the layer, plane after plane; empty where the method was made of a model without gradients.</summary>
    public ReadOnlySpan<float> Gradients => _gradients.Span;

    /// <summary>Circumstances for methods that ask the model more; its progress is this map's share of the whole.</summary>
    public RunContext Context { get; }

    /// <summary>To be honoured within one batch.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>The layer's values in its own layout, class tokens included.</summary>
    public ReadOnlyMemory<float> Values { get; }

    /// <summary>The plane of a channel.</summary>
    public ReadOnlySpan<float> Activation(int channel) => Plane(Activations, channel);

    /// <summary>The gradient with respect to a channel.</summary>
    public ReadOnlySpan<float> Gradient(int channel) => Plane(Gradients, channel);

    /// <summary>Adds the activations up, each channel with its weight: <c>map = Σ_c w_c·A_c</c>, or the first principal component of the terms where the options say so.</summary>
    /// <param name="weights">A weight for each channel.</param>
    /// <param name="map">Receives height × width values.</param>
    public void Combine(ReadOnlySpan<double> weights, Span<double> map)
    {
        if (weights.Length != Shape.Channels) throw new ArgumentException($"Expected a weight for each of {Shape.Channels} channels, got {weights.Length}.", nameof(weights));
        if (!_eigenSmooth)
        {
            map.Clear();
            WeightedPlaneSum.Add(Activations, weights, map);
            return;
        }
        var activations = Activations;
        var planes = new float[activations.Length];
        for (int i = 0; i < planes.Length; i++) planes[i] = (float)(weights[i / map.Length] * activations[i]);
        Combine(planes, map);
    }

    /// <summary>Adds planes up that are weighted already, or takes their first principal component where the options say so.</summary>
    /// <param name="planes">Channels × height × width.</param>
    /// <param name="map">Receives height × width values.</param>
    public void Combine(ReadOnlySpan<float> planes, Span<double> map)
    {
        if (_eigenSmooth)
        {
            PrincipalComponent.Project(planes, Shape.Channels, ComponentSign.ChannelMean, map);
            return;
        }
        map.Clear();
        for (int i = 0; i < planes.Length; i += map.Length)
            for (int p = 0; p < map.Length; p++) map[p] += planes[i + p];
    }

    private ReadOnlySpan<float> Plane(ReadOnlySpan<float> planes, int channel) => planes.Slice(channel * Shape.PlaneLength, Shape.PlaneLength);

    private static ReadOnlyMemory<float> Planes(LayerInfo layer, ReadOnlyMemory<float> values)
    {
        if (layer.Layout == LayerLayout.ChannelsFirst) return values;
        var planes = new float[layer.Maps!.Value.Length];
        layer.ToPlanes(values.Span, planes);
        return planes;
    }
}
