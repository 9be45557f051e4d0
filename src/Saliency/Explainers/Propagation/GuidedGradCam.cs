using System.Numerics.Tensors;

namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="GuidedGradCam"/>.</summary>
public sealed record GuidedGradCamOptions
{
    /// <summary>The layer that Grad-CAM looks at; null is the model's default layer.</summary>
    public string? Layer { get; init; }

    /// <summary>How the channels become one map. Captum, whose convention the values follow, leaves them apart and its pictures sum them.</summary>
    public ChannelReduction Reduction { get; init; } = ChannelReduction.Sum;
}

/// <summary>Guided Grad-CAM: guided backpropagation where Grad-CAM is warm.</summary>
/// <remarks>
/// <para>Answers: which details of the image matter, in the places that matter for this class.</para>
/// <para>With A the layer's activations and g the score's gradient there: <c>cam = max(Σ_c mean(g_c)·A_c, 0)</c>, enlarged to the input by repeating pixels (as captum; other libraries
/// enlarge bilinearly), times <see cref="GuidedBackpropagation"/>.</para>
/// <para>Shapes: input and attribution C×H×W. Signed, no range. Cost: two model runs forwards and backwards.</para>
/// <para>Selvaraju, Cogswell, Das, Vedantam, Parikh, Batra: Grad-CAM: Visual explanations from deep networks via gradient-based localization. ICCV 2017, section 3.2.</para>
/// </remarks>
public sealed class GuidedGradCam : IAttributor
{
    private readonly IPropagatingModel _model;
    private readonly IDifferentiableModel _guided;
    private readonly LayerInfo _layer;
    private readonly ChannelReduction _reduction;

    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentException">The layer does not exist or has no spatial extent.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The reduction is not defined.</exception>
    public GuidedGradCam(IPropagatingModel model, GuidedGradCamOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new GuidedGradCamOptions();
        _reduction = BackwardPass.Defined(options.Reduction);
        _model = model;
        _layer = options.Layer is null ? model.DefaultLayer : model.FindLayer(options.Layer);
        if (_layer.Maps is null)
            throw new ArgumentException($"Expected a layer with spatial extent, got '{_layer.Name}' of shape {string.Join('×', _layer.Shape)}.", nameof(options));
        _guided = model.Under(Propagation.GuidedBackpropagation);
    }

    /// <inheritdoc/>
    public string Name => "Guided Grad-CAM";

    /// <inheritdoc/>
    public SaliencyMap Explain(ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Explain([input], target, context, cancellationToken)[0];
    }

    /// <inheritdoc/>
    public IReadOnlyList<SaliencyMap> Explain(IReadOnlyList<ModelInput> inputs, Target target, RunContext? context = null, CancellationToken cancellationToken = default) =>
        BackwardPass.Maps(Attribute(inputs, target, context, cancellationToken), _reduction);

    /// <inheritdoc/>
    public IReadOnlyList<Attribution> Attribute(IReadOnlyList<ModelInput> inputs, Target target, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        BackwardPass.Check(_model, inputs, target);
        var results = new Attribution[inputs.Count];
        ModelAnswer answer = new([_layer.Name, .. _model.Outputs.Select(o => o.Name)]), gradients = new(_layer.Name), guided = new(_model.InputName);
        BackwardPass.Run(_model, inputs, target, context, (images, first, count) =>
        {
            Objective[] objectives = [];
            _model.Differentiate(images, count, answer, a => objectives = BackwardPass.Resolve(_model, target, a, first, count), gradients);
            gradients.EnsureFinite(first);
            cancellationToken.ThrowIfCancellationRequested();
            _guided.Differentiate(images, count, objectives, guided);
            guided.EnsureFinite(first);
            for (int i = 0; i < count; i++)
                results[first + i] = new Attribution(_model.InputShape, Product(guided[0, i], GradCam(answer[0, i], gradients[0, i])),
                    new MapOrigin(Name, objectives[i].Description, _model.Name, $"layer {_layer.Name}", 2));
        }, cancellationToken);
        return results;
    }

    private double[] GradCam(ReadOnlySpan<float> activations, ReadOnlySpan<float> gradient)
    {
        var shape = _layer.Maps!.Value;
        float[] a = new float[shape.Length], g = new float[shape.Length];
        _layer.ToPlanes(activations, a);
        _layer.ToPlanes(gradient, g);
        var cam = new double[shape.PlaneLength];
        for (int c = 0; c < shape.Channels; c++)
        {
            double weight = 0;
            foreach (float v in g.AsSpan(c * cam.Length, cam.Length)) weight += v;
            weight /= cam.Length;
            for (int p = 0; p < cam.Length; p++) cam[p] += weight * a[(c * cam.Length) + p];
        }
        TensorPrimitives.Max(cam, 0.0, cam);
        return cam;
    }

    private float[] Product(ReadOnlySpan<float> guided, double[] cam)
    {
        var (maps, input) = (_layer.Maps!.Value, _model.InputShape);
        var product = new float[input.Length];
        for (int i = 0; i < product.Length; i++)
        {
            int y = i / input.Width % input.Height, x = i % input.Width;
            product[i] = (float)(guided[i] * cam[(y * maps.Height / input.Height * maps.Width) + (x * maps.Width / input.Width)]);
        }
        return product;
    }
}
