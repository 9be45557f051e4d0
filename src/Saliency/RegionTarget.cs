using System.Collections.Immutable;

namespace Saliency;

/// <summary>A class of a segmentation over a region.</summary>
internal sealed class RegionTarget(int index, Mask? mask, ScorePooling pooling, string? name) : Target
{
    public override Objective Resolve(IModel model, ModelAnswer untouched, int image, ScoreScale scale)
    {
        var output = OutputOf(model, name);
        int at = untouched.IndexOf(output.Name);
        if (untouched.ShapeOf(at) is not [var classes, var height, var width])
            throw new ArgumentException($"Expected an output of classes × height × width for {this}, got '{output.Name}' of {string.Join('×', untouched.ShapeOf(at))}.", nameof(model));
        CheckClass(model, output, index, classes);
        if (mask is not null && (mask.Height != height || mask.Width != width))
            throw new ArgumentException($"Expected a mask of {height}×{width} as output '{output.Name}', got {mask.Height}×{mask.Width}.", nameof(model));
        int[] region = mask is null ? Won(untouched[at, image], classes, height * width) : [.. Enumerable.Range(0, height * width).Where(p => mask.Values[p])];
        if (region.Length == 0)
            throw new InvalidOperationException($"Expected pixels where class {index} scores highest in output '{output.Name}', got none: give a mask.");
        var kind = scale == ScoreScale.Probability ? output.Kind : ScoreKind.Values;
        double weight = pooling == ScorePooling.Mean ? 1.0 / region.Length : 1;
        string description = $"{this}, {(pooling == ScorePooling.Mean ? "mean" : "sum")} over {region.Length} pixels";
        return kind is ScoreKind.Logits or ScoreKind.MultiLabelLogits
            ? new RegionProbability(output.Name, (index, classes, height * width), region, kind, weight, description)
            : new PlacesObjective(output.Name, [.. region.Select(p => (index * height * width) + p)], weight, description);
    }

    public override string ToString() => $"class {index} in {(mask is null ? "its own region" : "a region")}";

    private int[] Won(ReadOnlySpan<float> scores, int classes, int pixels)
    {
        if (classes == 1) throw new InvalidOperationException("Expected a mask, or an output of several classes to find where one scores highest, got an output of one.");
        var won = new List<int>();
        for (int p = 0; p < pixels; p++)
        {
            int best = 0;
            for (int c = 1; c < classes; c++)
                if (scores[(c * pixels) + p] > scores[(best * pixels) + p]) best = c;
            if (best == index) won.Add(p);
        }
        return [.. won];
    }
}

/// <summary>A class's probability over a region, w·Σ p_c(z_:,p): softmax over the classes at each pixel, or sigmoid.</summary>
internal sealed class RegionProbability(string value, (int Index, int Count, int Pixels) classes, int[] region, ScoreKind kind, double weight, string description) : Objective
{
    public override string Description => description;

    public override ImmutableArray<string> Reads => [value];

    public override double Evaluate(ModelAnswer answer, int image)
    {
        var scores = answer[answer.IndexOf(value), image];
        double sum = 0;
        foreach (int p in region) sum += Probability(scores, classes.Index, p, Normalizer(scores, p));
        return weight * sum;
    }

    // Softmax: ∂p_c/∂zⱼ = p_c([j = c] − pⱼ).  Sigmoid: p(1 − p) at the class itself.
    public override void Differentiate(ModelAnswer answer, int image, string output, Span<float> cotangent)
    {
        cotangent.Clear();
        if (output != value) return;
        var scores = answer[answer.IndexOf(value), image];
        foreach (int p in region)
        {
            double normalizer = Normalizer(scores, p), own = Probability(scores, classes.Index, p, normalizer);
            for (int j = 0; j < classes.Count; j++)
            {
                int at = (j * classes.Pixels) + p;
                if (kind == ScoreKind.Logits) cotangent[at] = (float)(weight * own * ((j == classes.Index ? 1 : 0) - Probability(scores, j, p, normalizer)));
                else if (j == classes.Index) cotangent[at] = (float)(weight * own * (1 - own));
            }
        }
    }

    private double Probability(ReadOnlySpan<float> scores, int c, int pixel, double normalizer)
    {
        double score = scores[(c * classes.Pixels) + pixel];
        return kind == ScoreKind.Logits ? Math.Exp(score - normalizer) : 1 / (1 + Math.Exp(-score));
    }

    // log Σ exp z over the classes of a pixel
    private double Normalizer(ReadOnlySpan<float> scores, int pixel)
    {
        if (kind != ScoreKind.Logits) return 0;
        double max = double.NegativeInfinity, sum = 0;
        for (int c = 0; c < classes.Count; c++) max = Math.Max(max, scores[(c * classes.Pixels) + pixel]);
        for (int c = 0; c < classes.Count; c++) sum += Math.Exp(scores[(c * classes.Pixels) + pixel] - max);
        return max + Math.Log(sum);
    }
}
