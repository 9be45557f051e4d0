using System.Collections.Immutable;

namespace Saliency.Explainers;

/// <summary>How far a number lies above the classes most like it, each as important as it is likely: <c>Σ_k p_k·(y − α·z_k) / (Σ_k p_k + ε)</c>.</summary>
internal sealed class ContrastiveObjective : Objective
{
    private const double Epsilon = 1e-9;

    private readonly Objective _of;
    private readonly double _alpha;
    private readonly string _output;
    private readonly int[] _against;

    /// <summary>Chooses the classes to compare with: those nearest to the number in the untouched answer that it does not itself depend on.</summary>
    public ContrastiveObjective(Objective of, double alpha, int comparisons, ModelAnswer untouched, int image)
    {
        (_of, _alpha) = (of, alpha);
        _output = of.Reads.Length == 1
            ? of.Reads[0]
            : throw new ArgumentException($"Expected a number of one output, got {of.Description} of {string.Join(", ", of.Reads)}.", nameof(of));
        var scores = untouched[untouched.IndexOf(_output), image].ToArray();
        var own = new float[scores.Length];
        if (of.IsLinear) of.Differentiate(untouched, image, _output, own);
        double value = of.Evaluate(untouched, image);
        _against = [.. Enumerable.Range(0, scores.Length).Where(k => own[k] == 0).OrderBy(k => Math.Abs(scores[k] - value)).Take(comparisons)];
        if (_against.Length == 0) throw new ArgumentException($"Expected another class than that of {of.Description} in output '{_output}', got none.", nameof(of));
    }

    public override string Description => $"{_of.Description}, told from {string.Join(", ", _against.Select(k => $"class {k}"))}";

    public override ImmutableArray<string> Reads => _of.Reads;

    public override double Evaluate(ModelAnswer answer, int image)
    {
        var scores = answer[answer.IndexOf(_output), image];
        double[] p = Softmax(scores);
        double value = _of.Evaluate(answer, image), weighted = 0, total = Epsilon;
        foreach (int k in _against)
        {
            weighted += p[k] * (value - (_alpha * scores[k]));
            total += p[k];
        }
        return weighted / total;
    }

    // With f = N/S:  ∂f/∂z = (∂N/∂z − f·∂S/∂z) / S,  ∂p_k/∂z_j = p_k(δ_kj − p_j).
    public override void Differentiate(ModelAnswer answer, int image, string output, Span<float> cotangent)
    {
        cotangent.Clear();
        if (output != _output) return;
        var scores = answer[answer.IndexOf(_output), image];
        double[] p = Softmax(scores);
        double value = _of.Evaluate(answer, image), f = Evaluate(answer, image), total = Epsilon, likely = 0, pull = 0;
        foreach (int k in _against)
        {
            likely += p[k];
            pull += p[k] * (value - (_alpha * scores[k]) - f);
        }
        total += likely;
        _of.Differentiate(answer, image, output, cotangent);
        for (int j = 0; j < cotangent.Length; j++) cotangent[j] = (float)(((likely * cotangent[j]) - (pull * p[j])) / total);
        foreach (int k in _against) cotangent[k] += (float)(p[k] * (value - (_alpha * scores[k]) - f - _alpha) / total);
    }

    private static double[] Softmax(ReadOnlySpan<float> scores)
    {
        double[] wide = new double[scores.Length];
        for (int i = 0; i < wide.Length; i++) wide[i] = scores[i];
        return ChannelScores.Softmax(wide);
    }
}
