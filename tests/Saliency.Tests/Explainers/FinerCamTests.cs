using Saliency.Explainers;
using Saliency.Tests.Contracts;

namespace Saliency.Tests.Explainers;

internal sealed class FinerCamTests
{
    private static readonly float[] s_scores = [1.3f, 0.2f, 1.1f, -0.4f, 1.6f, 0.9f];

    [Test]
    public void Description_OfAClass_NamesTheNearestClasses() =>
        Assert.That(Contrast(1, 3).Description, Is.EqualTo("score of class 0, told from class 2, class 4, class 5"));

    [Test]
    public void Evaluate_AnyScores_Formula()
    {
        double[] p = [.. s_scores.Select(z => Math.Exp(z) / s_scores.Sum(s => Math.Exp(s)))];
        double expected = ((p[2] * (1.3 - (0.7 * 1.1))) + (p[4] * (1.3 - (0.7 * 1.6)))) / (p[2] + p[4] + 1e-9);
        Assert.That(Contrast(0.7, 2).Evaluate(Answer(s_scores), 0), Is.EqualTo(expected).Within(1e-6));
    }

    [TestCase(ScoreScale.Native)]
    [TestCase(ScoreScale.Probability)]
    public void Differentiate_AnyScores_CentralDifferences(ScoreScale scale)
    {
        var objective = Contrast(0.7, 3, scale);
        var gradient = new float[s_scores.Length];
        objective.Differentiate(Answer(s_scores), 0, "logits", gradient);
        for (int i = 0; i < gradient.Length; i++)
        {
            double step = 1e-2;
            float[] up = [.. s_scores], down = [.. s_scores];
            up[i] += (float)step;
            down[i] -= (float)step;
            double expected = (objective.Evaluate(Answer(up), 0) - objective.Evaluate(Answer(down), 0)) / (up[i] - down[i]);
            // The third derivative times step²/6, with values of order 1.
            Assert.That(gradient[i], Is.EqualTo(expected).Within(1e-4), $"class {i}");
        }
    }

    [Test]
    public void Explain_AlphaZero_IsGradCam()
    {
        // With α = 0 the number is y·S / (S + 1e-9): the target itself.
        float[][] heads = [.. Enumerable.Range(2, 4).Select(seed => Array.ConvertAll(Pattern.Values(12, seed), w => w / 8))];
        var model = new CamFormulaModel(new ImageShape(3, 2, 2), Pattern.Values(12, 1), heads);
        Assert.That(new FinerCam(model, new FinerCamOptions { Alpha = 0, Finish = CamFinish.Raw }).Explain(CamFormulaModel.Image, Target.Class(1)).Values.ToArray(),
            Is.EqualTo(new GradCam(model, new GradCamOptions { Finish = CamFinish.Raw }).Explain(CamFormulaModel.Image, Target.Class(1)).Values.ToArray()).Within(1e-6));
    }

    [Test]
    public void Explain_ModelOfOneClass_Refused()
    {
        var shape = new ImageShape(3, 12, 10);
        var model = new LinearModel(shape, [Pattern.Values(shape.Length, 1)], new float[1]);
        Assert.That(() => new FinerCam(model).Explain(Pattern.Input(shape, 1), Target.Class(0)), Throws.ArgumentException.With.Message.Contains("another class"));
    }

    private static ContrastiveObjective Contrast(double alpha, int comparisons, ScoreScale scale = ScoreScale.Native)
    {
        var model = new LinearModel(new ImageShape(1, 2, 2), [.. s_scores.Select(_ => new float[4])], s_scores);
        return new ContrastiveObjective(Target.Class(0).Resolve(model, Answer(s_scores), 0, scale), alpha, comparisons, Answer(s_scores), 0);
    }

    private static ModelAnswer Answer(float[] scores)
    {
        var answer = new ModelAnswer("logits");
        scores.CopyTo(answer.Prepare(0, 1, scores.Length));
        return answer;
    }
}
