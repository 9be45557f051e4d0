using Saliency.Numerics;

namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="XGradCam"/>.</summary>
public sealed record XGradCamOptions : CamOptions;

/// <summary>XGrad-CAM: Grad-CAM whose gradients are averaged by where the plane is active.</summary>
/// <remarks>
/// <para>Answers what Grad-CAM does; its weights are chosen so that the map's sum comes as near to the score as a weighted sum of planes can.</para>
/// <para><c>w_c = Σ g_c⊙A_c / (Σ A_c + 1e-7)</c> over the pixels, <c>map = Σ_c w_c·A_c</c>, then by default the common chain of <see cref="CamFinish.HeatMap"/>. The 1e-7 is pytorch-grad-cam's.
/// Made for layers without negative values: where a plane's sum comes near 0, as after a layer norm, its weight explodes.</para>
/// <para>Range 0..1 (<see cref="CamFinish.Raw"/>: signed, in units of the score). Cost: one differentiated model run, which several targets of an image share forward.</para>
/// <para>Fu, Hu, Dong, Guo, Gao, Li: Axiom-based Grad-CAM: towards accurate visualization and explanation of CNNs. BMVC 2020.</para>
/// </remarks>
public sealed class XGradCam : Cam
{
    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentException">A layer does not exist or has no spatial extent.</exception>
    public XGradCam(IDifferentiableModel model, XGradCamOptions? options = null) : base(model, options)
    {
    }

    /// <inheritdoc/>
    public override string Name => "XGrad-CAM";

    /// <inheritdoc/>
    protected override void Map(CamView view, Span<double> map)
    {
        ArgumentNullException.ThrowIfNull(view);
        var weights = new double[view.Shape.Channels];
        for (int c = 0; c < weights.Length; c++) weights[c] = DoubleSums.Dot(view.Gradient(c), view.Activation(c)) / (DoubleSums.Sum(view.Activation(c)) + 1e-7);
        view.Combine(weights, map);
    }
}
