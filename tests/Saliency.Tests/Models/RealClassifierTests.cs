using Saliency.Explainers;
using Saliency.Metrics;
using Saliency.Models;

namespace Saliency.Tests.Models;

/// <summary>Trained classifiers know the photos, and what explains them is better than chance.</summary>
[Category("RealModels")]
[TestFixtureSource(typeof(RealModel), nameof(RealModel.Classifiers))]
public class RealClassifierTests(RealModel described)
{
    private OnnxModel _model = null!;
    private (ModelInput Input, int Class, ClassScore Best)[] _photos = [];

    [OneTimeSetUp]
    public void Load()
    {
        _model = described.Load();
        _photos = [.. from photo in described.LabelledPhotos
            let input = described.Preprocessing.Apply(photo.Photo, _model) select (input, photo.Class, _model.Classify(input, 1)[0])];
        if (_photos.Length == 0) Assert.Ignore("The models.json names no list of labelled photos.");
    }

    [OneTimeTearDown]
    public void Free() => _model?.Dispose();

    [Test]
    public void Classify_LabelledPhotos_ReachesTheMinimum() =>
        Assert.That(_photos.Average(p => p.Best.Index == p.Class ? 1.0 : 0), Is.GreaterThanOrEqualTo(described.MinimumTop1));

    [Test]
    public void Rise_OfTheSurestPhoto_InsertionAboveDeletion()
    {
        var (input, target, _) = _photos.Where(p => p.Best.Index == p.Class).MaxBy(p => p.Best.Probability);
        var map = new Rise(_model, new RiseOptions { MaskCount = 120 }).Explain(input, Target.Class(target));
        double insertion = new Insertion(_model, new InsertionOptions { Steps = 25 }).Evaluate(map, input, Target.Class(target)).Value;
        double deletion = new Deletion(_model, new DeletionOptions { Steps = 25 }).Evaluate(map, input, Target.Class(target)).Value;
        Assert.That(insertion, Is.GreaterThan(deletion));
    }
}
