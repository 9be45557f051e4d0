using Saliency.Explainers;

namespace Saliency.Tests.Contracts;

/// <summary>What every metric of an explainer promises, tried on each.</summary>
internal sealed class ExplainerMetricContractTests
{
    private static readonly ModelInput Photo = Pattern.Input(new ImageShape(3, 12, 10), 1);

    private static IEnumerable<TestCaseData> All => Subjects.ExplainerMetrics.Select(s => new TestCaseData(s).SetArgDisplayNames(s.Label));

    [TestCaseSource(nameof(All))]
    public void Evaluate_AnyExplainer_Finite(ExplainerMetricSubject subject)
    {
        var model = LinearModel.Usual();
        Assert.That(double.IsFinite(subject.Make(model).Evaluate(new Occlusion(model), Photo, Target.Predicted).Value));
    }

    [TestCaseSource(nameof(All))]
    public void Evaluate_OtherBatchSizes_SameBits(ExplainerMetricSubject subject)
    {
        var model = LinearModel.Usual();
        var metric = subject.Make(model);
        double[] values = [.. new[] { 1, 2, 1000 }.Select(size => metric.Evaluate(new Occlusion(model), Photo, Target.Predicted, new RunContext { BatchSize = size }).Value)];
        Assert.That(values.Distinct().Count(), Is.EqualTo(1));
    }

    [TestCaseSource(nameof(All))]
    public void Evaluate_Progress_RisesToItsTotal(ExplainerMetricSubject subject)
    {
        var model = LinearModel.Usual();
        var log = new ProgressLog();
        subject.Make(model).Evaluate(new Occlusion(model), Photo, Target.Predicted, new RunContext { Progress = log });
        ExplainerContractTests.AssertRises(log);
    }

    [TestCaseSource(nameof(All))]
    public void Evaluate_CancelledBefore_AsksNothing(ExplainerMetricSubject subject)
    {
        var model = LinearModel.Usual();
        Assert.That(() => subject.Make(model).Evaluate(new Occlusion(model), Photo, Target.Predicted, null, new CancellationToken(true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(model.Runs, Is.Zero);
    }
}
