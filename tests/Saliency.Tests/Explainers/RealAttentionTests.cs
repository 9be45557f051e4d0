using Saliency.Explainers;
using Saliency.Models;
using Saliency.Tests.Models;

namespace Saliency.Tests.Explainers;

/// <summary>The methods on attention on a trained vision transformer and a photo of a dog above a cat.</summary>
[Category("RealModels")]
[TestFixtureSource(typeof(RealModel), nameof(RealModel.Transformers))]
public class RealAttentionTests(RealModel described)
{
    private const int Dog = 243, Cat = 282;

    // The animals in the middle 224×224 of the photo at 248×248, by hand.
    private static readonly (int Top, int Left, int Bottom, int Right) DogBox = (0, 72, 143, 171), CatBox = (121, 28, 224, 216);

    private OnnxModel _model = null!;
    private ModelInput _input = null!;

    [OneTimeSetUp]
    public void Load()
    {
        _model = described.Load();
        if (described.LabelledPhotos.FirstOrDefault(p => p is { Class: Dog, Photo: { Width: 224, Height: 224 } }).Photo is not { } photo)
        {
            Assert.Ignore("The models.json names no photo of the dog and the cat.");
            return;
        }
        _input = described.Preprocessing.Apply(photo, _model);
    }

    [OneTimeTearDown]
    public void Free()
    {
        _model?.Dispose();
    }

    [Test]
    public void AttentionRollout_WhateverTheClass_OnTheAnimalThatIsRecognised([Values(Dog, Cat)] int target) =>
        AssertOn(DogBox, new AttentionRollout(_model, new AttentionRolloutOptions { Fusion = HeadFusion.Maximum, DiscardRatio = 0.9 }), target);

    [Test]
    public void GradientRollout_EachAnimal_OnIt([Values(Dog, Cat)] int target) => AssertOn(BoxOf(target), new GradientRollout(_model), target);

    [Test]
    public void LeGrad_EachAnimal_OnIt([Values(Dog, Cat)] int target) => AssertOn(BoxOf(target), new LeGrad(_model), target);

    [Test]
    public void VitReciproCam_EachAnimal_OnIt([Values(Dog, Cat)] int target) => AssertOn(BoxOf(target), new VitReciproCam(_model), target);

    private static (int Top, int Left, int Bottom, int Right) BoxOf(int target) => target == Dog ? DogBox : CatBox;

    // The boxes cover a quarter and a third of the picture.
    private void AssertOn((int Top, int Left, int Bottom, int Right) box, IExplainer explainer, int target)
    {
        var map = explainer.Explain(_input, Target.Class(target));
        var top = map.Top(0.05);
        int inside = 0;
        for (int y = box.Top; y < box.Bottom; y++)
            for (int x = box.Left; x < box.Right; x++)
                if (top[y, x]) inside++;
        Assert.That((double)inside / top.Count, Is.GreaterThan(0.8));
    }
}
