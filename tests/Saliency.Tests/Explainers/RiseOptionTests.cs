using Saliency.Explainers;
using Saliency.Tests.Contracts;

namespace Saliency.Tests.Explainers;

internal sealed class RiseOptionTests
{
    private static readonly ImageShape Shape = new(1, 12, 10);

    private static readonly ModelInput Ones = new(Shape, Enumerable.Repeat(1f, 120).ToArray());

    // Bright only when nearly all is shown: with few cells kept the score never moves.
    [Test]
    public void Explain_KeepProbabilityChosen_WhereTheScoreMoves()
    {
        var model = new PixelFunction(Shape, x => x.Sum() > 90 ? 1 : 0);
        var origin = new Rise(model, new RiseOptions { MaskCount = 10, KeepProbability = null }).Explain(Ones, Target.Class(0)).Origin;
        Assert.That(origin.Options, Does.Contain("keep 0.7").Or.Contain("keep 0.8"));
        Assert.That(origin.ModelRuns, Is.EqualTo(911).And.EqualTo(model.Images));
    }

    [Test]
    public void Explain_KeepProbabilityChosen_MapOfThatProbability()
    {
        var model = new PixelFunction(Shape, x => x.Sum() > 90 ? 1 : 0);
        var chosen = new Rise(model, new RiseOptions { MaskCount = 40, KeepProbability = null }).Explain(Ones, Target.Class(0));
        double[] candidates = [0.7, 0.8];
        double keep = candidates.Single(p => chosen.Origin.Options.Contains($"keep {p}", StringComparison.Ordinal));
        Assert.That(chosen.Values.ToArray(), Is.EqualTo(new Rise(model, new RiseOptions { MaskCount = 40, KeepProbability = keep }).Explain(Ones, Target.Class(0)).Values.ToArray()));
    }

    // One baseline that is the image: nothing is ever hidden, every score is the untouched one.
    [Test]
    public void Explain_BaselineOfTheImageItself_ScoreEverywhere()
    {
        var options = new RiseOptions { MaskCount = 64, Baselines = [Baseline.Image(Ones)], Normalization = MaskNormalization.Realized };
        var map = new Rise(new PixelFunction(Shape, x => x[3] + x[40]), options).Explain(Ones, Target.Class(0));
        Assert.That(map.Values.ToArray(), Is.All.EqualTo(2).Within(1e-4));
    }

    [Test]
    public void Explain_TwoBaselines_InTurns()
    {
        var seen = new List<float>();
        var model = new PixelFunction(Shape, x => { lock (seen) seen.Add(x.Min()); return 0; });
        new Rise(model, new RiseOptions { MaskCount = 6, KeepProbability = 0.01, Baselines = [Baseline.Color(-1), Baseline.Color(-2)] }).Explain(Ones, Target.Class(0), new RunContext { BatchSize = 1 });
        Assert.That(seen.Skip(1), Is.EqualTo(new[] { -1f, -2, -1, -2, -1, -2 }));
    }

    [Test]
    public void Constructor_BaselineThatDoesNotFit_Refused() =>
        Assert.That(() => new Rise(LinearModel.Usual(), new RiseOptions { Baselines = [Baseline.Color(1, 2)] }), Throws.ArgumentException);

    [TestCase(0)]
    [TestCase(-1)]
    public void Constructor_ErrorNotAboveZero_Refused(double error) =>
        Assert.That(() => new Rise(LinearModel.Usual(), new RiseOptions { UntilError = error }), Throws.InstanceOf<ArgumentOutOfRangeException>());
}
