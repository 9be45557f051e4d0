using System.Numerics.Tensors;

namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="ElementWiseCam"/>.</summary>
public sealed record ElementWiseCamOptions : CamOptions;

/// <summary>Element-wise Grad-CAM: HiResCAM of what speaks for the target alone.</summary>
/// <remarks>
/// <para>Answers: where does some feature speak for the target, whatever else speaks against it there?</para>
/// <para><c>map = Σ_c ReLU(g_c⊙A_c)</c>, then by default the common chain of <see cref="CamFinish.HeatMap"/>. A method of pytorch-grad-cam (<c>GradCAMElementWise</c>), without a paper of its own.</para>
/// <para>Range 0..1 (<see cref="CamFinish.Raw"/>: not negative, in units of the score). Cost: one differentiated model run, which several targets of an image share forward.</para>
/// </remarks>
public sealed class ElementWiseCam : Cam
{
    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentException">A layer does not exist or has no spatial extent.</exception>
    public ElementWiseCam(IDifferentiableModel model, ElementWiseCamOptions? options = null) : base(model, options)
    {
    }

    /// <inheritdoc/>
    public override string Name => "Grad-CAM element-wise";

    /// <inheritdoc/>
    protected override void Map(CamView view, Span<double> map)
    {
        ArgumentNullException.ThrowIfNull(view);
        var planes = new float[view.Shape.Length];
        TensorPrimitives.Multiply(view.Gradients, view.Activations, planes);
        TensorPrimitives.Max(planes, 0f, planes);
        view.Combine(planes, map);
    }
}
