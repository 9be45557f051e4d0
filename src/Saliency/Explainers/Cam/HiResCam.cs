using System.Numerics.Tensors;

namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="HiResCam"/>.</summary>
public sealed record HiResCamOptions : CamOptions;

/// <summary>HiResCAM: the gradient at each place times the activation there, summed over the channels.</summary>
/// <remarks>
/// <para>Answers: what does each place of the layer add to the score, to first order? Unlike Grad-CAM it never shows a place that the model did not use.</para>
/// <para><c>map = Σ_c g_c⊙A_c</c>, then by default the common chain of <see cref="CamFinish.HeatMap"/>. Equal to Grad-CAM where global average pooling and a dense layer follow.</para>
/// <para>Range 0..1 (<see cref="CamFinish.Raw"/>: signed, in units of the score). Cost: one differentiated model run, which several targets of an image share forward.</para>
/// <para>Draelos, Carin: Use HiResCAM instead of Grad-CAM for faithful explanations of convolutional neural networks. arXiv 2011.08891, 2020.</para>
/// </remarks>
public sealed class HiResCam : Cam
{
    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentException">A layer does not exist or has no spatial extent.</exception>
    public HiResCam(IDifferentiableModel model, HiResCamOptions? options = null) : base(model, options)
    {
    }

    /// <inheritdoc/>
    public override string Name => "HiResCAM";

    /// <inheritdoc/>
    protected override void Map(CamView view, Span<double> map)
    {
        ArgumentNullException.ThrowIfNull(view);
        var planes = new float[view.Shape.Length];
        TensorPrimitives.Multiply(view.Gradients, view.Activations, planes);
        view.Combine(planes, map);
    }
}
