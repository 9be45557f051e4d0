using System.Collections.Immutable;
using Saliency.Numerics;

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

    public void Run(IReadOnlyList<ModelInput> inputs, Target target, RunContext context, Action<Attribution> accept, CancellationToken cancellationToken)
    {
        var answer = new ModelAnswer(target.Reads(_model).AsSpan());
        var known = target.Known(_model, ScoreScale.Native);
        int before = known is null ? inputs.Count : 0, pairs = checked(inputs.Count * _baselines.Length), total = checked(before + pairs);
        var progress = PartialProgress.Of(context.Progress, 0, before, total);
        Objective[] objectives = known is null ? Resolve(inputs, target, context with { Progress = progress }, answer, cancellationToken) : [.. Enumerable.Repeat(known, inputs.Count)];
        int length = _model.InputShape.Length, size = Math.Max(1, context.GradientBatchSizeFor(_model.InputShape, 2 * pairs) / 2);
        var batch = new float[2 * size * length];
        var multipliers = new ModelAnswer(_model.InputName);
        var sum = new Sum(length);
        for (int first = 0; first < pairs; first += size)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = Math.Min(size, pairs - first);
            for (int p = 0; p < count; p++)
            {
                var (input, baseline) = Place(first + p);
                inputs[input].Values.CopyTo(batch.AsSpan(p * length));
                _baselines[baseline].Fill(inputs[input], batch.AsSpan((count + p) * length, length));
            }
            Objective[] own = [.. Enumerable.Range(first, count).Select(pair => objectives[Place(pair).Input])];
            _multipliers.Differentiate(batch.AsSpan(0, 2 * count * length), 2 * count, [.. own, .. own], multipliers, answer);
            answer.EnsureFinite(first);
            multipliers.EnsureFinite(first);
            for (int p = 0; p < count; p++)
            {
                sum.Add(own[p].Evaluate(answer, p) - own[p].Evaluate(answer, count + p), multipliers[0, p], batch.AsSpan(p * length, length), batch.AsSpan((count + p) * length, length));
                if (Place(first + p).Baseline != _baselines.Length - 1) continue;
                accept(Mean(sum, own[p], before > 0));
                sum = new Sum(length);
            }
            context.Progress?.Report(new RunProgress(before + first + count, total));
        }
    }

    private Objective[] Resolve(IReadOnlyList<ModelInput> inputs, Target target, RunContext context, ModelAnswer answer, CancellationToken cancellationToken)
    {
        var objectives = new Objective[inputs.Count];
        foreach (var batch in InputBatch.Of(_model, inputs, context.BatchSizeFor(_model.InputShape, inputs.Count), cancellationToken))
        {
            _model.Run(batch.Images, batch.Count, answer);
            target.Resolve(_model, answer, batch, ScoreScale.Native).CopyTo(objectives, batch.First);
            context.Progress?.Report(new RunProgress(batch.End, inputs.Count));
        }
        return objectives;
    }

    /// <summary>A pair among those of all inputs, input after input.</summary>
    private (int Input, int Baseline) Place(int pair) => (pair / _baselines.Length, pair % _baselines.Length);

    private Attribution Mean(Sum sum, Objective objective, bool ranBefore)
    {
        int each = _baselines.Length;
        float[] values = Array.ConvertAll(sum.Values, v => (float)(v / each));
        string options = each == 1 ? $"baseline {_baselines[0]}" : $"{each} baselines";
        return new Attribution(_model.InputShape, values, new MapOrigin(_method, objective.Description, _model.Name, options, (ranBefore ? 1 : 0) + (2 * each)),
            DoubleSums.Sum(values) - (sum.Difference / each));
    }

    /// <summary>An input's sums over the baselines.</summary>
    private sealed class Sum(int length)
    {
        /// <summary>Σ m ⊙ (x − x′).</summary>
        public double[] Values { get; } = new double[length];

        /// <summary>Σ f(x) − f(x′).</summary>
        public double Difference { get; private set; }

        public void Add(double difference, ReadOnlySpan<float> multipliers, ReadOnlySpan<float> image, ReadOnlySpan<float> baseline)
        {
            Difference += difference;
            for (int i = 0; i < Values.Length; i++) Values[i] += multipliers[i] * ((double)image[i] - baseline[i]);
        }
    }
}
