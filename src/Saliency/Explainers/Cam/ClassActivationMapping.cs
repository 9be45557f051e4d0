using Saliency.Numerics;

namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="ClassActivationMapping"/>.</summary>
public sealed record ClassActivationMappingOptions : CamOptions;

/// <summary>CAM, class activation mapping: the planes of the last layer, weighted by the class's weights in the dense layer behind the pooling.</summary>
/// <remarks>
/// <para>Answers: how much does each place add to the class's score? Exact for networks that end in global average pooling and one dense layer: mean of map = score less bias.</para>
/// <para>With the class's weights w: <c>map = Σ_c w_c·A_c</c>, then by default the common chain of <see cref="CamFinish.HeatMap"/>. The weights are not looked up in the file: with
/// global average pooling over H·W pixels the gradient is w_c / (H·W) everywhere, so <c>w_c = Σ over pixels of g_c</c>, and branches, flattened
/// or folded dense layers need no care. Behind another head the sum is what is shown: Grad-CAM times H·W.</para>
/// <para>Range 0..1 (<see cref="CamFinish.Raw"/>: signed, H·W times the share of the score). Cost: one differentiated model run.</para>
/// <para>Zhou, Khosla, Lapedriza, Oliva, Torralba: Learning deep features for discriminative localization. CVPR 2016.</para>
/// </remarks>
public sealed class ClassActivationMapping : Cam
{
    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentException">A layer does not exist or has no spatial extent.</exception>
    public ClassActivationMapping(IDifferentiableModel model, ClassActivationMappingOptions? options = null) : base(model, options)
    {
    }

    /// <inheritdoc/>
    public override string Name => "CAM";

    /// <inheritdoc/>
    protected override void Map(CamView view, Span<double> map)
    {
        ArgumentNullException.ThrowIfNull(view);
        var weights = new double[view.Shape.Channels];
        for (int c = 0; c < weights.Length; c++) weights[c] = DoubleSums.Sum(view.Gradient(c));
        view.Combine(weights, map);
    }
}
