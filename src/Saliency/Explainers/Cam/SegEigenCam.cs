using System.Numerics.Tensors;
using Saliency.Numerics;

namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="SegEigenCam"/>.</summary>
public sealed record SegEigenCamOptions : CamOptions;

/// <summary>Seg-Eigen-CAM: the first principal component of the activations weighted by the gradient's size, its sign corrected.</summary>
/// <remarks>
/// <para>Answers: along which one pattern do the features vary most that matter for the target, for or against? Made for segmentation networks.</para>
/// <para>The first principal component over the pixels of the planes <c>|g_c|⊙A_c</c>, its sign such that the value farthest from zero is positive, then by default the common chain of
/// <see cref="CamFinish.HeatMap"/>. As pytorch-grad-cam.</para>
/// <para>Range 0..1 (<see cref="CamFinish.Raw"/>: signed, in units of the score). Cost: one differentiated model run, which several targets of an image share forward. Where the two largest singular values are equal, the component is not defined by the data.</para>
/// <para>Chung, Ying: Seg-Eigen-CAM: eigen-value-based visual explanations for semantic segmentation models. Applied Sciences 15, 2025.</para>
/// </remarks>
public sealed class SegEigenCam : Cam
{
    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentException">A layer does not exist or has no spatial extent.</exception>
    public SegEigenCam(IDifferentiableModel model, SegEigenCamOptions? options = null) : base(model, options)
    {
    }

    /// <inheritdoc/>
    public override string Name => "Seg-Eigen-CAM";

    /// <inheritdoc/>
    protected override void Map(CamView view, Span<double> map)
    {
        ArgumentNullException.ThrowIfNull(view);
        var planes = new float[view.Shape.Length];
        TensorPrimitives.Abs(view.Gradients, planes);
        TensorPrimitives.Multiply(planes, view.Activations, planes);
        PrincipalComponent.Project(planes, view.Shape.Channels, ComponentSign.LargestMagnitude, map);
    }
}
