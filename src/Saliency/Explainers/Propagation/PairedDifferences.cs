using System.Collections.Immutable;

namespace Saliency.Explainers;

/// <summary>Differences in score shared out among differences in pixels: each input against each baseline, the mean over the baselines.</summary>
internal sealed class PairedDifferences
{
    private readonly IPropagatingModel _model;
    private readonly IDifferentiableModel _multipliers;
    private readonly string _method;
    private readonly ImmutableArray<Baseline> _baselines;

    public PairedDifferences(IPropagatingModel model, string method, ImmutableArray<Baseline> baselines)
    {
        ArgumentNullException.ThrowIfNull(model);
        (_model, _method, _baselines) = (model, method, baselines);
        var blank = new ModelInput(model.InputShape, new float[model.InputShape.Length]);
        foreach (var baseline in baselines)
        {
            ArgumentNullException.ThrowIfNull(baseline, nameof(baselines));
            baseline.Fill(blank, new float[model.InputShape.Length]);
        }
        _multipliers = model.Under(Propagation.DeepLift);
    }

    public IReadOnlyList<Attribution> Attribute(IReadOnlyList<ModelInput> inputs, Target target, RunContext? context, CancellationToken cancellationToken)
    {
        BackwardPass.Check(_model, inputs, target);
        context ??= RunContext.Default;
        int total = inputs.Count * (1 + _baselines.Length);
        var objectives = new Objective[inputs.Count];
        var answer = BackwardPass.Outputs(_model);
        BackwardPass.Run(_model, inputs, target, context with { Progress = null }, (images, first, count) =>
        {
            _model.Run(images, count, answer);
            BackwardPass.Resolve(_model, target, answer, first, count).CopyTo(objectives, first);
            context.Progress?.Report(new RunProgress(first + count, total));
        }, cancellationToken);

        var sums = inputs.Select(_ => new Sum(new double[_model.InputShape.Length])).ToArray();
        int size = Math.Max(1, context.BatchSizeFor(_model.InputShape, 2 * inputs.Count * _baselines.Length) / 2), pairs = inputs.Count * _baselines.Length;
        var batch = new float[2 * size * _model.InputShape.Length];
        for (int first = 0; first < pairs; first += size)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Run(inputs, objectives, sums, batch, first, Math.Min(size, pairs - first), answer);
            context.Progress?.Report(new RunProgress(Math.Min(total, inputs.Count + first + size), total));
        }
        return [.. sums.Select((sum, i) => Mean(sum, objectives[i]))];
    }

    /// <summary>Some of the pairs; pair p is of input p / baselines.</summary>
    private void Run(IReadOnlyList<ModelInput> inputs, Objective[] objectives, Sum[] sums, float[] batch, int first, int count, ModelAnswer answer)
    {
        int length = _model.InputShape.Length, each = _baselines.Length;
        for (int p = 0; p < count; p++)
        {
            var input = inputs[(first + p) / each];
            input.Values.CopyTo(batch.AsSpan(p * length));
            _baselines[(first + p) % each].Fill(input, batch.AsSpan((count + p) * length, length));
        }
        Objective[] own = [.. Enumerable.Range(0, count).Select(p => objectives[(first + p) / each])];
        var multipliers = new ModelAnswer(_model.InputName);
        _multipliers.Differentiate(batch.AsSpan(0, 2 * count * length), 2 * count, [.. own, .. own], multipliers, answer);
        answer.EnsureFinite(first);
        multipliers.EnsureFinite(first);
        for (int p = 0; p < count; p++)
        {
            var sum = sums[(first + p) / each];
            sum.Difference += own[p].Evaluate(answer, p) - own[p].Evaluate(answer, count + p);
            var m = multipliers[0, p];
            for (int i = 0; i < length; i++) sum.Values[i] += m[i] * ((double)batch[(p * length) + i] - batch[((count + p) * length) + i]);
        }
    }

    private Attribution Mean(Sum sum, Objective objective)
    {
        int each = _baselines.Length;
        float[] values = Array.ConvertAll(sum.Values, v => (float)(v / each));
        double total = 0;
        foreach (float v in values) total += v;
        string options = each == 1 ? $"baseline {_baselines[0]}" : $"{each} baselines";
        return new Attribution(_model.InputShape, values, new MapOrigin(_method, objective.Description, _model.Name, options, 1 + (2 * each)), total - (sum.Difference / each));
    }

    private sealed record Sum(double[] Values)
    {
        /// <summary>Σ f(x) − f(x′) over the baselines.</summary>
        public double Difference { get; set; }
    }
}
