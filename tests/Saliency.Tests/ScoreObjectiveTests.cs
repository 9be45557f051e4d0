namespace Saliency.Tests;

internal sealed class ScoreObjectiveTests
{
    private static readonly float[] Scores = [1.5f, -0.7f, 0.2f, 3.1f, -2.4f];

    private static IEnumerable<TestCaseData> Kinds => from kind in Enum.GetValues<ScoreKind>()
        from scale in Enum.GetValues<ScoreScale>()
        from margin in new[] { false, true }
        select new TestCaseData(kind, scale, margin);

    [TestCaseSource(nameof(Kinds))]
    public void Evaluate_AnyKindAndScale_EqualsThePlainFormula(ScoreKind kind, ScoreScale scale, bool margin)
    {
        var (objective, answer) = Resolve(Scores, kind, scale, margin);
        Assert.That(objective.Evaluate(answer, 0), Is.EqualTo(Plain(Array.ConvertAll(Scores, s => (double)s), kind, scale, margin)).Within(1e-12));
    }

    [TestCaseSource(nameof(Kinds))]
    public void Differentiate_AnyKindAndScale_EqualsCentralDifferences(ScoreKind kind, ScoreScale scale, bool margin)
    {
        const double Step = 1e-5;
        var (objective, answer) = Resolve(Scores, kind, scale, margin);
        var cotangent = new float[Scores.Length];
        objective.Differentiate(answer, 0, "scores", cotangent);
        var expected = new double[Scores.Length];
        for (int j = 0; j < expected.Length; j++)
        {
            double[] up = Array.ConvertAll(Scores, s => (double)s), down = [.. up];
            up[j] += Step;
            down[j] -= Step;
            expected[j] = (Plain(up, kind, scale, margin) - Plain(down, kind, scale, margin)) / (2 * Step);
        }
        // The differences are good to Step² and the cotangent is rounded to float.
        Assert.That(cotangent, Is.EqualTo(expected).Within(1e-7));
    }

    [Test]
    public void Differentiate_BufferWithOldValues_Overwritten()
    {
        var (objective, answer) = Resolve(Scores, ScoreKind.Logits, ScoreScale.Native, false);
        float[] cotangent = [9, 9, 9, 9, 9];
        objective.Differentiate(answer, 0, "scores", cotangent);
        Assert.That(cotangent, Is.EqualTo(new float[] { 0, 0, 0, 1, 0 }));
    }

    [TestCase(ScoreKind.Logits)]
    [TestCase(ScoreKind.MultiLabelLogits)]
    public void Evaluate_HugeLogits_FiniteProbability(ScoreKind kind)
    {
        var (objective, answer) = Resolve([3e38f, -3e38f, 0, 1e38f, 0], kind, ScoreScale.Probability, false);
        Assert.That(objective.Evaluate(answer, 0), Is.InRange(0, 1));
    }

    // Class 3, or class 3 against class 0.
    private static double Plain(double[] s, ScoreKind kind, ScoreScale scale, bool margin)
    {
        double P(int k) => (scale, kind) switch
        {
            (ScoreScale.Probability, ScoreKind.Logits) => Math.Exp(s[k]) / s.Sum(Math.Exp),
            (ScoreScale.Probability, ScoreKind.MultiLabelLogits) => 1 / (1 + Math.Exp(-s[k])),
            _ => s[k],
        };
        return P(3) - (margin ? P(0) : 0);
    }

    private static (Objective Objective, ModelAnswer Answer) Resolve(float[] scores, ScoreKind kind, ScoreScale scale, bool margin)
    {
        var model = new GivenScores(scores, kind);
        var answer = model.Answer(new ModelInput(model.InputShape, [0]));
        return ((margin ? Target.Margin(3, 0) : Target.Class(3)).Resolve(model, answer, 0, scale), answer);
    }

    private sealed class GivenScores(float[] scores, ScoreKind kind) : IModel
    {
        public string Name => "given scores";

        public ImageShape InputShape => new(1, 1, 1);

        public IReadOnlyList<OutputInfo> Outputs { get; } = [new OutputInfo("scores", [scores.Length], kind)];

        public void Run(ReadOnlySpan<float> images, int count, ModelAnswer answer)
        {
            var all = answer.Prepare(0, count, scores.Length);
            for (int i = 0; i < count; i++) scores.CopyTo(all[(i * scores.Length)..]);
        }
    }
}
