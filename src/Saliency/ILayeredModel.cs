using System.Collections.Immutable;

namespace Saliency;

/// <summary>How the values of a layer lie in space.</summary>
public enum LayerLayout
{
    /// <summary>No image can be made of it: a vector, a matrix of weights, a count.</summary>
    None,

    /// <summary>C×H×W: a plane for each channel.</summary>
    ChannelsFirst,

    /// <summary>H×W×C: a vector at each pixel.</summary>
    ChannelsLast,

    /// <summary>T×C: a vector for each token; the last H·W tokens are the image, row after row, the ones before them are class tokens.</summary>
    Tokens,
}

/// <summary>An inner value of a model that can be read.</summary>
/// <param name="Name">The name to ask for in a <see cref="ModelAnswer"/>.</param>
/// <param name="Operator">The operator that makes it.</param>
/// <param name="Shape">Shape for one image, without the batch axis, observed by running.</param>
/// <param name="Layout">How the shape is to be read.</param>
/// <param name="Maps">Channels × height × width as a CAM method sees them; null when <paramref name="Layout"/> is None.</param>
public sealed record LayerInfo(string Name, string Operator, ImmutableArray<int> Shape, LayerLayout Layout, ImageShape? Maps)
{
    /// <summary>The number of floats for one image.</summary>
    public int Length => Shape.Aggregate(1, (product, d) => checked(product * d));

    /// <summary>What the layer adds to each channel of its output, whatever the input: a convolution's bias, a batch normalisation's β − μ·γ/√(σ² + ε). Empty where it adds nothing.</summary>
    public ImmutableArray<float> Bias { get; init; } = [];

    /// <summary>Rearranges the values of one image to planes: channels × height × width, class tokens dropped.</summary>
    /// <param name="values">The layer's values for one image, in its own layout.</param>
    /// <param name="planes">Receives <c>Maps.Length</c> floats.</param>
    /// <exception cref="InvalidOperationException">The layer has no spatial extent.</exception>
    public void ToPlanes(ReadOnlySpan<float> values, Span<float> planes)
    {
        if (Maps is not { } maps)
            throw new InvalidOperationException($"Expected a layer with spatial extent, got '{Name}' of shape {string.Join('×', Shape)}.");
        if (planes.Length != maps.Length) throw new ArgumentException($"Expected room for {maps} = {maps.Length} values, got {planes.Length}.", nameof(planes));
        if (values.Length < maps.Length) throw new ArgumentException($"Expected at least {maps.Length} values, got {values.Length}.", nameof(values));
        if (Layout == LayerLayout.ChannelsFirst)
        {
            values.CopyTo(planes);
            return;
        }
        var pixels = values[^maps.Length..];
        for (int p = 0; p < maps.PlaneLength; p++)
            for (int c = 0; c < maps.Channels; c++)
                planes[(c * maps.PlaneLength) + p] = pixels[(p * maps.Channels) + c];
    }

    /// <summary>The name, the shape for one image and the operator.</summary>
    public override string ToString() => $"{Name} {string.Join('×', Shape)} ({Operator})";

    /// <summary>Where in the layer's own layout a pixel of a channel lies; the layer has <see cref="Maps"/>.</summary>
    internal int IndexOf(int channel, int pixel)
    {
        var maps = Maps!.Value;
        if (Layout == LayerLayout.ChannelsFirst) return (channel * maps.PlaneLength) + pixel;
        return Length - maps.Length + (pixel * maps.Channels) + channel;
    }
}

/// <summary>A model whose inner values can be read: what activation-based explainers need.</summary>
public interface ILayeredModel : IModel
{
    /// <summary>What can be asked for beside the outputs, in the order of computation.</summary>
    IReadOnlyList<LayerInfo> Layers { get; }

    /// <summary>The layer that CAM methods look at unless told otherwise: the last convolutional map, or the last block's token grid.</summary>
    /// <exception cref="InvalidOperationException">The model has no layer with spatial extent.</exception>
    LayerInfo DefaultLayer { get; }

    /// <summary>Finds a layer by name.</summary>
    /// <exception cref="ArgumentException">There is none: the message lists the nearest names.</exception>
    LayerInfo FindLayer(string name);
}

/// <summary>Layers that a map can be made of.</summary>
internal static class SpatialLayer
{
    /// <summary>The layers that add something to each of their planes, whatever the input.</summary>
    public static IEnumerable<LayerInfo> LayersWithBias(this ILayeredModel model) =>
        model.Layers.Where(l => l is { Layout: LayerLayout.ChannelsFirst, Maps: { } maps } && l.Bias.Length == maps.Channels);

    /// <summary>A layer with spatial extent by name; null is the model's default layer.</summary>
    /// <exception cref="ArgumentException">The layer does not exist or has no spatial extent.</exception>
    public static LayerInfo FindSpatialLayer(this ILayeredModel model, string? name)
    {
        var layer = name is null ? model.DefaultLayer : model.FindLayer(name);
        return layer.Maps is not null
            ? layer
            : throw new ArgumentException($"Expected a layer with spatial extent, got '{layer.Name}' of shape {string.Join('×', layer.Shape)}.", nameof(name));
    }
}
