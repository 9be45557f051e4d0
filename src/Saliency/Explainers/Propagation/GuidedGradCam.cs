using System.Numerics.Tensors;

namespace Saliency.Explainers;

/// <summary>How <see cref="GuidedGradCam"/> enlarges a layer's map to the image.</summary>
public enum CamEnlargement
{
    /// <summary>By repeating its pixels: captum's default, there called nearest.</summary>
    Repeated,

    /// <summary>Bilinearly, half-pixel centres: pytorch-grad-cam's and the paper's.</summary>
    Bilinear,
}

/// <summary>Parameters of <see cref="GuidedGradCam"/>.</summary>
public sealed record GuidedGradCamOptions
{
    /// <summary>The layer that Grad-CAM looks at; null is the model's default layer.</summary>
    public string? Layer { get; init; }

    /// <summary>How Grad-CAM is enlarged to the image.</summary>
    public CamEnlargement Enlargement { get; init; }

    /// <summary>How a map is made of the channels: by default their signed sum, as captum's pictures.</summary>
    public ChannelReduction Reduction { get; init; }

    /// <summary>The scale of the score: logits by default, which do not saturate.</summary>
    public ScoreScale Scale { get; init; }
}

/// <summary>Guided Grad-CAM: guided backpropagation where Grad-CAM is warm.</summary>
/// <remarks>
/// <para>Answers: which details of the image matter, in the places that matter for this class.</para>
/// <para>With A the layer's activations and g the score's gradient there: <c>cam = max(Σ_c mean(g_c)·A_c, 0)</c>, enlarged to the input by repeating pixels (as captum; pytorch-grad-cam and
/// others enlarge bilinearly: <see cref="GuidedGradCamOptions.Enlargement"/>), times <see cref="GuidedBackpropagation"/>.</para>
/// <para>Shapes: input and attribution C×H×W. Signed, no range. Cost: two model runs forwards and backwards.</para>
/// <para>Selvaraju, Cogswell, Das, Vedantam, Parikh, Batra: Grad-CAM: Visual explanations from deep networks via gradient-based localization. ICCV 2017.</para>
/// </remarks>
public sealed class GuidedGradCam : Attributor
{
    private readonly UntouchedGradient _guided;
    private readonly GradCam _cam;
    private readonly CamEnlargement _enlargement;

    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentException">The layer does not exist or has no spatial extent.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is not defined.</exception>
    public GuidedGradCam(IPropagatingModel model, GuidedGradCamOptions? options = null) : base((options ??= new()).Reduction)
    {
        ArgumentNullException.ThrowIfNull(model);
        string layer = model.FindSpatialLayer(options.Layer).Name;
        _cam = new GradCam(model, new GradCamOptions { Layers = [layer], Finish = CamFinish.Raw, Scale = options.Scale });
        _guided = UntouchedGradient.Under(Propagation.GuidedBackpropagation, model, Name, options.Scale, $"layer {layer}, {options.Enlargement}, {options.Reduction}, {options.Scale}");
        _enlargement = options.Enlargement.EnsureDefined(nameof(options));
    }

    /// <inheritdoc/>
    public override string Name => "Guided Grad-CAM";

    private protected override AttributionRun Run => Multiplied;

    private void Multiplied(IReadOnlyList<ModelInput> inputs, Target target, RunContext context, Action<Attribution> accept, CancellationToken cancellationToken)
    {
        var cams = _cam.Explain(inputs, target, Half(0), cancellationToken);
        int next = 0;
        _guided.Run(inputs, target, Half(inputs.Count), guided => accept(Product(guided, cams[next++])), cancellationToken);

        RunContext Half(int before) => context with { Progress = PartialProgress.Of(context.Progress, before, inputs.Count, 2L * inputs.Count) };
    }

    private Attribution Product(Attribution guided, SaliencyMap cam)
    {
        var shape = guided.Shape;
        var positive = new float[cam.Values.Length];
        TensorPrimitives.Max(cam.Values, 0, positive);
        var warm = new SaliencyMap(cam.Height, cam.Width, positive);
        if (_enlargement == CamEnlargement.Bilinear) warm = warm.Resize(shape.Height, shape.Width);
        float[] product = guided.Values.ToArray();
        for (int i = 0; i < product.Length; i++)
        {
            int y = i / shape.Width % shape.Height, x = i % shape.Width;
            product[i] *= warm[y * warm.Height / shape.Height, x * warm.Width / shape.Width];
        }
        return new Attribution(shape, product, guided.Origin with { ModelRuns = guided.Origin.ModelRuns + cam.Origin.ModelRuns });
    }
}
