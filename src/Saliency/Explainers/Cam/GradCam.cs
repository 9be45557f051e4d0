using Saliency.Numerics;

namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="GradCam"/>.</summary>
public sealed record GradCamOptions : CamOptions;

/// <summary>Grad-CAM: the planes of a layer, each weighted by how much the score would rise with it.</summary>
/// <remarks>
/// <para>Answers: where are the features that speak for the target? Coarse, as the layer is, and the least arguable of its family.</para>
/// <para>With activations A of the layer, C×H×W, and g the gradient of the score with respect to them: <c>w_c = mean over pixels of g_c</c>, <c>map = Σ_c w_c·A_c</c>,
/// then by default the common chain of <see cref="CamFinish.HeatMap"/>. With <see cref="CamFinish.Raw"/> this is captum's LayerGradCam.</para>
/// <para>Range 0..1 (<see cref="CamFinish.Raw"/>: signed, in units of the score). Cost: one differentiated model run, which several targets of an image share forward.</para>
/// <para>Selvaraju, Cogswell, Das, Vedantam, Parikh, Batra: Grad-CAM: visual explanations from deep networks via gradient-based localization. ICCV 2017, equations 1 and 2.</para>
/// </remarks>
public sealed class GradCam : Cam
{
    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentException">A layer does not exist or has no spatial extent.</exception>
    public GradCam(IDifferentiableModel model, GradCamOptions? options = null) : base(model, options)
    {
    }

    /// <inheritdoc/>
    public override string Name => "Grad-CAM";

    /// <inheritdoc/>
    protected override void Map(CamView view, Span<double> map)
    {
        ArgumentNullException.ThrowIfNull(view);
        var weights = new double[view.Shape.Channels];
        for (int c = 0; c < weights.Length; c++) weights[c] = DoubleSums.Sum(view.Gradient(c)) / map.Length;
        view.Combine(weights, map);
    }
}
