using Saliency.Evaluation;
using Saliency.Explainers;
using Saliency.Metrics;
using Saliency.Tests.Contracts;

namespace Saliency.Tests.Evaluation;

/// <summary>What the metrics of one picture ask twice is asked once, and nobody can tell from the numbers.</summary>
internal sealed class RememberingTests
{
    private const long Plenty = 1 << 20;

    private static readonly StudyMetric[] s_metrics =
    [
        SmallStudy.Insertion,
        StudyMetric.Of("Deletion", (IModel m) => new Deletion(m, new DeletionOptions { Steps = 4 })),
        StudyMetric.Of("ROAD", (IModel m) => new Road(m)),
        StudyMetric.Of("ROAD LeRF", (IModel m) => new Road(m, new RoadOptions { Order = RemovalOrder.LeastRelevantFirst })),
        StudyMetric.Of("drop", (IModel m) => new AverageDrop(m)),
        StudyMetric.Of("gain", (IModel m) => new AverageGain(m)),
        StudyMetric.Of("increase", (IModel m) => new IncreaseInConfidence(m)),
        StudyMetric.Of("coherency", (IModel m) => new Coherency(m)),
        StudyMetric.Of("ADCC", (IModel m) => new Adcc(m)),
        StudyMetric.Of("max", (IModel m) => new MaxSensitivity(m)),
        StudyMetric.Of("average", (IModel m) => new AverageSensitivity(m)),
        StudyMetric.Of("representation", (ILayeredModel m) => new RelativeRepresentationStability(m)),
    ];

    [Test]
    public void Run_MetricsThatAskTheSame_HaveTheBitsOfEachAlone()
    {
        var together = (SmallStudy.Of(LinearModel.Usual()) with { Metrics = s_metrics }).Run(SmallStudy.Images(2));
        var alone = s_metrics.SelectMany(metric => (SmallStudy.Of(LinearModel.Usual()) with { Metrics = [metric] }).Run(SmallStudy.Images(2)).Rows);
        Assert.That(together.Rows.Count(r => r.Metric is not "PCC" && r.Value is not null), Is.GreaterThan(40));
        Assert.That(together.Rows.Select(Told), Is.EquivalentTo(alone.Select(Told)));

        static string Told(StudyRow row) => JsonText.Write(row);
    }

    [Test]
    public void Run_InsertionAndDeletion_ShareTheWholePicture()
    {
        // Each by itself asks about the whole picture twice: 6 images. Remembered: the 5 pictures of insertion, and the 4 of deletion that are not the whole.
        Assert.That((AskedByMetrics(s_metrics[0]), AskedByMetrics(s_metrics[0], s_metrics[1])), Is.EqualTo((5, 9)));
    }

    [Test]
    public void Run_ThreeMetricsOfOneVeiledPicture_AskAboutItOnce() => Assert.That(AskedByMetrics(s_metrics[4..7]), Is.EqualTo(2));

    [Test]
    public void Run_RoadOfOneOrderAfterBoth_AsksNothing() => Assert.That(AskedByMetrics(s_metrics[2], s_metrics[3]), Is.EqualTo(AskedByMetrics(s_metrics[2])));

    [Test]
    public void Run_InformationCurvesOfBothScores_AskTheSame()
    {
        StudyMetric softmax = StudyMetric.Of("SIC", (IModel m) => new Pic(m)), accuracy = StudyMetric.Of("AIC", (IModel m) => new Pic(m, new PicOptions { Score = PicScore.Accuracy }));
        Assert.That(AskedByMetrics(softmax, accuracy), Is.EqualTo(AskedByMetrics(softmax)));
    }

    [Test]
    public void Run_MetricsOfExplainers_ExplainTheSameOnce()
    {
        int explained = 0;
        var explainer = new EigenCam(LinearModel.Usual());
        var counting = new FunctionExplainer((input, target) =>
        {
            explained++;
            return explainer.Explain(input, target);
        });
        var study = SmallStudy.Of(LinearModel.Usual()) with { Explainers = [StudyExplainer.Of("counted", (IModel _) => counting)], Metrics = s_metrics[7..12] };
        study.Run(SmallStudy.Images(1));
        // The picture, the veiled one that coherency and ADCC look at, and ten neighbours; apart they would be 2 + 2 + 11 + 11 + 11, and the study's own.
        Assert.That(explained, Is.EqualTo(12));
    }

    [Test]
    public void Run_NextImage_StartsWithNothingRemembered()
    {
        var model = LinearModel.Usual();
        var study = SmallStudy.Of(model) with { Explainers = [SmallStudy.EigenCam], Metrics = [s_metrics[4]] };
        study.Run([SmallStudy.Image("one", 1), SmallStudy.Image("same", 1)]);
        int twice = model.Images;
        var once = LinearModel.Usual();
        (study with { Models = [new StudyModel("linear", once)] }).Run([SmallStudy.Image("one", 1)]);
        Assert.That(twice, Is.EqualTo(2 * once.Images));
    }

    [Test]
    public void Model_BatchOfKnownAndUnknown_AsksAboutTheUnknown()
    {
        var model = LinearModel.Usual();
        var view = RememberingModel.Of(model, Plenty);
        Ask(view, 1, 3);
        int before = model.Images;
        float[] answers = Ask(view, 1, 2, 3, 4);
        Assert.That((model.Images - before, answers), Is.EqualTo((2, Ask(LinearModel.Usual(), 1, 2, 3, 4))));
    }

    [Test]
    public void Model_AskedForFewerOutputs_KnowsThem()
    {
        var model = LinearModel.Usual();
        var view = RememberingModel.Of(model, Plenty);
        view.Answer(Pattern.Input(model.InputShape, 1));
        Ask(view, 1);
        Assert.That(model.Images, Is.EqualTo(1));
    }

    [Test]
    public void Model_AskedForALayer_AsksAgain()
    {
        var model = LinearModel.Usual();
        var view = RememberingModel.Of(model, Plenty);
        Ask(view, 1);
        var answer = new ModelAnswer("features");
        view.Run(Pattern.Input(model.InputShape, 1).Values, 1, answer);
        Assert.That((model.Images, answer[0, 0].Length), Is.EqualTo((2, ((ILayeredModel)view).Layers[0].Length)));
    }

    [Test]
    public void Model_ImageThatDiffersByTheSignOfZero_IsAnother()
    {
        var model = LinearModel.Usual();
        var view = RememberingModel.Of(model, Plenty);
        var image = new float[model.InputShape.Length];
        view.Run(image, 1, new ModelAnswer("logits"));
        image[5] = -0f;
        view.Run(image, 1, new ModelAnswer("logits"));
        Assert.That(model.Images, Is.EqualTo(2));
    }

    [Test]
    public void Model_AnswerWithNaN_IsNotRemembered()
    {
        var usual = LinearModel.Usual();
        var view = RememberingModel.Of(new LinearModel(usual.InputShape, [Pattern.Values(360, 1), Pattern.Values(360, 2)], [0, 0]) { Nan = 0 }, Plenty);
        Assert.That((float.IsNaN(Ask(view, 1)[1]), float.IsNaN(Ask(view, 1)[1])), Is.EqualTo((true, false)));
    }

    [Test]
    public void Model_MoreThanItMayHold_ForgetsWhatWasNotAskedForLongest()
    {
        var model = LinearModel.Usual();
        // Room for two: 360 numbers of the image and 4 of the answer each.
        var view = RememberingModel.Of(model, 2 * 4 * 364);
        foreach (int image in new[] { 1, 2, 1, 3 }) Ask(view, image);
        int before = model.Images;
        Ask(view, 1);
        Ask(view, 3);
        int known = model.Images - before;
        Ask(view, 2);
        Assert.That((before, known, model.Images - before), Is.EqualTo((3, 0, 1)));
    }

    [Test]
    public void Model_OneImageLargerThanItMayHold_IsAskedAndNotKept()
    {
        var model = LinearModel.Usual();
        var view = RememberingModel.Of(model, 1000);
        Ask(view, 1);
        Assert.That((Ask(view, 1), model.Images), Is.EqualTo((Ask(LinearModel.Usual(), 1), 2)));
    }

    // What the metrics alone ask of the model, for one map.
    private static int AskedByMetrics(params StudyMetric[] metrics)
    {
        var model = LinearModel.Usual();
        var study = SmallStudy.Of(model) with { Explainers = [StudyExplainer.Of("drawn", (IModel _) => new FunctionExplainer((input, _) => Pattern.Map(input.Shape.Height, input.Shape.Width, 3)))], Metrics = metrics };
        Assert.That(study.Run(SmallStudy.Images(1)).Rows.Select(r => r.Outcome), Has.None.EqualTo(StudyOutcome.Missing));
        return model.Images;
    }

    private static float[] Ask(IModel model, params int[] images)
    {
        var answer = new ModelAnswer("logits");
        model.Run(images.SelectMany(i => Pattern.Input(model.InputShape, i).Values.ToArray()).ToArray(), images.Length, answer);
        return [.. Enumerable.Range(0, images.Length).SelectMany(i => answer[0, i].ToArray())];
    }
}
