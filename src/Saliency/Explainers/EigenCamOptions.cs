namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="EigenCam"/>.</summary>
public sealed record EigenCamOptions
{
    /// <summary>The layer to look at; null is the model's default layer.</summary>
    public string? Layer { get; init; }

    /// <summary>A heat map of the input's size, or the signed component at the layer's size.</summary>
    public CamFinish Finish { get; init; }
}
