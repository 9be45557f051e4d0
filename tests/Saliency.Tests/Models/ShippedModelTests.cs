using Saliency.Explainers;
using Saliency.Imaging;
using Saliency.Metrics;
using Saliency.Models;
using Saliency.Tests.Architecture;

namespace Saliency.Tests.Models;

/// <summary>The classifier and the photos that ship with the samples: right answers, and a map whose peak lies on the object.</summary>
public class ShippedModelTests
{
    // By eye: the cat's face from the forehead to the chin, the cup with its handle.
    private static readonly Subject Cat = new("cat.jpg", ["tiger cat", "Egyptian cat", "tabby"], Left: 110, Top: 0, Right: 345, Bottom: 275);
    private static readonly Subject Coffee = new("coffee.jpg", ["espresso"], Left: 148, Top: 14, Right: 348, Bottom: 262);

    private static readonly Subject[] Both = [Cat, Coffee];

    private readonly Dictionary<Subject, SaliencyMap> _maps = [];

    private OnnxModel _model = null!;

    [OneTimeSetUp]
    public void Load() => _model = OnnxModel.Load(Repository.At("samples/assets/efficientnet_lite0.onnx"), Cpu);

    [OneTimeTearDown]
    public void Free() => _model?.Dispose();

    [TestCaseSource(nameof(Both))]
    public void Classify_Photo_ItsSubjectFirst(Subject subject) =>
        Assert.That(_model.Classify(Input(subject), 1)[0].Label, Does.Match($"^({string.Join('|', subject.Labels)})"));

    [Test]
    public void Classify_Coffee_Sure() => Assert.That(_model.Classify(Input(Coffee), 1)[0].Probability, Is.GreaterThan(0.8));

    [TestCaseSource(nameof(Both))]
    public void Classify_AllClasses_ProbabilitiesSumToOne(Subject subject)
    {
        var all = _model.Classify(Input(subject), int.MaxValue);
        // A thousand float32 roundings of up to 2^-25 each.
        Assert.That(all.Sum(c => c.Probability), Is.EqualTo(1).Within(3e-5));
    }

    [TestCaseSource(nameof(Both))]
    public void Rise_ThreeHundredMasks_PeakOnTheSubject(Subject subject)
    {
        var (y, x) = Input(subject).ToPhoto(MapOf(subject)).Peak;
        Assert.That(x, Is.InRange(subject.Left, subject.Right));
        Assert.That(y, Is.InRange(subject.Top, subject.Bottom));
    }

    // Not the cat: 300 masks are too few for it (0.331 against 0.333), 2000 are enough (0.44 against 0.21) and too slow here.
    [Test]
    public void Rise_CoffeeThreeHundredMasks_InsertionAboveDeletion()
    {
        double insertion = new Insertion(_model, new InsertionOptions { Steps = 25 }).Evaluate(MapOf(Coffee), Input(Coffee), Target.Predicted).Value;
        double deletion = new Deletion(_model, new DeletionOptions { Steps = 25 }).Evaluate(MapOf(Coffee), Input(Coffee), Target.Predicted).Value;
        Assert.That(insertion, Is.GreaterThan(deletion));
    }

    private SaliencyMap MapOf(Subject subject)
    {
        if (!_maps.TryGetValue(subject, out var map))
            _maps.Add(subject, map = new Rise(_model, new RiseOptions { MaskCount = 300 }).Explain(Input(subject), Target.Predicted));
        return map;
    }

    private ModelInput Input(Subject subject) => Preprocessing.EfficientNetLite.Apply(Photo.Load(Repository.At($"samples/assets/photos/{subject.File}")), _model);

    /// <summary>A photo, what it shows, and where, in pixels of the photo.</summary>
    public sealed record Subject(string File, string[] Labels, int Left, int Top, int Right, int Bottom)
    {
        public override string ToString() => File;
    }
}
