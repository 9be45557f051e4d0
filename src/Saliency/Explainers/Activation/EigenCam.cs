using Saliency.Numerics;

namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="EigenCam"/>.</summary>
public sealed record EigenCamOptions : CamOptions;

/// <summary>EigenCAM: the first principal component of a layer's activations.</summary>
/// <remarks>
/// <para>Answers: along which pattern the layer's features vary most over the image, whatever the class.</para>
/// <para>With the activations as a matrix M of pixels × channels, each column less its mean over the pixels, and v₁ its first right singular vector:
/// <c>map = M·v₁</c>, then by default the common chain of <see cref="CamFinish.HeatMap"/>. The paper projects without centring; this follows pytorch-grad-cam.</para>
/// <para>A principal component has no sign of its own, and the chain keeps the positive side only. The sign is chosen so that the map rises with the mean
/// activation over the channels: Σ_c v₁_c &gt; 0. Where that says nothing (|Σ_c v₁_c| &lt; 0.01·√C, as after a layer norm, which makes that mean flat), it is
/// chosen so that the value farthest from zero is positive, the first in row order among equals.</para>
/// <para>Range 0..1 (<see cref="CamFinish.Raw"/>: signed, mean 0). Cost: one model run. The target does not matter; it is checked and named.
/// Where the two largest singular values are equal, the component is not defined by the data.</para>
/// <para>Muhammad, Yeasin: Eigen-CAM: class activation map using principal components. IJCNN 2020.</para>
/// </remarks>
public sealed class EigenCam : Cam
{
    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentException">The layer does not exist or has no spatial extent.</exception>
    public EigenCam(ILayeredModel model, EigenCamOptions? options = null) : base(model, options)
    {
    }

    /// <inheritdoc/>
    public override string Name => "EigenCAM";

    /// <inheritdoc/>
    protected override void Map(CamView view, Span<double> map)
    {
        ArgumentNullException.ThrowIfNull(view);
        PrincipalComponent.Project(view.Activations, view.Shape.Channels, ComponentSign.ChannelMean, map);
    }
}
