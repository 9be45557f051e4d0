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
        var map = new AugmentationSmooth(LinearModel.Usual(), new FunctionExplainer((input, _) => FirstPlane(input))).Explain(photo, Target.Predicted);
        Assert.That(map.Values.ToArray(), Is.EqualTo(photo.Values[..120].ToArray()).Within(1e-6));
    }

    [Test]
    public void Explain_PredictedClass_IsThatOfTheUntouchedImageInAllSix()
    {
        var model = LinearModel.Usual();
        var photo = Pattern.Input(s_shape, 1);
        var resolved = new List<string>();
        var explainer = new FunctionExplainer((input, target) =>
        {
            // What another model answers must not matter.
            resolved.Add(target.Resolve(LinearModel.Usual(), Pattern.Input(s_shape, 50 + resolved.Count)).Description);
            return FirstPlane(input);
        });
        new AugmentationSmooth(model, explainer).Explain(photo, Target.Predicted);
        Assert.That(resolved, Is.EqualTo(Enumerable.Repeat(Target.Predicted.Resolve(model, photo).Description, 6)));
    }

    private static SaliencyMap FirstPlane(ModelInput input) => new(input.Shape.Height, input.Shape.Width, input.Values[..input.Shape.PlaneLength]);
}
