using System.Numerics.Tensors;

namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="LayerCam"/>.</summary>
public sealed record LayerCamOptions : CamOptions;

/// <summary>LayerCAM: every place of a plane weighted by its own positive gradient.</summary>
/// <remarks>
/// <para>Answers: where are the features that speak for the target? Also in early layers, whose maps are fine: there Grad-CAM's one weight for a whole plane says little.</para>
/// <para><c>map = Σ_c ReLU(g_c)⊙A_c</c>, then by default the common chain of <see cref="CamFinish.HeatMap"/>. The paper fuses several layers after <c>tanh(2x)</c>; this fuses as
/// all of its family, see <see cref="CamOptions.Fusion"/>.</para>
/// <para>Range 0..1 (<see cref="CamFinish.Raw"/>: signed, in units of the score). Cost: one differentiated model run, which several targets of an image share forward.</para>
/// <para>Jiang, Zhang, Hou, Cheng, Wei: LayerCAM: exploring hierarchical class activation maps for localization. IEEE TIP 30, 2021.</para>
/// </remarks>
public sealed class LayerCam : Cam
{
    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentException">A layer does not exist or has no spatial extent.</exception>
    public LayerCam(IDifferentiableModel model, LayerCamOptions? options = null) : base(model, options)
    {
    }

    /// <inheritdoc/>
    public override string Name => "LayerCAM";

    /// <inheritdoc/>
    protected override void Map(CamView view, Span<double> map)
    {
        ArgumentNullException.ThrowIfNull(view);
        var planes = new float[view.Shape.Length];
        TensorPrimitives.Max(view.Gradients, 0f, planes);
        TensorPrimitives.Multiply(planes, view.Activations, planes);
        view.Combine(planes, map);
    }
}
