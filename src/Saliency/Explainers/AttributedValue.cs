namespace Saliency.Explainers;

/// <summary>What a method attributes to: the numbers of the image, or those of a layer.</summary>
internal sealed class AttributedValue
{
    private readonly LayerInfo? _layer;

    private AttributedValue(ImageShape shape, LayerInfo? layer) => (Shape, _layer) = (shape, layer);

    /// <summary>Name of the layer; null for the image.</summary>
    public string? Layer => _layer?.Name;

    /// <summary>The extent of an attribution.</summary>
    public ImageShape Shape { get; }

    /// <summary>The number of values, class tokens included.</summary>
    public int Length => _layer?.Length ?? Shape.Length;

    /// <summary>The numbers of the image.</summary>
    public static AttributedValue Image(IModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new AttributedValue(model.InputShape, null);
    }

    /// <summary>The numbers of a layer; null is the model's default layer.</summary>
    /// <exception cref="ArgumentException">The layer does not exist or has no spatial extent.</exception>
    public static AttributedValue OfLayer(ILayeredModel model, string? name)
    {
        ArgumentNullException.ThrowIfNull(model);
        var layer = model.FindSpatialLayer(name);
        return new AttributedValue(layer.Maps!.Value, layer);
    }

    /// <summary>An attribution of values as the model has them.</summary>
    public Attribution Attribute(ReadOnlySpan<float> values, MapOrigin origin, double? completenessGap = null)
    {
        if (_layer is null) return new Attribution(Shape, values, origin, completenessGap);
        var planes = new float[Shape.Length];
        _layer.ToPlanes(values, planes);
        return new Attribution(Shape, planes, origin, completenessGap);
    }

    /// <summary>The layer's name in front of the options' text.</summary>
    public string Describe(string options) => _layer is null ? options : $"layer {_layer.Name}{(options.Length > 0 ? ", " : "")}{options}";
}
