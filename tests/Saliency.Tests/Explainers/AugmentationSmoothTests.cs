using Saliency.Explainers;
using Saliency.Tests.Contracts;

namespace Saliency.Tests.Explainers;

internal sealed class AugmentationSmoothTests
{
    private static readonly ImageShape s_shape = new(3, 12, 10);

    // The changes of the image are undone in the map: mirrored back, and (0.9 + 1 + 1.1) / 3 = 1.
    [Test]
    public void Explain_MapThatIsTheImage_TheImage()
    {
        var photo = Pattern.Input(s_shape, 1);
        var map = new AugmentationSmooth(LinearModel.Usual(), new Echo()).Explain(photo, Target.Predicted);
        Assert.That(map.Values.ToArray(), Is.EqualTo(photo.Values[..120].ToArray()).Within(1e-6));
    }

    [Test]
    public void Explain_PredictedClass_IsThatOfTheUntouchedImageInAllSix()
    {
        var model = LinearModel.Usual();
        var photo = Pattern.Input(s_shape, 1);
        var echo = new Echo();
        new AugmentationSmooth(model, echo).Explain(photo, Target.Predicted);
        Assert.That(echo.Resolved, Is.EqualTo(Enumerable.Repeat(Target.Predicted.Resolve(model, photo).Description, 6)));
    }

    /// <summary>Its map is the first plane of the image.</summary>
    private sealed class Echo : IExplainer
    {
        public List<string> Resolved { get; } = [];

        public string Name => "echo";

        public SaliencyMap Explain(ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default)
        {
            // What another model answers must not matter.
            Resolved.Add(target.Resolve(LinearModel.Usual(), Pattern.Input(s_shape, 50 + Resolved.Count)).Description);
            return new SaliencyMap(input.Shape.Height, input.Shape.Width, input.Values[..input.Shape.PlaneLength]);
        }
    }
}
