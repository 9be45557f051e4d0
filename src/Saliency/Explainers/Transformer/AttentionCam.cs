namespace Saliency.Explainers;

/// <summary>The attention of one image: for each block heads × T × T weights, row i saying where token i looks, and what the target gains by each.</summary>
internal readonly ref struct AttentionMaps(AttentionSurvey survey, ModelAnswer values, ModelAnswer? gradients, int image)
{
    public AttentionSurvey Survey => survey;

    public ReadOnlySpan<float> Weights(int block) => values[values.IndexOf(survey.Names[block]), image];

    public ReadOnlySpan<float> Gradients(int block) => gradients![block, image];
}

/// <summary>Makes one number for each token of the attention of an image.</summary>
/// <param name="attention">All blocks.</param>
/// <param name="tokens">Receives T values, class tokens first.</param>
internal delegate void AttentionReduction(AttentionMaps attention, Span<double> tokens);

/// <summary>What the methods on attention have in common: run, read every block, reduce to the tokens, drop those of the class, finish.</summary>
internal sealed class AttentionCam
{
    private readonly ILayeredModel _model;
    private readonly IDifferentiableModel? _differentiable;
    private readonly AttentionSurvey _survey;
    private readonly bool _weights;
    private readonly CamFinish _finish;
    private readonly ScoreScale _scale;
    private readonly string _method, _options;
    private readonly AttentionReduction _reduce;

    private AttentionCam(ILayeredModel model, AttentionSurvey survey, bool weights, bool gradients, string method, CamFinish finish, ScoreScale scale, string options, AttentionReduction reduce)
    {
        finish.EnsureDefined(nameof(finish));
        scale.EnsureDefined(nameof(scale));
        (_model, _survey, _differentiable, _weights) = (model, survey, gradients ? (IDifferentiableModel)model : null, weights);
        (_method, _finish, _scale, _options, _reduce) = (method, finish, scale, options, reduce);
    }

    /// <summary>A method that reads the weights.</summary>
    public static AttentionCam OfWeights(ILayeredModel model, AttentionSurvey survey, string method, CamFinish finish, string options, AttentionReduction reduce) =>
        new(model, survey, weights: true, gradients: false, method, finish, ScoreScale.Native, options, reduce);

    /// <summary>A method that reads the gradients, and the weights where it says so.</summary>
    public static AttentionCam OfGradients(IDifferentiableModel model, AttentionSurvey survey, bool weights, string method, CamFinish finish, ScoreScale scale, AttentionReduction reduce) =>
        new(model, survey, weights, gradients: true, method, finish, scale, scale.ToString(), reduce);

    public SaliencyMap Explain(ModelInput input, Target target, RunContext? context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Explain([input], target, context, cancellationToken)[0];
    }

    public IReadOnlyList<SaliencyMap> Explain(IReadOnlyList<ModelInput> inputs, Target target, RunContext? context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(target);
        context ??= RunContext.Default;
        var maps = new SaliencyMap[inputs.Count];
        // The attention of an image is larger than the image: it decides how many fit.
        var largest = new ImageShape(1, 1, Math.Max(_survey.Length, _model.InputShape.Length));
        int size = _differentiable is null ? context.BatchSizeFor(largest, inputs.Count) : context.GradientBatchSizeFor(largest, inputs.Count);
        var answer = new ModelAnswer([.. target.Reads(_model).Concat(_weights ? _survey.Names : []).Distinct()]);
        var gradients = _differentiable is null ? null : new ModelAnswer(_survey.Names.AsSpan());
        foreach (var batch in InputBatch.Of(_model, inputs, size, cancellationToken))
        {
            var objectives = Ask(batch, target, answer, gradients);
            for (int i = 0; i < batch.Count; i++) maps[batch.First + i] = Map(new AttentionMaps(_survey, answer, gradients, i), objectives[i].Description);
            context.Progress?.Report(new RunProgress(batch.End, maps.Length));
        }
        return maps;
    }

    private Objective[] Ask(InputBatch batch, Target target, ModelAnswer answer, ModelAnswer? gradients)
    {
        if (_differentiable is null)
        {
            _model.Run(batch.Images, batch.Count, answer);
            return target.Resolve(_model, answer, batch, _scale);
        }
        Objective[] objectives = [];
        _differentiable.Differentiate(batch.Images, batch.Count, answer, untouched => objectives = target.Resolve(_model, untouched, batch, _scale), gradients!);
        gradients!.EnsureFinite(batch.First);
        return objectives;
    }

    private SaliencyMap Map(AttentionMaps attention, string target)
    {
        var tokens = new double[_survey.Tokens];
        _reduce(attention, tokens);
        var raw = tokens.AsSpan(_survey.ClassTokens);
        var origin = new MapOrigin(_method, target, _model.Name, $"{_survey.Names.Length} blocks{(_options.Length > 0 ? ", " : "")}{_options}", 1);
        if (_finish == CamFinish.Raw)
            return new SaliencyMap(_survey.Height, _survey.Width, Array.ConvertAll(raw.ToArray(), v => (float)v), origin);
        var input = _model.InputShape;
        return SaliencyMap.Owning(CamChain.HeatMap(raw, new ImageShape(1, _survey.Height, _survey.Width), input), input.Height, input.Width, origin);
    }
}
