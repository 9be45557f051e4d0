using System.Collections.Immutable;

namespace Saliency.Explainers;

/// <summary>The class activation maps: run, read a layer (and the gradient at it), make a map of its planes, finish. One hole to fill: <see cref="Map"/>.</summary>
/// <remarks>
/// <para>It owns batches, targets, several layers, the finish and the origin; a method is its formula. With activations A of the layer, C×H×W, and the
/// gradient g of the score with respect to them, Grad-CAM is <c>w_c = mean(g_c)</c>, <c>map = Σ_c w_c·A_c</c>:</para>
/// <code>
/// sealed class MyCam(IDifferentiableModel model) : Cam(model)
/// {
///     public override string Name => "My CAM";
///
///     protected override void Map(CamView view, Span&lt;double&gt; map)
///     {
///         var weights = new double[view.Shape.Channels];
///         for (int c = 0; c &lt; weights.Length; c++) weights[c] = TensorPrimitives.Average(view.Gradient(c));
///         view.Combine(weights, map);
///     }
/// }
/// </code>
/// <para>Any layer with spatial extent will do, also the tokens of a transformer. Several targets of one image cost one forward run.
/// Immutable and safe for concurrent calls as long as the deriving class is.</para>
/// </remarks>
public abstract class Cam : IExplainer
{
    private readonly ILayeredModel _model;
    private readonly IDifferentiableModel? _differentiable;
    private readonly CamOptions _options;
    private readonly ImmutableArray<LayerInfo> _layers;

    /// <summary>A method that looks at activations alone: <see cref="CamView.Gradients"/> stays empty.</summary>
    /// <exception cref="ArgumentException">A layer does not exist or has no spatial extent, or an option is out of its range.</exception>
    protected Cam(ILayeredModel model, CamOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        _options = options ?? new DefaultOptions();
        _options.Check();
        _layers = _options.Layers.Count == 0 ? [model.FindSpatialLayer(null)] : [.. _options.Layers.Select(model.FindSpatialLayer)];
    }

    /// <summary>A method that looks at the gradient of the score, too.</summary>
    /// <exception cref="ArgumentException">A layer does not exist or has no spatial extent, or an option is out of its range.</exception>
    protected Cam(IDifferentiableModel model, CamOptions? options = null) : this((ILayeredModel)model, options) => _differentiable = model;

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <summary>The method's own parameters in words, for <see cref="MapOrigin.Options"/>; empty for none.</summary>
    protected virtual string Parameters => "";

    /// <inheritdoc/>
    public SaliencyMap Explain(ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(target);
        return Maps([input], [target], context, cancellationToken)[0];
    }

    /// <inheritdoc/>
    public IReadOnlyList<SaliencyMap> Explain(IReadOnlyList<ModelInput> inputs, Target target, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(target);
        return Maps(inputs, [target], context, cancellationToken);
    }

    /// <summary>Explains several targets of one input: they share one forward run.</summary>
    /// <param name="input">The image, of the model's input shape.</param>
    /// <param name="targets">What is explained, at least one.</param>
    /// <param name="context">Batch size, threads, progress (over all targets).</param>
    /// <param name="cancellationToken">Honoured within one batch.</param>
    /// <returns>A map for each target, in their order.</returns>
    public IReadOnlyList<SaliencyMap> Explain(ModelInput input, IReadOnlyList<Target> targets, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(targets);
        if (targets.Count == 0) throw new ArgumentException("Expected at least one target, got none.", nameof(targets));
        foreach (var target in targets) ArgumentNullException.ThrowIfNull(target, nameof(targets));
        return Maps([input], targets, context, cancellationToken);
    }

    /// <summary>Makes the map of one layer: the method itself.</summary>
    /// <param name="view">The layer's activations and gradients, and what is explained.</param>
    /// <param name="map">Receives height × width signed values, higher for the target.</param>
    protected abstract void Map(CamView view, Span<double> map);

    /// <summary>How many images <see cref="Map"/> asks the model about for one map of a layer, beside the untouched one.</summary>
    protected virtual int RunsFor(LayerInfo layer) => 0;

    /// <summary>Fixes the number to explain; methods that explain another number than the target's own replace this.</summary>
    /// <param name="target">What the caller asked for.</param>
    /// <param name="untouched">The model's answer to the untouched inputs.</param>
    /// <param name="image">The image's place in it.</param>
    protected virtual Objective Resolve(Target target, ModelAnswer untouched, int image) => target.Resolve(_model, untouched, image, _options.Scale);

    private SaliencyMap[] Maps(IReadOnlyList<ModelInput> inputs, IReadOnlyList<Target> targets, RunContext? context, CancellationToken cancellationToken)
    {
        context ??= RunContext.Default;
        var maps = new SaliencyMap[inputs.Count * targets.Count];
        int each = _layers.Sum(StepsFor), total = checked(maps.Length * each);
        int size = _differentiable is null ? context.BatchSizeFor(_model.InputShape, inputs.Count) : context.GradientBatchSizeFor(_model.InputShape, inputs.Count);
        string[] layers = [.. _layers.Select(l => l.Name).Distinct()];
        var (answer, gradients) = (new ModelAnswer([.. layers.Concat(targets.SelectMany(t => t.Reads(_model))).Distinct()]), new ModelAnswer(layers));
        foreach (var batch in InputBatch.Of(_model, inputs, size, cancellationToken))
        {
            var objectives = Ask(batch, targets, answer, gradients);
            for (int k = 0; k < objectives.Length; k++)
            {
                int at = (batch.First * targets.Count) + k;
                var progress = PartialProgress.Of(context.Progress, at * each, each, total);
                maps[at] = Finish(inputs[at / targets.Count], (objectives[k], objectives[k].Evaluate(answer, k / targets.Count)), context with { Progress = progress }, layer =>
                {
                    int value = answer.IndexOf(layer.Name);
                    return (answer.MemoryOf(value, k / targets.Count), _differentiable is null ? default : gradients.MemoryOf(value, k));
                }, cancellationToken);
                progress?.Report(new RunProgress(each, each));
            }
        }
        return maps;
    }

    private Objective[] Ask(InputBatch batch, IReadOnlyList<Target> targets, ModelAnswer answer, ModelAnswer gradients)
    {
        Objective[] objectives = [];
        if (_differentiable is null)
        {
            _model.Run(batch.Images, batch.Count, answer);
            return Choose(answer);
        }
        _differentiable.Differentiate(batch.Images, batch.Count, answer, Choose, gradients);
        gradients.EnsureFinite(batch.First, targets.Count);
        return objectives;

        Objective[] Choose(ModelAnswer untouched)
        {
            untouched.EnsureFinite(batch.First);
            return objectives = [.. from image in Enumerable.Range(0, batch.Count) from target in targets select Resolve(target, untouched, image)];
        }
    }

    private SaliencyMap Finish(ModelInput input, (Objective Number, double Score) objective, RunContext context, Func<LayerInfo, (ReadOnlyMemory<float> Values, ReadOnlyMemory<float> Gradients)> read,
        CancellationToken cancellationToken)
    {
        var enlarged = new List<float[]>();
        int before = 0;
        var origin = new MapOrigin(Name, objective.Number.Description, _model.Name, Described(), 1 + _layers.Sum(l => (long)RunsFor(l)));
        foreach (var layer in _layers)
        {
            var (values, gradients) = read(layer);
            var progress = PartialProgress.Of(context.Progress, before, StepsFor(layer), _layers.Sum(StepsFor));
            var view = new CamView(input, objective.Number, objective.Score, layer, values, gradients, _options.EigenSmooth, context with { Progress = progress }, cancellationToken);
            var raw = new double[view.Shape.PlaneLength];
            Map(view, raw);
            if (_options.Finish == CamFinish.Raw) return new SaliencyMap(view.Shape.Height, view.Shape.Width, Array.ConvertAll(raw, v => (float)v), origin);
            enlarged.Add(CamChain.Enlarged(raw, view.Shape, input.Shape));
            before += StepsFor(layer);
        }
        return SaliencyMap.Owning(CamChain.Fused(enlarged, _options.Fusion), input.Shape.Height, input.Shape.Width, origin);
    }

    private int StepsFor(LayerInfo layer) => Math.Max(1, RunsFor(layer));

    private string Described()
    {
        string layers = $"layer {string.Join(_options.Fusion == CamFusion.Mean ? " + " : " × ", _layers.Select(l => l.Name))}";
        return string.Join(", ", ((string[])[layers, Parameters, _options.EigenSmooth ? "eigen smooth" : ""]).Where(part => part.Length > 0));
    }

    private sealed record DefaultOptions : CamOptions;
}
