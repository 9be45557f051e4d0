using Saliency.Detection;
using Saliency.Explainers;
using Saliency.Imaging;
using Saliency.Models;
using Saliency.Tests.Architecture;

namespace Saliency.Tests.Models;

/// <summary>The detector that is shipped with the samples, and why it finds what it finds.</summary>
public sealed class ShippedDetectorTests
{
    private static readonly ProposalLayout s_layout = new() { Boxes = "boxes", Scores = "scores", Form = BoxForm.RowsFirst, Unit = BoxUnit.Shares };

    private OnnxModel _model = null!;
    private ModelInput _input = null!;

    [OneTimeSetUp]
    public void Load()
    {
        _model = OnnxModel.Load(Repository.At("samples/assets/ssdlite_mobilenet_v2.onnx"), Cpu);
        _input = (Preprocessing.Inception with { Resize = ResizeRule.Stretch }).Apply(Photo.Load(Repository.At("samples/assets/photos/astronaut.jpg")), _model);
    }

    [OneTimeTearDown]
    public void Unload() => _model.Dispose();

    [Test]
    public void Read_PhotoOfAPerson_SurestIsAPersonThatFillsMuchOfIt()
    {
        var found = Surest();
        Assert.That(_model.Labels[found.Class], Is.EqualTo("person"));
        Assert.That(found.Score, Is.GreaterThan(0.5f));
        Assert.That(found.Box.Area / _input.Shape.PlaneLength, Is.InRange(0.2, 1));
    }

    [Test]
    public void Occlusion_OfTheDetection_FallsMoreWithinTheBox()
    {
        var found = Surest();
        var (within, without) = Means(new Occlusion(_model, new OcclusionOptions { Window = (60, 60), Stride = (60, 60) }).Explain(_input, new DetectionTarget(s_layout, found)), found.Box, v => v);
        Assert.That(within, Is.GreaterThan(0.01).And.GreaterThan(2 * without));
    }

    [Test]
    public void GradientTimesInput_OfTheDetection_HeavierWithinTheBox()
    {
        var found = Surest();
        var (within, without) = Means(new GradientTimesInput(_model).Explain(_input, new DetectionTarget(s_layout, found)), found.Box, Math.Abs);
        Assert.That(within, Is.GreaterThan(1.2 * without));
    }

    private static (double Within, double Without) Means(SaliencyMap map, Box box, Func<float, float> value)
    {
        var inside = box.ToMask(map.Height, map.Width);
        var parts = Enumerable.Range(0, map.Values.Length).ToLookup(p => inside.Values[p], p => value(map.Values[p]));
        return (parts[true].Average(), parts[false].Average());
    }

    private DetectedObject Surest()
    {
        var found = s_layout.Read(_model, _input);
        return found[NonMaximumSuppression.KeepPerClass(found.AsSpan(), 0.5)[0]];
    }
}
