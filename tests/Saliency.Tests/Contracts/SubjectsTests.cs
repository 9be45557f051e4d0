namespace Saliency.Tests.Contracts;

public class SubjectsTests
{
    [Test]
    public void Explainers_OfTheLibrary_AreAllListed() =>
        Assert.That(Missing(typeof(IExplainer), Subjects.Explainers.Select(s => s.Make(LinearModel.Usual()).GetType())), Is.Empty);

    [Test]
    public void Metrics_OfTheLibrary_AreAllListed() =>
        Assert.That(Missing(typeof(IMetric), [
            .. Subjects.ModelMetrics.Select(s => s.Make(LinearModel.Usual()).GetType()),
            .. Subjects.ExplainerMetrics.Select(s => s.Make(LinearModel.Usual()).GetType()),
            .. Subjects.GroundTruthMetrics.Select(s => s.Metric.GetType()),
            // Wraps each of these in their contract test.
            typeof(Saliency.Metrics.ResizedToTruth),
            .. Subjects.MapMetrics.Select(s => s.Metric.GetType())]), Is.Empty);

    private static IEnumerable<string> Missing(Type contract, IEnumerable<Type> listed) =>
        typeof(IExplainer).Assembly.GetTypes().Where(t => contract.IsAssignableFrom(t) && !t.IsAbstract && t.IsVisible).Except(listed.Select(Open)).Select(t => t.Name);

    private static Type Open(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;
}
