using Saliency.Evaluation;
using Saliency.Explainers;
using Saliency.Metrics;
using Saliency.Tests.Contracts;

namespace Saliency.Tests.Evaluation;

/// <summary>A study of the tests' linear model that takes milliseconds, and its images.</summary>
internal static class SmallStudy
{
    public static readonly StudyExplainer Rise = StudyExplainer.Of("RISE", (IModel m) => new Rise(m, new RiseOptions { MaskCount = 12 }));
    public static readonly StudyExplainer EigenCam = StudyExplainer.Of("EigenCAM", (ILayeredModel m) => new EigenCam(m));
    public static readonly StudyMetric Correlation = StudyMetric.Of(new PearsonCorrelation());
    public static readonly StudyMetric Insertion = StudyMetric.Of("Insertion", (IModel m) => new Insertion(m, new InsertionOptions { Steps = 4 }));

    public static Study Of(IModel model, string settings = "") => new()
    {
        Models = [new StudyModel("linear", model)],
        Explainers = [Rise, EigenCam],
        Metrics = [Correlation, Insertion],
        Settings = settings,
    };

    /// <summary>Images by number; every third one has no truth.</summary>
    public static IEnumerable<StudyImage> Images(int count) => Enumerable.Range(0, count).Select(i => Image($"image {i}", i, withTruth: i % 3 != 2));

    public static StudyImage Image(string name, int seed, bool withTruth = true) => new(name, model => new StudySample(Pattern.Input(model.Model.InputShape, seed))
    {
        Truth = withTruth ? GroundTruth.FromDensity(Pattern.Map(12, 10, seed + 100)) : null,
    });

    public static Report Run(int images = 5, StudyRun? run = null, IModel? model = null) => Of(model ?? LinearModel.Usual()).Run(Images(images), run);

    public static string Lines(this Report report)
    {
        using var folder = new TemporaryFolder();
        report.Save(folder.File("report.jsonl"));
        return File.ReadAllText(folder.File("report.jsonl"));
    }
}
