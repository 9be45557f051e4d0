namespace Saliency.Explainers;

/// <summary>Makes one map of the planes of a layer.</summary>
/// <param name="planes">Channels × height × width, plane after plane.</param>
/// <param name="shape">Their extent.</param>
/// <param name="map">Receives height × width values.</param>
internal delegate void PlaneReduction(ReadOnlySpan<float> planes, ImageShape shape, Span<double> map);

/// <summary>What the methods that only read a layer have in common: run, read, reduce, finish.</summary>
internal sealed class ActivationCam
{
    private readonly ILayeredModel _model;
    private readonly LayerInfo _layer;
    private readonly CamFinish _finish;
    private readonly string _method, _options;
    private readonly PlaneReduction _reduce;

    public ActivationCam(ILayeredModel model, string method, string? layer, CamFinish finish, string options, PlaneReduction reduce)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!Enum.IsDefined(finish)) throw new ArgumentOutOfRangeException(nameof(finish), finish, "Expected a defined finish.");
        _model = model;
        _layer = layer is null ? model.DefaultLayer : model.FindLayer(layer);
        if (_layer.Maps is null)
            throw new ArgumentException($"Expected a layer with spatial extent, got '{_layer.Name}' of shape {string.Join('×', _layer.Shape)}.", nameof(layer));
        (_method, _finish, _options, _reduce) = (method, finish, options, reduce);
    }

    public SaliencyMap Explain(ModelInput input, Target target, RunContext? context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Explain([input], target, context, cancellationToken)[0];
    }

    public IReadOnlyList<SaliencyMap> Explain(IReadOnlyList<ModelInput> inputs, Target target, RunContext? context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(target);
        foreach (var input in inputs)
        {
            ArgumentNullException.ThrowIfNull(input, nameof(inputs));
            _model.Check(input);
        }
        context ??= RunContext.Default;
        var maps = new SaliencyMap[inputs.Count];
        int size = context.BatchSizeFor(_model.InputShape, inputs.Count), imageLength = _model.InputShape.Length;
        var images = new float[size * imageLength];
        // What the target reads comes along so that a wrong one is refused and named, though these methods do not look at it.
        var answer = new ModelAnswer([_layer.Name, .. target.Reads(_model)]);
        for (int first = 0; first < maps.Length; first += size)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = Math.Min(size, maps.Length - first);
            for (int i = 0; i < count; i++) inputs[first + i].Values.CopyTo(images.AsSpan(i * imageLength));
            _model.Run(images.AsSpan(0, count * imageLength), count, answer);
            answer.EnsureFinite(first);
            for (int i = 0; i < count; i++)
                maps[first + i] = Map(answer[0, i], target.Resolve(_model, answer, i, ScoreScale.Native).Description);
            context.Progress?.Report(new RunProgress(first + count, maps.Length));
        }
        return maps;
    }

    private SaliencyMap Map(ReadOnlySpan<float> activations, string target)
    {
        var shape = _layer.Maps!.Value;
        var planes = new float[shape.Length];
        _layer.ToPlanes(activations, planes);
        var raw = new double[shape.PlaneLength];
        _reduce(planes, shape, raw);
        var origin = new MapOrigin(_method, target, _model.Name, $"layer {_layer.Name}{(_options.Length > 0 ? ", " : "")}{_options}", 1);
        if (_finish == CamFinish.Raw)
            return new SaliencyMap(shape.Height, shape.Width, Array.ConvertAll(raw, v => (float)v), origin);
        var input = _model.InputShape;
        return new SaliencyMap(input.Height, input.Width, CamChain.HeatMap(raw, shape.Height, shape.Width, input), origin);
    }
}
