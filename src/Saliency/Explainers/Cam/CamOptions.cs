namespace Saliency.Explainers;

/// <summary>How the heat maps of several layers become one.</summary>
public enum CamFusion
{
    /// <summary>Their mean, scaled again: as pytorch-grad-cam does with several target layers.</summary>
    Mean,

    /// <summary>Their product, scaled again: a place counts where every layer agrees, so that an early, fine layer loses its noise.
    /// RefineCAM, where it is of Grad-CAM++ by default.</summary>
    /// <remarks>Each map is scaled to 0..1 before. Domeniconi, Stramiglio, Lombardi, Salti: How to evaluate and refine your CAM. 2026, arXiv 2605.14641.</remarks>
    Product,
}

/// <summary>What all class activation maps have in common; the defaults are pytorch-grad-cam's.</summary>
/// <remarks>Each method has its own record of this family; a method of your own may have one, too.</remarks>
public abstract record CamOptions
{
    /// <summary>The layers to look at, by name; none is the model's default layer. Several are fused to one map.</summary>
    public IReadOnlyList<string> Layers { get; init; } = [];

    /// <summary>How the maps of several layers become one.</summary>
    public CamFusion Fusion { get; init; }

    /// <summary>A heat map of the input's size, or the method's own values at the layer's size (of one layer only).</summary>
    public CamFinish Finish { get; init; }

    /// <summary>The scale of the score that is explained: logits (default), or probabilities, whose gradient fades where the model is sure.
    /// Methods that do not look at the target only name it by this.</summary>
    public ScoreScale Scale { get; init; }

    /// <summary>Whether the weighted planes become a map as their first principal component rather than their sum: less noise, and no longer a share of
    /// the score. Where a method's map is such a component already, or is no sum over channels, nothing changes.</summary>
    /// <remarks>Its sign is chosen as in <see cref="EigenCam"/>. As <c>eigen_smooth</c> of pytorch-grad-cam.</remarks>
    public bool EigenSmooth { get; init; }

    internal void Check()
    {
        ArgumentNullException.ThrowIfNull(Layers, nameof(Layers));
        foreach (string layer in Layers) ArgumentNullException.ThrowIfNull(layer, nameof(Layers));
        Fusion.EnsureDefined(nameof(Fusion));
        Finish.EnsureDefined(nameof(Finish));
        Scale.EnsureDefined(nameof(Scale));
        if (Finish == CamFinish.Raw && Layers.Count > 1)
            throw new ArgumentException($"Expected one layer for a raw map, got {Layers.Count}: raw maps of several layers have no common size and scale.", nameof(Layers));
    }
}
