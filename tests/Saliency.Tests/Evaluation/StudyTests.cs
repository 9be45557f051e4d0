using Saliency.Evaluation;
using Saliency.Explainers;
using Saliency.Metrics;
using Saliency.Tests.Contracts;

namespace Saliency.Tests.Evaluation;

internal sealed class StudyTests
{
    [Test]
    public void Run_EachRow_HasTheValueOfTheMetricByItself()
    {
        var model = LinearModel.Usual();
        var map = new EigenCam(model).Explain(Pattern.Input(model.InputShape, 1), Target.Predicted);
        var expected = new Insertion(model, new InsertionOptions { Steps = 4 }).Evaluate(map, Pattern.Input(model.InputShape, 1), Target.Predicted);

        var row = SmallStudy.Run(2).Rows.Single(r => r is { Index: 1, Explainer: "EigenCAM", Metric: "Insertion" });

        Assert.That((row.Value, row.Curve!.Y.ToArray(), row.ModelRuns), Is.EqualTo((expected.Value, expected.Curve!.Y.ToArray(), map.Origin.ModelRuns)));
    }

    [Test]
    public void Run_SeveralImages_RowsInTheOrderOfTheStudy() =>
        Assert.That(SmallStudy.Run(2).Rows.Select(r => $"{r.Image}/{r.Explainer}/{r.Metric}"), Is.EqualTo(new[]
        {
            "image 0/RISE/PCC", "image 0/RISE/Insertion", "image 0/EigenCAM/PCC", "image 0/EigenCAM/Insertion",
            "image 1/RISE/PCC", "image 1/RISE/Insertion", "image 1/EigenCAM/PCC", "image 1/EigenCAM/Insertion",
        }));

    [Test]
    public void Run_OtherBatchAndThreads_SameRows() =>
        Assert.That(SmallStudy.Run(3, new StudyRun { Context = new RunContext { BatchSize = 1, MaxDegreeOfParallelism = 1 } }).Lines(),
            Is.EqualTo(SmallStudy.Run(3, new StudyRun { Context = new RunContext { BatchSize = 7, MaxDegreeOfParallelism = 3 } }).Lines()));

    [Test]
    public void Run_LongSequence_LoadsEachImageBeforeTheNextIsAskedFor()
    {
        var log = new List<string>();
        SmallStudy.Of(LinearModel.Usual()).Run(Sequence());
        Assert.That(log, Is.EqualTo(new[] { "named 0", "loaded 0", "named 1", "loaded 1", "named 2", "loaded 2" }));

        IEnumerable<StudyImage> Sequence()
        {
            for (int i = 0; i < 3; i++)
            {
                int number = i;
                log.Add($"named {number}");
                yield return new StudyImage($"{number}", model =>
                {
                    log.Add($"loaded {number}");
                    return new StudySample(Pattern.Input(model.Model.InputShape, number));
                });
            }
        }
    }

    [Test]
    public void Run_ImageWithoutTruth_HasNoValueAndSaysWhy()
    {
        var row = SmallStudy.Run(3).Rows.Single(r => r is { Index: 2, Explainer: "RISE", Metric: "PCC" });
        Assert.That((row.Outcome, row.Value, row.Reason), Is.EqualTo((StudyOutcome.Missing, (double?)null, "The image has no ground truth.")));
    }

    [Test]
    public void Run_TruthWithoutThePart_HasNoValueAndSaysWhich()
    {
        var row = Judge(SmallStudy.Correlation, new GroundTruth { Region = new Mask(12, 10, new bool[120]) });
        Assert.That((row.Outcome, row.Reason), Is.EqualTo((StudyOutcome.Missing, "Expected a truth with a density for PCC, got one without.")));
    }

    [Test]
    public void Run_TruthOfAnotherSize_Fails()
    {
        var row = Judge(SmallStudy.Correlation, Pattern.Map(5, 4, 1));
        Assert.That((row.Outcome, row.Reason), Is.EqualTo((StudyOutcome.Failed, "InvalidDataException: Expected a density of the map's size 12×10, got 5×4.")));
    }

    [Test]
    public void Run_ModelThatAnswersNaNOnce_FailsThereAndGoesOn()
    {
        var usual = LinearModel.Usual();
        var study = SmallStudy.Of(new LinearModel(usual.InputShape, [Pattern.Values(360, 1), Pattern.Values(360, 2)], [0, 0]) { Nan = 3 });
        var report = study.Run(SmallStudy.Images(2));
        Assert.That(report.Rows.Where(r => r.Outcome == StudyOutcome.Failed).Select(r => (r.Index, r.Explainer)).Distinct(), Is.EqualTo(new[] { (0, "RISE") }));
    }

    [Test]
    public void Run_UnreadableImage_FailsWithItsReasonAndGoesOn()
    {
        var broken = new StudyImage("broken", _ => throw new ImageFormatException("Expected a picture, got none."));
        var report = SmallStudy.Of(LinearModel.Usual()).Run([broken, .. SmallStudy.Images(1)]);
        Assert.That(report.Rows.Select(r => (r.Image, r.Outcome, r.Reason)).Distinct(), Is.EqualTo(new[]
        {
            ("broken", StudyOutcome.Failed, "ImageFormatException: Expected a picture, got none."), ("image 0", StudyOutcome.Measured, ""),
        }));
    }

    [Test]
    public void Run_UnreadableImageAndStopOnError_Throws() =>
        Assert.That(() => SmallStudy.Of(LinearModel.Usual()).Run([new StudyImage("broken", _ => throw new ImageFormatException("none"))], new StudyRun { StopOnError = true }),
            Throws.TypeOf<ImageFormatException>());

    [Test]
    public void Run_ModelThatIsNotOfTheKind_HasNoValueAndSaysWhichKind()
    {
        var rows = SmallStudy.Of(new PlainModel(LinearModel.Usual())).Run(SmallStudy.Images(1)).Rows.Where(r => r.Outcome == StudyOutcome.Missing).ToList();
        Assert.That(rows.Select(r => (r.Explainer, r.Reason)).Distinct(), Is.EqualTo(new[] { ("EigenCAM", "Expected a model that is an ILayeredModel, got plain, which is none.") }));
    }

    [Test]
    public void Run_ExplainerThatFails_IsStillJudgedByMetricsOfExplainers()
    {
        var study = SmallStudy.Of(LinearModel.Usual()) with
        {
            Explainers = [StudyExplainer.Of("broken", (IModel _) => new FunctionExplainer((_, _) => throw new NotSupportedException("no")))],
            Metrics = [SmallStudy.Correlation, StudyMetric.Of(new Named())],
        };
        Assert.That(study.Run(SmallStudy.Images(1)).Rows.Select(r => (r.Metric, r.Outcome, r.Value)), Is.EqualTo(new[]
        {
            ("PCC", StudyOutcome.Failed, (double?)null), ("name length", StudyOutcome.Measured, 8),
        }));
    }

    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public void Run_MetricThatIsNotDefined_HasNoValue(double value) =>
        Assert.That(Judge(StudyMetric.Of(new Fixed(value)), null).Reason, Is.EqualTo("The metric is not defined for this map."));

    [Test]
    public void Run_MetricOfMaps_IsAskedForEachMap() => Assert.That(Judge(StudyMetric.Of(new Fixed(4)), null).Value, Is.EqualTo(4));

    [Test]
    public void Run_TwoExplainersOfOneName_Refused() =>
        Assert.That(() => (SmallStudy.Of(LinearModel.Usual()) with { Explainers = [SmallStudy.Rise, SmallStudy.Rise] }).Run([]), Throws.ArgumentException.With.Message.Contains("'RISE' 2 times"));

    [Test]
    public void Run_NoMetrics_Refused() =>
        Assert.That(() => (SmallStudy.Of(LinearModel.Usual()) with { Metrics = [] }).Run([]), Throws.ArgumentException.With.Message.Contains("metrics"));

    [Test]
    public void Run_WithoutCurves_KeepsValuesAlone()
    {
        var report = (SmallStudy.Of(LinearModel.Usual()) with { KeepCurves = false }).Run(SmallStudy.Images(1));
        Assert.That(report.Rows.Where(r => r.Metric == "Insertion"), Has.All.Matches<StudyRow>(r => r is { Curve: null, Value: not null }));
    }

    [Test]
    public void Run_WithProgress_CountsMapsAndTellsTheTimeLeft()
    {
        var reports = new List<StudyProgress>();
        SmallStudy.Of(LinearModel.Usual()).Run(SmallStudy.Images(2).ToList(), new StudyRun { Progress = new ProgressAction<StudyProgress>(reports.Add), Clock = new StepClock() });
        // The clock steps a second each time it is looked at: once at the start, then once for each report.
        Assert.That(reports.Select(p => (p.Done, p.Total, p.Elapsed.TotalSeconds, p.Remaining!.Value.TotalSeconds)),
            Is.EqualTo(new (int, int?, double, double)[] { (1, 4, 1, 3), (2, 4, 2, 2), (3, 4, 3, 1), (4, 4, 4, 0) }));
    }

    [Test]
    public void Run_Judged_ReceivesMapsAndRows()
    {
        var results = new List<StudyResult>();
        SmallStudy.Run(2, new StudyRun { Judged = results.Add });
        Assert.That(results.Select(r => (r.Index, r.Maps.Count(m => m is { Height: 12, Width: 10 }), r.Rows.Count)), Is.EqualTo(new[] { (0, 2, 4), (1, 2, 4) }));
    }

    private static StudyRow Judge(StudyMetric metric, GroundTruth? truth)
    {
        var study = SmallStudy.Of(LinearModel.Usual()) with { Explainers = [SmallStudy.EigenCam], Metrics = [metric] };
        return study.Run([new StudyImage("one", m => new StudySample(Pattern.Input(m.Model.InputShape, 1)) { Truth = truth })]).Rows.Single();
    }

    private sealed class PlainModel(IModel inner) : IModel
    {
        public string Name => "plain";

        public ImageShape InputShape => inner.InputShape;

        public IReadOnlyList<OutputInfo> Outputs => inner.Outputs;

        public void Run(ReadOnlySpan<float> images, int count, ModelAnswer answer) => inner.Run(images, count, answer);
    }

    private sealed class Named : IExplainerMetric
    {
        public string Name => "name length";

        public Better Better => Better.Lower;

        public MetricResult Evaluate(IExplainer explainer, ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default) => new(explainer.Name.Length);
    }

    private sealed class Fixed(double value) : IMapMetric
    {
        public string Name => "fixed";

        public Better Better => Better.Lower;

        public MetricResult Evaluate(SaliencyMap map) => new(value);
    }

    private sealed class StepClock : TimeProvider
    {
        private long _seconds;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => _seconds++;
    }
}
