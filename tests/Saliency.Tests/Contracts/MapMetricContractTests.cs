namespace Saliency.Tests.Contracts;

/// <summary>What every metric of a map alone promises, tried on each.</summary>
internal sealed class MapMetricContractTests
{
    private static readonly SaliencyMap Map = Pattern.Map(12, 10, 3);

    private static IEnumerable<TestCaseData> All => Subjects.MapMetrics.Select(s => new TestCaseData(s).SetArgDisplayNames(s.Label));

    private static IEnumerable<TestCaseData> OfMagnitudes => Subjects.MapMetrics.Where(s => s.OfMagnitudes).Select(s => new TestCaseData(s).SetArgDisplayNames(s.Label));

    [TestCaseSource(nameof(All))]
    public void Evaluate_OnePixel_BetterThanAnyMap(MapMetricSubject subject)
    {
        double one = Merit(subject, Change((i, _) => i == 57 ? 1 : 0)), other = Merit(subject, Map);
        Assert.That(one, Is.GreaterThan(other));
    }

    [TestCaseSource(nameof(OfMagnitudes))]
    public void Evaluate_ConstantMap_WorseThanAnyMap(MapMetricSubject subject) =>
        Assert.That(Merit(subject, Change((_, _) => 0.1f)), Is.LessThan(Merit(subject, Map)));

    [TestCaseSource(nameof(OfMagnitudes))]
    public void Evaluate_ScaledAndNegatedMap_Same(MapMetricSubject subject) =>
        Assert.That(Merit(subject, Change((_, v) => -4 * v)), Is.EqualTo(Merit(subject, Map)).Within(1e-9));

    [TestCaseSource(nameof(All))]
    public void Evaluate_PixelsMoved_Same(MapMetricSubject subject) =>
        Assert.That(Merit(subject, Change((i, _) => Map.Values[119 - i])), Is.EqualTo(Merit(subject, Map)).Within(1e-9));

    [TestCaseSource(nameof(All))]
    public void Evaluate_ZerosHugeAndTinyValues_Finite(MapMetricSubject subject)
    {
        SaliencyMap[] maps = [Change((_, _) => 0), Change((_, v) => v > 0 ? float.MaxValue : float.MinValue), Change((i, _) => i == 1 ? float.Epsilon : 0)];
        Assert.That(maps.Select(map => Merit(subject, map)), Is.All.Matches<double>(double.IsFinite));
    }

    [TestCaseSource(nameof(All))]
    public void Evaluate_NoMap_Refused(MapMetricSubject subject) => Assert.That(() => subject.Metric.Evaluate(null!), Throws.ArgumentNullException);

    private static double Merit(MapMetricSubject subject, SaliencyMap map) =>
        subject.Metric.Better == Better.Higher ? subject.Metric.Evaluate(map).Value : -subject.Metric.Evaluate(map).Value;

    private static SaliencyMap Change(Func<int, float, float> change) => new(12, 10, [.. Map.Values.ToArray().Select((v, i) => change(i, v))]);
}
