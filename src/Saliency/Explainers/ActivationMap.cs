using System.Numerics.Tensors;

namespace Saliency.Explainers;

/// <summary>Activation map: where a layer is active at all.</summary>
/// <remarks>
/// <para>Answers: which places of the image make this layer respond, whatever the class. The plainest of all maps, and the one to beat.</para>
/// <para>With activations A of the layer, C×H×W: <c>map = mean over c of A_c</c>, then by default the common chain of <see cref="CamFinish.HeatMap"/>.</para>
/// <para>Range 0..1 (<see cref="CamFinish.Raw"/>: that of the activations, signed). Cost: one model run. The target does not matter; it is checked and named.</para>
/// <para>Zhou, Khosla, Lapedriza, Oliva, Torralba: Object detectors emerge in deep scene CNNs. ICLR 2015.</para>
/// </remarks>
public sealed class ActivationMap : IExplainer
{
    private readonly ActivationCam _cam;

    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentException">The layer does not exist or has no spatial extent.</exception>
    public ActivationMap(ILayeredModel model, ActivationMapOptions? options = null)
    {
        options ??= new ActivationMapOptions();
        _cam = new ActivationCam(model, Name, options.Layer, options.Finish, "", Mean);
    }

    /// <inheritdoc/>
    public string Name => "Activation map";

    /// <inheritdoc/>
    public SaliencyMap Explain(ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default) =>
        _cam.Explain(input, target, context, cancellationToken);

    /// <inheritdoc/>
    public IReadOnlyList<SaliencyMap> Explain(IReadOnlyList<ModelInput> inputs, Target target, RunContext? context = null, CancellationToken cancellationToken = default) =>
        _cam.Explain(inputs, target, context, cancellationToken);

    private static void Mean(ReadOnlySpan<float> planes, ImageShape shape, Span<double> map)
    {
        map.Clear();
        for (int c = 0; c < shape.Channels; c++)
            for (int p = 0; p < map.Length; p++)
                map[p] += planes[(c * map.Length) + p];
        TensorPrimitives.Divide(map, shape.Channels, map);
    }
}
