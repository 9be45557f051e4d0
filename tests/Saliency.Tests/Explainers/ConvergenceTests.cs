using Saliency.Explainers;
using Saliency.Tests.Contracts;

namespace Saliency.Tests.Explainers;

/// <summary>How far a sampled map can be trusted, and what can be seen of it on the way.</summary>
internal sealed class ConvergenceTests
{
    private static readonly ModelInput Photo = Pattern.Input(new ImageShape(3, 12, 10), 1);

    [TestCase(MaskNormalization.Expected)]
    [TestCase(MaskNormalization.Realized)]
    public void Rise_OtherSeeds_SpreadAsTheErrorsSay(MaskNormalization normalization)
    {
        var maps = Enumerable.Range(0, 40).Select(seed => Explain(new RiseOptions { MaskCount = 512, Seed = (ulong)seed, Normalization = normalization })).ToArray();
        double spread = 0, told = 0;
        for (int p = 0; p < 120; p++)
        {
            double mean = maps.Average(m => m.Values[p]);
            spread += maps.Sum(m => Math.Pow(m.Values[p] - mean, 2)) / (maps.Length - 1);
            told += maps.Average(m => Math.Pow(m.StandardError!.Values[p], 2));
        }
        Assert.That(Math.Sqrt(told / spread), Is.InRange(0.85, 1.2));
    }

    [Test]
    public void Rise_UntilError_EndsAtALookWithinIt()
    {
        var map = Explain(new RiseOptions { MaskCount = 1_000_000, UntilError = 0.1 });
        Assert.That((map.Origin.ModelRuns - 1) % 256, Is.Zero);
        Assert.That(map.Origin.ModelRuns, Is.LessThan(100_000));
        double error = Math.Sqrt(map.StandardError!.Values.ToArray().Average(e => (double)e * e));
        Assert.That(error, Is.LessThanOrEqualTo(0.1001 * (map.Values.ToArray().Max() - map.Values.ToArray().Min())));
    }

    [Test]
    public void Rise_EndedEarly_ProgressEndsAtItsTotal()
    {
        var log = new ProgressLog();
        new Rise(LinearModel.Usual(), new RiseOptions { MaskCount = 100_000, UntilError = 0.2 }).Explain(Photo, Target.Predicted, new RunContext { Progress = log });
        ExplainerContractTests.AssertRises(log);
    }

    [Test]
    public void Rise_FewerMasksThanGroups_NoError() => Assert.That(Explain(new RiseOptions { MaskCount = 20 }).StandardError, Is.Null);

    [Test]
    public void MapSoFar_AtEachReport_MapOfThatManyMasks()
    {
        var seen = new List<SaliencyMap>();
        var watch = new ProgressAction<RunProgress>(progress => seen.Add(progress.MapSoFar!()));
        var whole = new Rise(LinearModel.Usual(), new RiseOptions { MaskCount = 96 }).Explain(Photo, Target.Predicted, new RunContext { BatchSize = 32, Progress = watch });
        Assert.That(seen, Has.Count.EqualTo(3));
        var first = Explain(new RiseOptions { MaskCount = 32 });
        Assert.That(seen[0].Values.ToArray(), Is.EqualTo(first.Values.ToArray()));
        Assert.That(seen[2].Values.ToArray(), Is.EqualTo(whole.Values.ToArray()));
    }

    [TestCaseSource(typeof(Subjects), nameof(Subjects.Explainers))]
    public void MapSoFar_OfAnyMethodThatHasOne_FiniteFromTheFirstReport(ExplainerSubject subject)
    {
        if (!subject.Perturbs) return;
        SaliencyMap? last = null;
        var watch = new ProgressAction<RunProgress>(progress => last = progress.MapSoFar?.Invoke());
        var map = subject.Make(LinearModel.Usual()).Explain(Photo, Target.Predicted, new RunContext { BatchSize = 1, Progress = watch });
        if (last is not null) Assert.That(last.Values.ToArray(), Is.EqualTo(map.Values.ToArray()));
    }

    private static SaliencyMap Explain(RiseOptions options) => new Rise(LinearModel.Usual(), options).Explain(Photo, Target.Class(1));
}
