using Saliency.Evaluation;

namespace Saliency.Tests.Evaluation;

internal sealed class StatisticsTests
{
    private static readonly IntervalOptions Options = new();

    [Test]
    public void Summary_OfKnownValues_HasTheirMeanAndDeviation()
    {
        // Σ (v − 5)² = 9 + 1 + 1 + 1 + 0 + 0 + 4 + 16 = 32.
        var summary = Summarized(2, 4, 4, 4, 5, 5, 7, 9);
        Assert.That((summary.Count, summary.Mean, summary.Deviation), Is.EqualTo((8, 5.0, Math.Sqrt(32 / 7.0))));
    }

    [Test]
    public void Summary_OfOneValue_HasNoDeviationAndNoInterval() =>
        Assert.That(Summarized(3), Has.Property("Mean").EqualTo(3).And.Property("Deviation").Null.And.Property("Interval").Null);

    [Test]
    public void Summary_OfMissingAndFailed_CountsThemApart()
    {
        StudyRow[] rows = [.. Rows(1, 2), new(2, "", "", "", "") { Outcome = StudyOutcome.Missing }, new(3, "", "", "", "") { Outcome = StudyOutcome.Failed }];
        var summary = new Summary("", "", "", Better.Higher).Of(rows, Options);
        Assert.That((summary.Count, summary.Missing, summary.Failed, summary.Mean), Is.EqualTo((2, 1, 1, 1.5)));
    }

    [Test]
    public void Summary_OfNothing_HasNoMean() => Assert.That(Summarized(), Has.Property("Count").Zero.And.Property("Mean").Null);

    [Test]
    public void Bootstrap_OfEqualValues_IsThatValue() =>
        Assert.That(Bootstrap.OfMean([0.25, 0.25, 0.25], Options), Is.EqualTo(new Interval(0.25, 0.25)));

    [Test]
    public void Bootstrap_OfTwoValues_SpansBoth() =>
        Assert.That(Bootstrap.OfMean([0, 1], Options), Is.EqualTo(new Interval(0, 1)), "both extremes have a quarter of the resamples, more than 2.5 %");

    [Test]
    public void Bootstrap_SameSeed_SameBits() =>
        Assert.That(Bootstrap.OfMean([1, 2, 4, 8, 16], Options), Is.EqualTo(Bootstrap.OfMean([1, 2, 4, 8, 16], new IntervalOptions())));

    [Test]
    public void Bootstrap_AnotherSeed_OtherDraws() =>
        Assert.That(Bootstrap.OfMean([1.01, 2.13, 4.7, 8.2, 16.9, 3.3, 5.1], Options), Is.Not.EqualTo(Bootstrap.OfMean([1.01, 2.13, 4.7, 8.2, 16.9, 3.3, 5.1], new IntervalOptions { Seed = 1 })));

    [Test]
    public void Bootstrap_OfManyValues_NearsTheNormalInterval()
    {
        // 0..99: deviation of the mean √((100² − 1)/12)/10 = 2.8866; its interval 49.5 ± 1.96·2.8866. Quantiles of 20000 draws vary by about 0.05.
        double[] values = [.. Enumerable.Range(0, 100).Select(i => (double)i)];
        var interval = Bootstrap.OfMean(values, new IntervalOptions { Resamples = 20_000 })!.Value;
        Assert.That((interval.Low, interval.High), Is.EqualTo((43.842, 55.158)).Within(0.25));
    }

    [Test]
    public void Compare_KnownDifferences_HasStudentsT()
    {
        // Differences 1, 2, 3, 4: mean 2.5, deviation √(5/3), t = 2.5/(√(5/3)/2) = √15; P(|t₃| > √15) = 1 − (2/π)(atan(√5) + √5/6).
        var comparison = Compared([1, 2, 3, 4], [0, 0, 0, 0]);
        Assert.That(comparison.T, Is.EqualTo(Math.Sqrt(15)).Within(1e-12));
        Assert.That(comparison.TProbability, Is.EqualTo(1 - (2 / Math.PI * (Math.Atan(Math.Sqrt(5)) + (Math.Sqrt(5) / 6)))).Within(1e-10));
    }

    [Test]
    public void Compare_EqualDifferences_HasNoT() => Assert.That(Compared([2, 3, 4], [1, 2, 3]), Has.Property("T").Null.And.Property("TProbability").Null);

    [Test]
    public void Compare_OnlyOneHasAValue_LeavesTheImageOut()
    {
        var first = Rows(5, 6, 7).Where(r => r.Index != 1).ToList();
        var comparison = new Comparison("", "", Better.Higher, "", "").Of(first, Rows(1, 1, 1), Options);
        Assert.That((comparison.Count, comparison.Difference), Is.EqualTo((2, 5.0)));
    }

    [TestCase(Better.Higher, 2, 1)]
    [TestCase(Better.Lower, 1, 2)]
    public void Compare_Wins_FollowTheMetricsDirection(Better better, int first, int second)
    {
        var comparison = new Comparison("", "", better, "", "").Of(Rows(3, 3, 1, 5), Rows(1, 2, 4, 5), Options);
        Assert.That((comparison.FirstBetter, comparison.SecondBetter), Is.EqualTo((first, second)));
    }

    // Five positive differences: one sign pattern of 32 is as extreme on either side.
    [TestCase(new double[] { 1, 2, 3, 4, 5 }, 15, 2 / 32.0)]
    [TestCase(new double[] { -1, -2, -3, -4, -5 }, 0, 2 / 32.0)]
    // Ranks 2, 2, 2, 4 and W = 8 of 10: of 16 patterns, 0 and three times 2 are as far off, and as many above.
    [TestCase(new double[] { 1, 1, -1, 2 }, 8, 8 / 16.0)]
    [TestCase(new double[] { 0, 7, 0 }, 1, 1)]
    [TestCase(new double[] { 0, 0 }, 0, 1)]
    public void SignedRanks_FewDifferences_CountsSignPatterns(double[] differences, double statistic, double probability) =>
        Assert.That(SignedRanks.Test(differences), Is.EqualTo((statistic, probability)));

    [Test]
    public void SignedRanks_AnyFewDifferences_EqualsTryingAllSigns([Range(2, 12)] int count)
    {
        double[] differences = [.. Enumerable.Range(1, count).Select(i => (double)(i * i % 7 * (i % 3 == 0 ? -1 : 1)))];
        double[] sizes = [.. differences.Where(d => d != 0).Select(Math.Abs)];
        double[] ranks = [.. sizes.Select(s => sizes.Count(o => o < s) + ((sizes.Count(o => o == s) + 1) / 2.0))];
        double observed = differences.Where(d => d != 0).Zip(ranks).Where(p => p.First > 0).Sum(p => p.Second);
        double[] all = [.. Enumerable.Range(0, 1 << ranks.Length).Select(signs => ranks.Where((_, i) => (signs >> i & 1) == 1).Sum())];
        double expected = Math.Min(1, 2.0 * Math.Min(all.Count(w => w <= observed), all.Count(w => w >= observed)) / all.Length);

        Assert.That(SignedRanks.Test(differences), Is.EqualTo((observed, expected)));
    }

    [Test]
    public void SignedRanks_ManyDifferences_HasTheNormalProbability()
    {
        // 1, −2, 3, −4 … −60: W = 1 + 3 + … + 59 = 900; mean 60·61/4 = 915, variance 60·61·121/24 = 18452.5.
        double[] differences = [.. Enumerable.Range(1, 60).Select(i => i % 2 == 1 ? i : -(double)i)];
        Assert.That(SignedRanks.Test(differences), Is.EqualTo((900.0, 0.912073)).Within(1e-6));
    }

    [Test]
    public void Adjust_SeveralProbabilities_FollowsHolm()
    {
        Comparison[] family = [.. new double?[] { 0.01, 0.04, null, 0.03 }.Select(p => new Comparison("", "", Better.Higher, "", "") { SignedRankProbability = p })];
        Assert.That(Comparison.Adjust(family).Select(c => c.Adjusted), Is.EqualTo(new double?[] { 0.03, 0.06, null, 0.06 }).Within(1e-15));
    }

    private static Summary Summarized(params double[] values) => new Summary("", "", "", Better.Higher).Of(Rows(values), Options);

    private static Comparison Compared(double[] first, double[] second) => new Comparison("", "", Better.Higher, "", "").Of(Rows(first), Rows(second), Options);

    private static List<StudyRow> Rows(params double[] values) => [.. values.Select((v, i) => new StudyRow(i, "", "", "", "") { Value = v })];
}
