using Saliency.Numerics;

namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="GradCamPlusPlus"/>.</summary>
public sealed record GradCamPlusPlusOptions : CamOptions;

/// <summary>Grad-CAM++: Grad-CAM whose weights favour planes that speak for the target in few places.</summary>
/// <remarks>
/// <para>Answers: where are the features that speak for the target? Also where there are several objects of the class, of which Grad-CAM tends to show the largest.</para>
/// <para><c>α = g² / (2g² + ΣA_c·g³ + 1e-6)</c> at each place, 0 where g = 0, with ΣA_c over the plane's pixels; <c>w_c = Σ α⊙ReLU(g_c)</c>, <c>map = Σ_c w_c·A_c</c>, then by default the
/// common chain of <see cref="CamFinish.HeatMap"/>. The closed form of α holds for the exponential of the score; as all libraries, this puts in the gradient of the score itself. The 1e-6 is
/// pytorch-grad-cam's: with gradients far below 1e-3 it rules the weights.</para>
/// <para>Range 0..1 (<see cref="CamFinish.Raw"/>: signed, in units of the score). Cost: one differentiated model run, which several targets of an image share forward.</para>
/// <para>Chattopadhay, Sarkar, Howlader, Balasubramanian: Grad-CAM++: generalized gradient-based visual explanations for deep convolutional networks. WACV 2018, equations 5 to 7 and 19.</para>
/// </remarks>
public sealed class GradCamPlusPlus : Cam
{
    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentException">A layer does not exist or has no spatial extent.</exception>
    public GradCamPlusPlus(IDifferentiableModel model, GradCamPlusPlusOptions? options = null) : base(model, options)
    {
    }

    /// <inheritdoc/>
    public override string Name => "Grad-CAM++";

    /// <inheritdoc/>
    protected override void Map(CamView view, Span<double> map)
    {
        ArgumentNullException.ThrowIfNull(view);
        var weights = new double[view.Shape.Channels];
        for (int c = 0; c < weights.Length; c++)
        {
            double active = DoubleSums.Sum(view.Activation(c));
            foreach (float g in view.Gradient(c)) weights[c] += PixelWeights.PlusPlus(g, (double)g * g, (double)g * g * g, active);
        }
        view.Combine(weights, map);
    }
}
