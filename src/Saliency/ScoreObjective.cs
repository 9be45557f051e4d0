using System.Collections.Immutable;
using System.Globalization;
using System.Numerics.Tensors;
using System.Text;

namespace Saliency;

/// <summary>A weighted sum of class scores, Σ wₖ·sₖ, with s the output itself or its probabilities.</summary>
internal sealed class ScoreObjective : Objective
{
    private readonly string _output;
    private readonly ScoreKind _squash;
    private readonly ImmutableArray<(int Class, float Weight)> _terms;

    public ScoreObjective(IModel model, OutputInfo output, ScoreScale scale, params ReadOnlySpan<(int Class, float Weight)> terms)
    {
        _output = output.Name;
        _squash = scale == ScoreScale.Probability ? output.Kind : ScoreKind.Values;
        _terms = [.. terms];
        string unit = _squash is ScoreKind.Logits or ScoreKind.MultiLabelLogits or ScoreKind.Probabilities ? "probability" : "score";
        Description = $"{unit} of {InWords(terms, c => NameOf(model, c))}";
    }

    public override string Description { get; }

    public override ImmutableArray<string> Reads => [_output];

    public override bool IsLinear => _squash is not (ScoreKind.Logits or ScoreKind.MultiLabelLogits);

    public override double Evaluate(ModelAnswer answer, int image)
    {
        var scores = answer[answer.IndexOf(_output), image];
        double sum = 0, logNormalizer = _squash == ScoreKind.Logits ? LogSumExp(scores) : 0;
        foreach (var (c, weight) in _terms)
            sum += weight * Squash(scores[c], logNormalizer);
        return sum;
    }

    // Softmax: ∂/∂zⱼ Σ wₖpₖ = pⱼ(wⱼ − Σ wₖpₖ).  Sigmoid: w·p(1 − p).
    public override void Differentiate(ModelAnswer answer, int image, string output, Span<float> cotangent)
    {
        cotangent.Clear();
        if (output != _output) return;
        if (IsLinear)
        {
            foreach (var (c, weight) in _terms) cotangent[c] = weight;
            return;
        }
        var scores = answer[answer.IndexOf(_output), image];
        switch (_squash)
        {
            case ScoreKind.Logits:
                double logNormalizer = LogSumExp(scores), value = Evaluate(answer, image);
                for (int j = 0; j < scores.Length; j++) cotangent[j] = (float)(-value * Squash(scores[j], logNormalizer));
                foreach (var (c, weight) in _terms) cotangent[c] += (float)(weight * Squash(scores[c], logNormalizer));
                break;
            case ScoreKind.MultiLabelLogits:
                foreach (var (c, weight) in _terms)
                {
                    double p = Squash(scores[c], 0);
                    cotangent[c] = (float)(weight * p * (1 - p));
                }
                break;
        }
    }

    /// <summary>Terms as a person writes them, the first few of many.</summary>
    public static string InWords(ReadOnlySpan<(int Class, float Weight)> terms, Func<int, string> name)
    {
        const int Most = 4;
        var words = new StringBuilder();
        foreach (var (c, weight) in terms[..Math.Min(Most, terms.Length)])
        {
            words.Append(weight < 0 ? words.Length > 0 ? " − " : "−" : words.Length > 0 ? " + " : "");
            if (Math.Abs(weight) != 1) words.Append(CultureInfo.InvariantCulture, $"{Math.Abs(weight):0.###}·");
            words.Append(name(c));
        }
        if (terms.Length > Most) words.Append(CultureInfo.InvariantCulture, $" + … ({terms.Length} classes)");
        return words.ToString();
    }

    private double Squash(float score, double logNormalizer) => _squash switch
    {
        ScoreKind.Logits => Math.Exp(score - logNormalizer),
        ScoreKind.MultiLabelLogits => 1 / (1 + Math.Exp(-score)),
        _ => score,
    };

    private static double LogSumExp(ReadOnlySpan<float> scores)
    {
        float max = TensorPrimitives.Max(scores);
        double sum = 0;
        foreach (float s in scores) sum += Math.Exp(s - (double)max);
        return max + Math.Log(sum);
    }

    private static string NameOf(IModel model, int index) => index < model.Labels.Count ? $"{model.Labels[index]} ({index})" : $"class {index}";
}
