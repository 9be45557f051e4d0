namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="ActivationMap"/>.</summary>
public sealed record ActivationMapOptions
{
    /// <summary>The layer to look at; null is the model's default layer.</summary>
    public string? Layer { get; init; }

    /// <summary>A heat map of the input's size, or the plain channel mean at the layer's size.</summary>
    public CamFinish Finish { get; init; }
}
