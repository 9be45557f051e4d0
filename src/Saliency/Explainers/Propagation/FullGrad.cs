using System.Numerics.Tensors;
using Saliency.Numerics;

namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="FullGrad"/>.</summary>
public sealed record FullGradOptions
{
    /// <summary>A heat map of 0..1, or (<see cref="CamFinish.Raw"/>) the plain sum of the scaled maps, also of the input's size.</summary>
    public CamFinish Finish { get; init; }

    /// <summary>The scale of the score: logits by default, which do not saturate.</summary>
    public ScoreScale Scale { get; init; }
}

/// <summary>FullGrad: input times gradient, and the same for the bias of every layer.</summary>
/// <remarks>
/// <para>Answers: where the network was sensitive, at every depth. In a network of Relus input and biases together make up the score: <c>f(x) = x·∂f/∂x + Σ_l b_l·∂f/∂b_l</c>.</para>
/// <para><c>map = Σ_c ψ(x_c·∂f/∂x_c) + Σ_l Σ_c ψ(b_lc·∂f/∂A_lc)</c> over the outputs A_l of all convolutions with a bias and all batch normalisations (whose bias is
/// β − μ·γ/√(σ² + ε)), where ψ takes the absolute value, scales to 0..1 and enlarges bilinearly: the conventions of pytorch-grad-cam. A file with batch normalisations merged into its
/// convolutions has other layers, hence another map.</para>
/// <para>Range 0..1. Cost: one model run forwards and backwards, with the gradients of all these layers in memory: <see cref="RunContext.BatchSize"/> decides of how many images.</para>
/// <para>Srinivas, Fleuret: Full-gradient representation for neural network visualization. NeurIPS 2019.</para>
/// </remarks>
public sealed class FullGrad : IExplainer
{
    private readonly IDifferentiableModel _model;
    private readonly FullGradOptions _options;
    private readonly LayerInfo[] _layers;

    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is not defined.</exception>
    public FullGrad(IDifferentiableModel model, FullGradOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        _options = options ??= new();
        options.Finish.EnsureDefined(nameof(options));
        options.Scale.EnsureDefined(nameof(options));
        _layers = [.. model.LayersWithBias()];
    }

    /// <inheritdoc/>
    public string Name => "FullGrad";

    /// <inheritdoc/>
    public SaliencyMap Explain(ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Explain([input], target, context, cancellationToken)[0];
    }

    /// <inheritdoc/>
    public IReadOnlyList<SaliencyMap> Explain(IReadOnlyList<ModelInput> inputs, Target target, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(target);
        context ??= RunContext.Default;
        var maps = new SaliencyMap[inputs.Count];
        ModelAnswer answer = new(target.Reads(_model).AsSpan()), gradients = new([_model.InputName, .. _layers.Select(l => l.Name)]);
        foreach (var batch in InputBatch.Of(_model, inputs, context.GradientBatchSizeFor(_model.InputShape, inputs.Count), cancellationToken))
        {
            Objective[] objectives = [];
            _model.Differentiate(batch.Images, batch.Count, answer, untouched => objectives = target.Resolve(_model, untouched, batch, _options.Scale), gradients);
            gradients.EnsureFinite(batch.First);
            for (int i = 0; i < batch.Count; i++)
            {
                var origin = new MapOrigin(Name, objectives[i].Description, _model.Name, $"{_layers.Length} layers with biases, {_options.Scale}", 1);
                maps[batch.First + i] = Map(inputs[batch.First + i], gradients, i, origin);
            }
            context.Progress?.Report(new RunProgress(batch.End, inputs.Count));
        }
        return maps;
    }

    private SaliencyMap Map(ModelInput input, ModelAnswer gradients, int image, MapOrigin origin)
    {
        var shape = _model.InputShape;
        var sum = new double[shape.PlaneLength];
        var pixels = input.Values;
        var byPixels = gradients[0, image];
        var products = new double[shape.Length];
        for (int i = 0; i < products.Length; i++) products[i] = (double)pixels[i] * byPixels[i];
        Add(sum, products, shape);
        for (int l = 0; l < _layers.Length; l++)
        {
            var maps = _layers[l].Maps!.Value;
            var byLayer = gradients[l + 1, image];
            products = new double[maps.Length];
            for (int i = 0; i < products.Length; i++) products[i] = (double)_layers[l].Bias[i / maps.PlaneLength] * byLayer[i];
            Add(sum, products, maps);
        }
        float[] values = _options.Finish == CamFinish.Raw ? Array.ConvertAll(sum, v => (float)v) : CamChain.HeatMap(sum, shape, shape);
        return new SaliencyMap(shape.Height, shape.Width, values, origin);
    }

    /// <summary>Adds ψ of every plane.</summary>
    private void Add(double[] sum, double[] planes, ImageShape shape)
    {
        var input = _model.InputShape;
        float[] small = new float[shape.PlaneLength], enlarged = new float[sum.Length];
        for (int c = 0; c < shape.Channels; c++)
        {
            var plane = planes.AsSpan(c * small.Length, small.Length);
            TensorPrimitives.Abs(plane, plane);
            CamChain.Scale(plane, small);
            Bilinear.Resize(small, shape.Height, shape.Width, enlarged, input.Height, input.Width);
            for (int p = 0; p < sum.Length; p++) sum[p] += enlarged[p];
        }
    }
}
