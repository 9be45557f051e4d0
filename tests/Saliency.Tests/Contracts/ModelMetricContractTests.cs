namespace Saliency.Tests.Contracts;

/// <summary>What every metric of a map under a model promises, tried on each.</summary>
internal sealed class ModelMetricContractTests
{
    private static readonly ModelInput Photo = Pattern.Input(new ImageShape(3, 12, 10), 1);

    private static readonly SaliencyMap Map = Pattern.Map(12, 10, 3);

    private static IEnumerable<TestCaseData> All => Subjects.ModelMetrics.Select(s => new TestCaseData(s).SetArgDisplayNames(s.Label));

    private static IEnumerable<TestCaseData> OfOrder => Subjects.ModelMetrics.Where(s => !s.LevelMatters).Select(s => new TestCaseData(s).SetArgDisplayNames(s.Label));

    private static IEnumerable<TestCaseData> Perturbing => Subjects.ModelMetrics.Where(s => !s.AsksOnce).Select(s => new TestCaseData(s).SetArgDisplayNames(s.Label));

    [TestCaseSource(nameof(All))]
    public void Evaluate_AnyMap_Finite(ModelMetricSubject subject)
    {
        var result = subject.Make(LinearModel.Usual()).Evaluate(Map, Photo, Target.Predicted);
        Assert.That(double.IsFinite(result.Value));
        Assert.That(result.Curve?.Y ?? [], Has.All.Matches<double>(double.IsFinite));
    }

    [TestCaseSource(nameof(All))]
    public void Evaluate_AnyMap_LeavesMapAndInputUntouched(ModelMetricSubject subject)
    {
        float[] map = Map.Values.ToArray(), photo = Photo.Values.ToArray();
        subject.Make(LinearModel.Usual()).Evaluate(Map, Photo, Target.Predicted);
        Assert.That((Map.Values.ToArray(), Photo.Values.ToArray()), Is.EqualTo((map, photo)));
    }

    [TestCaseSource(nameof(All))]
    public void Evaluate_OtherBatchSizesAndThreads_SameBits(ModelMetricSubject subject)
    {
        var metric = subject.Make(LinearModel.Usual());
        var one = metric.Evaluate(Map, Photo, Target.Predicted, new RunContext { BatchSize = 1, MaxDegreeOfParallelism = 1 });
        foreach (int size in new[] { 1, 2, 5, 1000 })
            AssertSame(metric.Evaluate(Map, Photo, Target.Predicted, new RunContext { BatchSize = size, MaxDegreeOfParallelism = 4 }), one);
    }

    [TestCaseSource(nameof(All))]
    public void Evaluate_Concurrently_EqualsSerially(ModelMetricSubject subject)
    {
        var metric = subject.Make(LinearModel.Usual());
        var maps = Enumerable.Range(0, 8).Select(seed => Pattern.Map(12, 10, seed)).ToArray();
        var together = new MetricResult[maps.Length];
        Parallel.For(0, maps.Length, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => together[i] = metric.Evaluate(maps[i], Photo, Target.Predicted));
        for (int i = 0; i < maps.Length; i++) AssertSame(together[i], metric.Evaluate(maps[i], Photo, Target.Predicted));
    }

    [TestCaseSource(nameof(All))]
    public void Evaluate_MapOfAnotherSize_ResizedBilinearly(ModelMetricSubject subject)
    {
        var metric = subject.Make(LinearModel.Usual());
        var small = Pattern.Map(5, 4, 3);
        AssertSame(metric.Evaluate(small, Photo, Target.Predicted), metric.Evaluate(small.Resize(12, 10), Photo, Target.Predicted));
    }

    [TestCaseSource(nameof(OfOrder))]
    public void Evaluate_ConstantMap_SameAsAnotherConstantMap(ModelMetricSubject subject)
    {
        var metric = subject.Make(LinearModel.Usual());
        SaliencyMap zeros = new(12, 10, new float[120]), fives = new(12, 10, Enumerable.Repeat(5f, 120).ToArray());
        AssertSame(metric.Evaluate(zeros, Photo, Target.Predicted), metric.Evaluate(fives, Photo, Target.Predicted));
    }

    [TestCaseSource(nameof(All))]
    public void Evaluate_Progress_RisesToItsTotal(ModelMetricSubject subject)
    {
        var log = new ProgressLog();
        subject.Make(LinearModel.Usual()).Evaluate(Map, Photo, Target.Predicted, new RunContext { BatchSize = 5, Progress = log });
        ExplainerContractTests.AssertRises(log);
    }

    [TestCaseSource(nameof(All))]
    public void Evaluate_CancelledBefore_AsksNothing(ModelMetricSubject subject)
    {
        var model = LinearModel.Usual();
        Assert.That(() => subject.Make(model).Evaluate(Map, Photo, Target.Predicted, null, new CancellationToken(true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(model.Runs, Is.Zero);
    }

    [TestCaseSource(nameof(Perturbing))]
    public void Evaluate_CancelledHalfWay_AsksNoMore(ModelMetricSubject subject)
    {
        using var source = new CancellationTokenSource();
        var model = ExplainerContractTests.Hooked(run => { if (run == 4) source.Cancel(); });
        Assert.That(() => subject.Make(model).Evaluate(Map, Photo, Target.Predicted, new RunContext { BatchSize = 1 }, source.Token),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(model.Runs, Is.EqualTo(4));
    }

    [TestCaseSource(nameof(All))]
    public void Evaluate_InputOfAnotherShape_RefusedBeforeAnyRun(ModelMetricSubject subject)
    {
        var model = LinearModel.Usual();
        Assert.That(() => subject.Make(model).Evaluate(Map, Pattern.Input(new ImageShape(1, 12, 10), 1), Target.Predicted),
            Throws.ArgumentException.With.Message.Contains("3×12×10").And.Message.Contains("1×12×10"));
        Assert.That(model.Runs, Is.Zero);
    }

    [TestCaseSource(nameof(Perturbing))]
    public void Evaluate_ModelThatAnswersNaN_NamesOutputAndImage(ModelMetricSubject subject) =>
        Assert.That(() => subject.Make(ExplainerContractTests.Broken(6)).Evaluate(Map, Photo, Target.Predicted, new RunContext { BatchSize = 4 }),
            Throws.InstanceOf<ModelAnswerException>().With.Property("Output").EqualTo("logits").And.Property("Image").EqualTo(5));

    private static void AssertSame(MetricResult actual, MetricResult expected) =>
        Assert.That((actual.Value, actual.Curve?.X.ToArray(), actual.Curve?.Y.ToArray()), Is.EqualTo((expected.Value, expected.Curve?.X.ToArray(), expected.Curve?.Y.ToArray())));
}
