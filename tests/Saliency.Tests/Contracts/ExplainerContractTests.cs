namespace Saliency.Tests.Contracts;

/// <summary>What every explainer promises, tried on each.</summary>
internal sealed class ExplainerContractTests
{
    private static readonly ModelInput Photo = Pattern.Input(new ImageShape(3, 12, 10), 1);

    private static IEnumerable<TestCaseData> All => Subjects.Explainers.Select(s => new TestCaseData(s).SetArgDisplayNames(s.Label));

    private static IEnumerable<TestCaseData> Perturbing => Subjects.Explainers.Where(s => s.Perturbs).Select(s => new TestCaseData(s).SetArgDisplayNames(s.Label));

    private static IEnumerable<TestCaseData> ZeroForConstant => Subjects.Explainers.Where(s => s.ZeroForConstantModel).Select(s => new TestCaseData(s).SetArgDisplayNames(s.Label));

    [TestCaseSource(nameof(All))]
    public void Explain_AnyInput_MapOfTheInputsSize(ExplainerSubject subject)
    {
        var map = subject.Make(LinearModel.Usual()).Explain(Photo, Target.Predicted);
        Assert.That((map.Height, map.Width), Is.EqualTo((12, 10)));
    }

    [TestCaseSource(nameof(All))]
    public void Explain_AnyInput_FiniteValuesThatDiffer(ExplainerSubject subject)
    {
        float[] values = subject.Make(LinearModel.Usual()).Explain(Photo, Target.Predicted).Values.ToArray();
        Assert.That(values, Has.All.Matches<float>(float.IsFinite));
        Assert.That(values.Distinct().Count(), Is.GreaterThan(1));
    }

    [TestCaseSource(nameof(All))]
    public void Explain_AnyInput_OriginSaysWhatMadeIt(ExplainerSubject subject)
    {
        var model = LinearModel.Usual();
        var explainer = subject.Make(model);
        var origin = explainer.Explain(Photo, Target.Class(2)).Origin;
        Assert.That((origin.Method, origin.Model, origin.ModelRuns), Is.EqualTo((explainer.Name, model.Name, (long)model.Images)));
        Assert.That(origin.Target, Does.Contain("class 2"));
    }

    [TestCaseSource(nameof(All))]
    public void Explain_AnyInput_LeavesItUntouched(ExplainerSubject subject)
    {
        float[] before = Photo.Values.ToArray();
        subject.Make(LinearModel.Usual()).Explain(Photo, Target.Predicted);
        Assert.That(Photo.Values.ToArray(), Is.EqualTo(before));
    }

    [TestCaseSource(nameof(All))]
    public void Explain_Twice_SameBits(ExplainerSubject subject)
    {
        var explainer = subject.Make(LinearModel.Usual());
        AssertSameBits(explainer.Explain(Photo, Target.Predicted), explainer.Explain(Photo, Target.Predicted));
    }

    [TestCaseSource(nameof(All))]
    public void Explain_OtherBatchSizesAndThreads_SameBits(ExplainerSubject subject)
    {
        var explainer = subject.Make(LinearModel.Usual());
        var one = explainer.Explain(Photo, Target.Predicted, new RunContext { BatchSize = 1, MaxDegreeOfParallelism = 1 });
        foreach (int size in new[] { 2, 7, 1000 })
            AssertSameBits(explainer.Explain(Photo, Target.Predicted, new RunContext { BatchSize = size, MaxDegreeOfParallelism = 4 }), one);
    }

    [TestCaseSource(nameof(All))]
    public void Explain_SeveralInputs_EachAsIfAlone(ExplainerSubject subject)
    {
        var explainer = subject.Make(LinearModel.Usual());
        ModelInput[] inputs = [.. Enumerable.Range(1, 5).Select(seed => Pattern.Input(Photo.Shape, seed))];
        var maps = explainer.Explain(inputs, Target.Predicted, new RunContext { BatchSize = 3 });
        Assert.That(maps, Has.Count.EqualTo(inputs.Length));
        for (int i = 0; i < inputs.Length; i++) AssertSameBits(maps[i], explainer.Explain(inputs[i], Target.Predicted));
    }

    [Test]
    public void Explain_NineInputs_AtMostEightAreDifferentiatedAtOnce()
    {
        var most = Subjects.Explainers.ToDictionary(subject => subject.Label, subject =>
        {
            var model = LinearModel.Usual();
            subject.Make(model).Explain([.. Enumerable.Range(0, 9).Select(i => Pattern.Input(model.InputShape, i))], Target.Predicted);
            return model.MostDifferentiated;
        });
        Assert.That(most.Where(m => m.Value > 8), Is.Empty);
        Assert.That(most.Where(m => m.Value == 8).Select(m => m.Key), Is.SupersetOf((string[])["GradCam", "Gradient", "GuidedBackpropagation", "DeepLift", "FullGrad", "LayerConductance"]));
    }

    [TestCaseSource(nameof(All))]
    public void Explain_Concurrently_EqualsSerially(ExplainerSubject subject)
    {
        var explainer = subject.Make(LinearModel.Usual());
        ModelInput[] inputs = [.. Enumerable.Range(1, 8).Select(seed => Pattern.Input(Photo.Shape, seed))];
        var together = new SaliencyMap[inputs.Length];
        Parallel.For(0, inputs.Length, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i => together[i] = explainer.Explain(inputs[i], Target.Predicted));
        for (int i = 0; i < inputs.Length; i++) AssertSameBits(together[i], explainer.Explain(inputs[i], Target.Predicted));
    }

    [TestCaseSource(nameof(ZeroForConstant))]
    public void Explain_ModelThatAlwaysAnswersTheSame_Zeros(ExplainerSubject subject)
    {
        var map = subject.Make(LinearModel.Constant()).Explain(Photo, Target.Predicted);
        Assert.That(map.Values.ToArray(), Is.All.Zero);
    }

    [TestCaseSource(nameof(All))]
    public void Explain_Progress_RisesToItsTotal(ExplainerSubject subject)
    {
        var log = new ProgressLog();
        subject.Make(LinearModel.Usual()).Explain(Photo, Target.Predicted, new RunContext { BatchSize = 3, Progress = log });
        AssertRises(log);
    }

    [TestCaseSource(nameof(All))]
    public void Explain_ProgressOfSeveralInputs_RisesToItsTotal(ExplainerSubject subject)
    {
        var log = new ProgressLog();
        subject.Make(LinearModel.Usual()).Explain([Photo, Photo, Photo], Target.Predicted, new RunContext { BatchSize = 2, Progress = log });
        AssertRises(log);
    }

    [TestCaseSource(nameof(All))]
    public void Explain_CancelledBefore_AsksNothing(ExplainerSubject subject)
    {
        var model = LinearModel.Usual();
        Assert.That(() => subject.Make(model).Explain(Photo, Target.Predicted, null, new CancellationToken(true)), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(model.Runs, Is.Zero);
    }

    [TestCaseSource(nameof(All))]
    public void Explain_CancelledWithinARun_AsksNoMore(ExplainerSubject subject)
    {
        using var source = new CancellationTokenSource();
        var model = Hooked(run => { if (run == 1) source.Cancel(); });
        Assert.That(() => subject.Make(model).Explain([Photo, Photo, Photo], Target.Predicted, new RunContext { BatchSize = 1 }, source.Token),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(model.Runs, Is.EqualTo(1));
    }

    [TestCaseSource(nameof(Perturbing))]
    public void Explain_CancelledHalfWay_AsksNoMore(ExplainerSubject subject)
    {
        using var source = new CancellationTokenSource();
        var model = Hooked(run => { if (run == 4) source.Cancel(); });
        Assert.That(() => subject.Make(model).Explain(Photo, Target.Predicted, new RunContext { BatchSize = 1 }, source.Token),
            Throws.InstanceOf<OperationCanceledException>());
        Assert.That(model.Runs, Is.EqualTo(4));
    }

    [TestCaseSource(nameof(All))]
    public void Explain_InputOfAnotherShape_RefusedBeforeAnyRun(ExplainerSubject subject)
    {
        var model = LinearModel.Usual();
        Assert.That(() => subject.Make(model).Explain(Pattern.Input(new ImageShape(3, 10, 12), 1), Target.Predicted),
            Throws.ArgumentException.With.Message.Contains("3×12×10").And.Message.Contains("3×10×12"));
        Assert.That(model.Runs, Is.Zero);
    }

    [TestCaseSource(nameof(All))]
    public void Explain_ClassTheModelHasNot_RefusedWithTheRange(ExplainerSubject subject) =>
        Assert.That(() => subject.Make(LinearModel.Usual()).Explain(Photo, Target.Class(4)),
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("0 to 3"));

    [TestCaseSource(nameof(All))]
    public void Explain_ModelThatAnswersNaN_NamesOutputAndImage(ExplainerSubject subject)
    {
        var model = Broken(0);
        Assert.That(() => subject.Make(model).Explain(Photo, Target.Predicted),
            Throws.InstanceOf<ModelAnswerException>().With.Property("Output").EqualTo("logits").And.Property("Image").EqualTo(0).And.Property("Index").EqualTo(1));
    }

    // The untouched image is the model's image 0, so its image 6 is the perturbation's sample 5.
    [TestCaseSource(nameof(Perturbing))]
    public void Explain_ModelThatAnswersNaNLater_NamesTheSample(ExplainerSubject subject) =>
        Assert.That(() => subject.Make(Broken(6)).Explain(Photo, Target.Predicted, new RunContext { BatchSize = 4 }),
            Throws.InstanceOf<ModelAnswerException>().With.Property("Image").EqualTo(5));

    [TestCaseSource(nameof(All))]
    public void Explain_ModelThatThrows_PassesTheExceptionOn(ExplainerSubject subject)
    {
        var model = Hooked(_ => throw new TimeoutException("the service is away"));
        Assert.That(() => subject.Make(model).Explain(Photo, Target.Predicted), Throws.InstanceOf<TimeoutException>());
    }

    internal static LinearModel Hooked(Action<int> withinRun) => Remade(withinRun, null);

    internal static LinearModel Broken(int image) => Remade(null, image);

    internal static void AssertRises(ProgressLog log)
    {
        Assert.That(log.Reports, Is.Not.Empty);
        Assert.That(log.Reports.Select(r => r.Done), Is.Ordered);
        Assert.That(log.Reports.Select(r => r.Total).Distinct().Count(), Is.EqualTo(1));
        Assert.That(log.Reports[^1].Done, Is.EqualTo(log.Reports[^1].Total));
    }

    private static LinearModel Remade(Action<int>? withinRun, int? nan)
    {
        float[][] weights = [.. Enumerable.Range(0, 4).Select(k => Pattern.Values(Photo.Shape.Length, k))];
        return new LinearModel(Photo.Shape, weights, new float[4], head: true) { WithinRun = withinRun, Nan = nan };
    }

    private static void AssertSameBits(SaliencyMap actual, SaliencyMap expected) =>
        Assert.That(Array.ConvertAll(actual.Values.ToArray(), BitConverter.SingleToUInt32Bits),
            Is.EqualTo(Array.ConvertAll(expected.Values.ToArray(), BitConverter.SingleToUInt32Bits)));
}
