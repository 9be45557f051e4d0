using Saliency.Metrics;
using Saliency.Tests.Contracts;

namespace Saliency.Tests.Metrics;

/// <summary>Metrics against fixations and densities, by hand and by plain re-implementation.</summary>
internal sealed class FixationMetricTests
{
    private static readonly SaliencyMap Map = Pattern.Map(15, 11, 1), Coarse = new(15, 11, [.. Pattern.Values(165, 1).Select(v => MathF.Round(3 * v))]);

    private static readonly Fixations Looked = Fixations.At(Pattern.Map(15, 11, 2).Top(0.15)), Others = Fixations.At(Pattern.Map(15, 11, 3).Top(0.4));

    // pysaliency's anchors for the map exp(−½·r²/√3200) on 40×40, centred at (20, 20), at the pixel of column 0 and row 10.
    private static readonly SaliencyMap Gaussian = new(40, 40, [.. from y in Enumerable.Range(0, 40) from x in Enumerable.Range(0, 40)
        select (float)Math.Exp(-0.5 * (((x - 20) * (x - 20)) + ((y - 20) * (y - 20))) / Math.Sqrt(3200))]);

    [Test]
    public void NormalizedScanpathSaliency_Gaussian_Anchor() =>
        Assert.That(new NormalizedScanpathSaliency().Evaluate(Gaussian, new Fixations(40, 40, (10, 0))).Value, Is.EqualTo(-0.8215960).Within(1e-6));

    [Test]
    public void AucUniform_Gaussian_Anchor() =>
        Assert.That(new AucUniform().Evaluate(Gaussian, new Fixations(40, 40, (10, 0))).Value, Is.EqualTo(0.099375).Within(1e-9));

    [Test]
    public void KullbackLeiblerDivergence_UniformTruth_Anchor([Values] KullbackLeiblerRule rule)
    {
        var uniform = new SaliencyMap(40, 40, Enumerable.Repeat(1f, 1600).ToArray());
        Assert.That(new KullbackLeiblerDivergence(new KullbackLeiblerDivergenceOptions { Rule = rule }).Evaluate(Gaussian, uniform).Value, Is.EqualTo(0.8396272789).Within(1e-6));
    }

    // Deviations −1 and 1: the population's is 1, the sample's √2.
    [TestCase(DeviationKind.Population, 1)]
    [TestCase(DeviationKind.Sample, 0.70710678118654752)]
    public void NormalizedScanpathSaliency_TwoPixels_ByHand(DeviationKind deviation, double expected) =>
        Assert.That(new NormalizedScanpathSaliency(new NormalizedScanpathSaliencyOptions { Deviation = deviation }).Evaluate(new SaliencyMap(1, 2, [1, 3]), new Fixations(1, 2, (0, 1))).Value,
            Is.EqualTo(expected).Within(1e-12));

    [Test]
    public void NormalizedScanpathSaliency_RepeatedFixation_CountsTwice() =>
        Assert.That(new NormalizedScanpathSaliency().Evaluate(new SaliencyMap(1, 2, [1, 3]), new Fixations(1, 2, (0, 1), (0, 1), (0, 0))).Value, Is.EqualTo(1 / 3.0).Within(1e-12));

    // s = (0, ¼, ¾) and p = (0, ½, ½) after the shift.
    [Test]
    public void InformationGain_ThreePixels_ByHand()
    {
        var truth = new GroundTruth { Fixations = new Fixations(1, 3, (0, 2), (0, 1)), Prior = new SaliencyMap(1, 3, [1, 3, 3]) };
        Assert.That(new InformationGain().Evaluate(new SaliencyMap(1, 3, [-1, 0, 2]), truth).Value, Is.EqualTo((Math.Log2(1.5) - 1) / 2).Within(1e-12));
    }

    [Test]
    public void AucJudd_ManyTies_AsAPlainLoop([Values] FixationTies ties, [Values] bool coarse)
    {
        var map = coarse ? Coarse : Map;
        float[] fixated = [.. Looked.Points.Select(p => map[p.Y, p.X]).OrderDescending()];
        var points = new List<(double X, double Y)> { (0, 0) };
        for (int i = 0; i < fixated.Length; i++)
        {
            int hits = ties == FixationTies.Apart ? i + 1 : fixated.Count(v => v >= fixated[i]);
            points.Add(((map.Values.ToArray().Count(v => v >= fixated[i]) - hits) / (double)(165 - fixated.Length), hits / (double)fixated.Length));
        }
        points.Add((1, 1));
        double area = points.Zip(points.Skip(1), (a, b) => (b.X - a.X) * (a.Y + b.Y) / 2).Sum();
        Assert.That(new AucJudd(new AucJuddOptions { Ties = ties }).Evaluate(map, Looked).Value, Is.EqualTo(area).Within(1e-12));
    }

    [Test]
    public void AucJudd_Jitter_SmallChangeOfSeedAlone()
    {
        double Value(ulong seed, double jitter) => new AucJudd(new AucJuddOptions { Jitter = jitter, Seed = seed }).Evaluate(Coarse, Looked).Value;
        Assert.That((Value(1, 1e-7), Value(1, 1e-7)), Is.EqualTo((Value(1, 1e-3), Value(1, 1e-7))), "only the order among equals is random");
        Assert.That(Value(1, 1e-7), Is.Not.EqualTo(Value(2, 1e-7)));
    }

    [Test]
    public void AucJudd_EveryPixelFixated_Refused() =>
        Assert.That(() => new AucJudd().Evaluate(new SaliencyMap(1, 2, [1, 2]), new Fixations(1, 2, (0, 0), (0, 1))), Throws.ArgumentException);

    [Test]
    public void AucUniform_ManyTies_AsAPlainLoop()
    {
        float[] all = Coarse.Values.ToArray();
        double expected = Looked.Points.Average(p => all.Average(v => v < Coarse[p.Y, p.X] ? 1 : v == Coarse[p.Y, p.X] ? 0.5 : 0));
        Assert.That(new AucUniform().Evaluate(Coarse, Looked).Value, Is.EqualTo(expected).Within(1e-12));
    }

    [Test]
    public void ShuffledAuc_AllNegatives_AsAPlainLoop()
    {
        double expected = Looked.Points.Average(p => Others.Points.Average(o => Coarse[o.Y, o.X] < Coarse[p.Y, p.X] ? 1 : Coarse[o.Y, o.X] == Coarse[p.Y, p.X] ? 0.5 : 0));
        var metric = new ShuffledAuc(new ShuffledAucOptions { Negatives = ShuffledNegatives.All });
        Assert.That(metric.Evaluate(Coarse, new GroundTruth { Fixations = Looked, OtherFixations = Others }).Value, Is.EqualTo(expected).Within(1e-12));
    }

    // As many others as fixations: every split draws all of them, in some order.
    [Test]
    public void ShuffledAuc_AsManyOthers_EverySplitDrawsThemAll()
    {
        var truth = new GroundTruth { Fixations = Looked, OtherFixations = new Fixations(15, 11, [.. Others.Points.Take(Looked.Points.Length)]) };
        double expected = SplitAuc.Mean(Map, Looked.Points, [[.. truth.OtherFixations.Points]], 0.1);
        Assert.That(new ShuffledAuc(new ShuffledAucOptions { Splits = 7 }).Evaluate(Map, truth).Value, Is.EqualTo(expected).Within(1e-12));
    }

    [Test]
    public void AucBorji_ManySplits_NearTheSteppedAreaOfAllPixels()
    {
        var all = from y in Enumerable.Range(0, 15) from x in Enumerable.Range(0, 11) select (y, x);
        double expected = SplitAuc.Mean(Map, Looked.Points, [[.. all]], 0.1);
        Assert.That(new AucBorji(new AucBorjiOptions { Splits = 4000, Seed = 5 }).Evaluate(Map, Looked).Value, Is.EqualTo(expected).Within(0.005));
    }

    [Test]
    public void AucBorji_Seeds_SameSameOtherOther()
    {
        double Value(ulong seed) => new AucBorji(new AucBorjiOptions { Seed = seed }).Evaluate(Map, Looked).Value;
        Assert.That((Value(3) == Value(3), Value(3) == Value(4)), Is.EqualTo((true, false)));
    }

    [TestCase(0, 0.1)]
    [TestCase(5, 0)]
    [TestCase(5, 1.1)]
    [TestCase(5, double.NaN)]
    public void AucBorji_BadOptions_Refused(int splits, double step) =>
        Assert.That(() => new AucBorji(new AucBorjiOptions { Splits = splits, Step = step }), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void StructuralSimilarity_MapBelowAWindow_Refused() =>
        Assert.That(() => new StructuralSimilarity().Evaluate(new SaliencyMap(6, 9, new float[54]), new SaliencyMap(6, 9, new float[54])), Throws.ArgumentException.With.Message.Contains("6×9"));

    // One unit of mass, three columns and four rows away.
    [Test]
    public void EarthMoversDistance_OnePixelToAnother_TheirDistance()
    {
        var from = new float[60];
        var to = new float[60];
        (from[0], to[(4 * 10) + 3]) = (2, 5);
        Assert.That(new EarthMoversDistance().Evaluate(new SaliencyMap(6, 10, from), new SaliencyMap(6, 10, to)).Value, Is.EqualTo(5).Within(1e-10));
    }

    // Cells of two pixels with middles at ½, 2½ and, the cut one, 4.
    [Test]
    public void EarthMoversDistance_ReducedWithARest_DistanceOfMiddles() =>
        Assert.That(new EarthMoversDistance(new EarthMoversDistanceOptions { MostCells = 3 }).Evaluate(new SaliencyMap(1, 5, [1, 0, 0, 0, 0]), new SaliencyMap(1, 5, [0, 0, 0, 0, 1])).Value,
            Is.EqualTo(3.5).Within(1e-10));

    // Along a line the distance is the sum of the differences of the running sums.
    [Test]
    public void EarthMoversDistance_Line_DifferencesOfRunningSums()
    {
        float[] a = [.. Pattern.Values(40, 1).Select(MathF.Abs)], b = [.. Pattern.Values(40, 2).Select(MathF.Abs)];
        double sumA = a.Sum(v => (double)v), sumB = b.Sum(v => (double)v), run = 0, expected = 0;
        for (int i = 0; i < 40; i++) expected += Math.Abs(run += (a[i] / sumA) - (b[i] / sumB));
        var metric = new EarthMoversDistance(new EarthMoversDistanceOptions { MostCells = 40 });
        Assert.That(metric.Evaluate(new SaliencyMap(1, 40, a), new SaliencyMap(1, 40, b)).Value, Is.EqualTo(expected).Within(1e-9));
    }

    [Test]
    public void RootMeanSquareError_ThreePixels_ByHand() =>
        Assert.That(new RootMeanSquareError().Evaluate(new SaliencyMap(1, 3, [0, 5, 10]), new SaliencyMap(1, 3, [3, 2, 1])).Value, Is.EqualTo(Math.Sqrt(2 / 3.0)).Within(1e-12));
}
