using Saliency.Metrics;

namespace Saliency.Tests.Contracts;

/// <summary>What every metric of a map against the truth promises, tried on each.</summary>
internal sealed class GroundTruthMetricContractTests
{
    private const int Height = 12, Width = 10;

    // Multiples of 2⁻¹², so that scaling by a power of two and shifting by whole numbers is exact.
    private static readonly SaliencyMap Map = Change(Pattern.Map(Height, Width, 3), v => MathF.Round(v * 4096) / 4096);

    private static readonly GroundTruth Truth = TruthOf(Height, Width);

    private static IEnumerable<TestCaseData> All => Cases(_ => true);

    private static IEnumerable<TestCaseData> FixationMetrics => Cases(s => s.Part == TruthPart.Fixations);

    private static IEnumerable<TestCaseData> DensityMetrics => Cases(s => s.Part == TruthPart.Density);

    private static IEnumerable<TestCaseData> ReversedMetrics => Cases(s => s.ReversedIsWorst);

    private static IEnumerable<TestCaseData> AffineMetrics => Cases(s => s.Invariance != Invariance.None);

    private static IEnumerable<TestCaseData> OrderMetrics => Cases(s => s.Invariance == Invariance.Order);

    [TestCaseSource(nameof(All))]
    public void Evaluate_AnyMap_Finite(GroundTruthMetricSubject subject) => Assert.That(double.IsFinite(Value(subject, Map)));

    [TestCaseSource(nameof(All))]
    public void Evaluate_TheBestMap_BetterThanAnyOther(GroundTruthMetricSubject subject)
    {
        double best = Merit(subject, Best(subject.Part));
        // A peak or a few pixels can also hit by chance.
        Assert.That(Random.Select(map => Merit(subject, map)), Is.All.LessThanOrEqualTo(best).And.Some.LessThan(best));
    }

    [TestCaseSource(nameof(ReversedMetrics))]
    public void Evaluate_TheBestMapReversed_WorseThanAnyOther(GroundTruthMetricSubject subject)
    {
        var best = Best(subject.Part);
        float[] values = best.Values.ToArray();
        double worst = Merit(subject, Change(best, v => values.Max() + values.Min() - v));
        Assert.That(Random.Select(map => Merit(subject, map)), Is.All.GreaterThanOrEqualTo(worst).And.Some.GreaterThan(worst));
    }

    [TestCaseSource(nameof(AffineMetrics))]
    public void Evaluate_ScaledAndShiftedMap_Same(GroundTruthMetricSubject subject) =>
        Assert.That(Value(subject, Change(Map, v => (4 * v) + 3)), Is.EqualTo(Value(subject, Map)).Within(1e-9));

    [TestCaseSource(nameof(OrderMetrics))]
    public void Evaluate_MapOfTheSameOrder_Same(GroundTruthMetricSubject subject) =>
        Assert.That(Value(subject, Map.Normalize(Normalization.Rank)), Is.EqualTo(Value(subject, Map)).Within(1e-12));

    [TestCaseSource(nameof(All))]
    public void Evaluate_ConstantMaps_AllTheSameAndFinite(GroundTruthMetricSubject subject)
    {
        double[] values = [.. new[] { 0f, 0.1f, 7f }.Select(v => Value(subject, Change(Map, _ => v)))];
        Assert.That(values, Is.All.EqualTo(values[0]).Within(1e-12).And.All.Matches<double>(double.IsFinite));
    }

    [TestCaseSource(nameof(DensityMetrics))]
    public void Evaluate_ConstantTruth_Finite(GroundTruthMetricSubject subject) =>
        Assert.That(double.IsFinite(subject.Metric.Evaluate(Map, Change(Map, _ => -2)).Value));

    [TestCaseSource(nameof(All))]
    public void Evaluate_HugeValues_Finite(GroundTruthMetricSubject subject) =>
        Assert.That(double.IsFinite(Value(subject, Change(Map, v => v > 0.5f ? float.MaxValue : v < -0.5f ? float.MinValue : v))));

    [TestCaseSource(nameof(All))]
    public void Evaluate_TinyValues_Finite(GroundTruthMetricSubject subject) =>
        Assert.That(double.IsFinite(Value(subject, Change(Map, v => v > 0.5f ? float.Epsilon : 0))));

    [TestCaseSource(nameof(All))]
    public void Evaluate_AnyMap_LeavesMapAndTruthUntouched(GroundTruthMetricSubject subject)
    {
        float[] map = Map.Values.ToArray(), density = Truth.Density!.Values.ToArray();
        Value(subject, Map);
        Assert.That((Map.Values.ToArray(), Truth.Density.Values.ToArray()), Is.EqualTo((map, density)));
    }

    [TestCaseSource(nameof(All))]
    public void Evaluate_TruthOfAnotherSize_RefusedWithBothSizes(GroundTruthMetricSubject subject) =>
        Assert.That(() => subject.Metric.Evaluate(Map, TruthOf(Width, Height)), Throws.ArgumentException.With.Message.Contains("12×10").And.Message.Contains("10×12"));

    [TestCaseSource(nameof(All))]
    public void ResizedToTruth_MapOfAnotherSize_AsTheResizedMap(GroundTruthMetricSubject subject)
    {
        var wrapped = new ResizedToTruth(subject.Metric);
        var small = Pattern.Map(5, 8, 3);
        Assert.That((wrapped.Evaluate(small, Truth).Value, wrapped.Name, wrapped.Better), Is.EqualTo((Value(subject, small.Resize(Height, Width)), subject.Metric.Name, subject.Metric.Better)));
    }

    [TestCaseSource(nameof(All))]
    public void Evaluate_EmptyTruth_Refused(GroundTruthMetricSubject subject) =>
        Assert.That(() => subject.Metric.Evaluate(Map, new GroundTruth()), Throws.ArgumentException.With.Message.Contains(subject.Metric.Name));

    [TestCaseSource(nameof(FixationMetrics))]
    public void Evaluate_NoFixations_Refused(GroundTruthMetricSubject subject) =>
        Assert.That(() => subject.Metric.Evaluate(Map, Truth with { Fixations = new Fixations(Height, Width) }), Throws.ArgumentException.With.Message.Contains("got none"));

    [TestCaseSource(nameof(All))]
    public void Evaluate_Concurrently_EqualsSerially(GroundTruthMetricSubject subject)
    {
        double expected = Value(subject, Map);
        var values = new double[16];
        Parallel.For(0, values.Length, i => values[i] = Value(subject, Map));
        Assert.That(values, Is.All.EqualTo(expected));
    }

    private static IEnumerable<SaliencyMap> Random => Enumerable.Range(10, 30).Select(seed => Pattern.Map(Height, Width, seed));

    private static IEnumerable<TestCaseData> Cases(Func<GroundTruthMetricSubject, bool> wanted) =>
        Subjects.GroundTruthMetrics.Where(wanted).Select(s => new TestCaseData(s).SetArgDisplayNames(s.Label));

    private static double Value(GroundTruthMetricSubject subject, SaliencyMap map) => subject.Metric.Evaluate(map, Truth).Value;

    private static double Merit(GroundTruthMetricSubject subject, SaliencyMap map) => subject.Metric.Better == Better.Higher ? Value(subject, map) : -Value(subject, map);

    private static SaliencyMap Change(SaliencyMap map, Func<float, float> change) => new(map.Height, map.Width, [.. map.Values.ToArray().Select(change)]);

    private static SaliencyMap Best(TruthPart part) => part switch
    {
        TruthPart.Density => Truth.Density!,
        TruthPart.Region => new(Height, Width, [.. Truth.Region!.Values.ToArray().Select(inside => inside ? 1f : 0)]),
        _ => new(Height, Width, [.. from y in Enumerable.Range(0, Height) from x in Enumerable.Range(0, Width) select Truth.Fixations!.Points.Contains((y, x)) ? 1f : 0]),
    };

    private static GroundTruth TruthOf(int height, int width) => new()
    {
        Density = Pattern.Map(height, width, 4),
        Region = Pattern.Map(height, width, 5).Top(0.2),
        Fixations = Fixations.At(Pattern.Map(height, width, 6).Top(0.1)),
        OtherFixations = Fixations.At(Pattern.Map(height, width, 7).Top(0.3)),
        Prior = Pattern.Map(height, width, 8),
    };
}
