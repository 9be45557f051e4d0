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
    private readonly string _method, _options;
    private readonly AttentionReduction _reduce;

    private AttentionCam(ILayeredModel model, AttentionSurvey survey, bool weights, bool gradients, string method, CamFinish finish, string options, AttentionReduction reduce)
    {
        if (!Enum.IsDefined(finish)) throw new ArgumentOutOfRangeException(nameof(finish), finish, "Expected a defined finish.");
        (_model, _survey, _differentiable, _weights) = (model, survey, gradients ? (IDifferentiableModel)model : null, weights);
        (_method, _finish, _options, _reduce) = (method, finish, options, reduce);
    }

    /// <summary>A method that reads the weights.</summary>
    public static AttentionCam OfWeights(ILayeredModel model, AttentionSurvey survey, string method, CamFinish finish, string options, AttentionReduction reduce) =>
        new(model, survey, weights: true, gradients: false, method, finish, options, reduce);

    /// <summary>A method that reads the gradients, and the weights where it says so.</summary>
    public static AttentionCam OfGradients(IDifferentiableModel model, AttentionSurvey survey, bool weights, string method, CamFinish finish, AttentionReduction reduce) =>
        new(model, survey, weights, gradients: true, method, finish, "", reduce);

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
        // The attention of an image is larger than the image: it decides how many fit.
        int size = context.BatchSizeFor(new ImageShape(1, 1, Math.Max(_survey.Length, _model.InputShape.Length)), inputs.Count), imageLength = _model.InputShape.Length;
        var images = new float[size * imageLength];
        var answer = new ModelAnswer([.. target.Reads(_model).Concat(_weights ? _survey.Names : []).Distinct()]);
        var gradients = _differentiable is null ? null : new ModelAnswer(_survey.Names.AsSpan());
        for (int first = 0; first < maps.Length; first += size)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = Math.Min(size, maps.Length - first), start = first;
            for (int i = 0; i < count; i++) inputs[first + i].Values.CopyTo(images.AsSpan(i * imageLength));
            var objectives = new Objective[count];
            Run(images.AsSpan(0, count * imageLength), count, answer, Choose, gradients);
            gradients?.EnsureFinite(first);
            for (int i = 0; i < count; i++) maps[first + i] = Map(new AttentionMaps(_survey, answer, gradients, i), objectives[i].Description);
            context.Progress?.Report(new RunProgress(first + count, maps.Length));

            IReadOnlyList<Objective> Choose(ModelAnswer untouched)
            {
                untouched.EnsureFinite(start);
                for (int i = 0; i < count; i++) objectives[i] = target.Resolve(_model, untouched, i, ScoreScale.Native);
                return objectives;
            }
        }
        return maps;
    }

    private void Run(ReadOnlySpan<float> images, int count, ModelAnswer answer, ObjectiveChoice choose, ModelAnswer? gradients)
    {
        if (_differentiable is not null)
        {
            _differentiable.Differentiate(images, count, answer, choose, gradients!);
            return;
        }
        _model.Run(images, count, answer);
        choose(answer);
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
        return new SaliencyMap(input.Height, input.Width, CamChain.HeatMap(raw, new ImageShape(1, _survey.Height, _survey.Width), input), origin);
    }
}
