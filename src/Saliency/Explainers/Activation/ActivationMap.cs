using System.Numerics.Tensors;

namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="ActivationMap"/>.</summary>
public sealed record ActivationMapOptions : CamOptions;

/// <summary>Activation map: where a layer is active at all.</summary>
/// <remarks>
/// <para>Answers: which places of the image make this layer respond, whatever the class. The plainest of all maps, and the one to beat.</para>
/// <para>With activations A of the layer, C×H×W: <c>map = mean over c of A_c</c>, then by default the common chain of <see cref="CamFinish.HeatMap"/>.</para>
/// <para>Range 0..1 (<see cref="CamFinish.Raw"/>: that of the activations, signed). Cost: one model run. The target does not matter; it is checked and named.</para>
/// <para>Zhou, Khosla, Lapedriza, Oliva, Torralba: Object detectors emerge in deep scene CNNs. ICLR 2015.</para>
/// </remarks>
public sealed class ActivationMap : Cam
{
    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentException">The layer does not exist or has no spatial extent.</exception>
    public ActivationMap(ILayeredModel model, ActivationMapOptions? options = null) : base(model, options)
    {
    }

    /// <inheritdoc/>
    public override string Name => "Activation map";

    /// <inheritdoc/>
    protected override void Map(CamView view, Span<double> map)
    {
        ArgumentNullException.ThrowIfNull(view);
        view.Combine(view.Activations, map);
        TensorPrimitives.Divide(map, view.Shape.Channels, map);
    }
}
