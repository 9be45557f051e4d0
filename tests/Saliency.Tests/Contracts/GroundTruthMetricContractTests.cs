namespace Saliency.Tests.Contracts;

/// <summary>What every metric of a map against the truth promises, tried on each.</summary>
internal sealed class GroundTruthMetricContractTests
{
    private static readonly SaliencyMap Map = Pattern.Map(12, 10, 3);

    private static readonly GroundTruth Truth = Pattern.Map(12, 10, 4);

    private static IEnumerable<TestCaseData> All => Subjects.GroundTruthMetrics.Select(s => new TestCaseData(s).SetArgDisplayNames(s.Label));

    [TestCaseSource(nameof(All))]
    public void Evaluate_AnyMap_Finite(GroundTruthMetricSubject subject) =>
        Assert.That(double.IsFinite(subject.Metric.Evaluate(Map, Truth).Value));

    [TestCaseSource(nameof(All))]
    public void Evaluate_TheTruthItself_BetterThanAnotherMap(GroundTruthMetricSubject subject)
    {
        double itself = subject.Metric.Evaluate(Truth.Density!, Truth).Value, other = subject.Metric.Evaluate(Map, Truth).Value;
        Assert.That(subject.Metric.Better == Better.Higher ? itself - other : other - itself, Is.Positive);
    }

    [TestCaseSource(nameof(All))]
    public void Evaluate_ConstantMap_Finite(GroundTruthMetricSubject subject) =>
        Assert.That(double.IsFinite(subject.Metric.Evaluate(new SaliencyMap(12, 10, new float[120]), Truth).Value));

    [TestCaseSource(nameof(All))]
    public void Evaluate_ConstantTruth_Finite(GroundTruthMetricSubject subject) =>
        Assert.That(double.IsFinite(subject.Metric.Evaluate(Map, new SaliencyMap(12, 10, Enumerable.Repeat(-2f, 120).ToArray())).Value));

    [TestCaseSource(nameof(All))]
    public void Evaluate_HugeValues_Finite(GroundTruthMetricSubject subject) =>
        Assert.That(double.IsFinite(subject.Metric.Evaluate(new SaliencyMap(1, 3, [float.MaxValue, float.MinValue, 0]), new SaliencyMap(1, 3, [1, 2, 3])).Value));

    [TestCaseSource(nameof(All))]
    public void Evaluate_AnyMap_LeavesMapAndTruthUntouched(GroundTruthMetricSubject subject)
    {
        float[] map = Map.Values.ToArray(), density = Truth.Density!.Values.ToArray();
        subject.Metric.Evaluate(Map, Truth);
        Assert.That((Map.Values.ToArray(), Truth.Density.Values.ToArray()), Is.EqualTo((map, density)));
    }

    [TestCaseSource(nameof(All))]
    public void Evaluate_TruthOfAnotherSize_RefusedWithBothSizes(GroundTruthMetricSubject subject) =>
        Assert.That(() => subject.Metric.Evaluate(Map, Pattern.Map(10, 12, 4)), Throws.ArgumentException.With.Message.Contains("12×10").And.Message.Contains("10×12"));

    [TestCaseSource(nameof(All))]
    public void Evaluate_EmptyTruth_Refused(GroundTruthMetricSubject subject) =>
        Assert.That(() => subject.Metric.Evaluate(Map, new GroundTruth()), Throws.ArgumentException.With.Message.Contains(subject.Metric.Name));

    [TestCaseSource(nameof(All))]
    public void Evaluate_Concurrently_EqualsSerially(GroundTruthMetricSubject subject)
    {
        double expected = subject.Metric.Evaluate(Map, Truth).Value;
        var values = new double[16];
        Parallel.For(0, values.Length, i => values[i] = subject.Metric.Evaluate(Map, Truth).Value);
        Assert.That(values, Is.All.EqualTo(expected));
    }
}
