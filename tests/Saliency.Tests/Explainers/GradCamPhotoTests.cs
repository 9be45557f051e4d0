using System.Globalization;
using Saliency.Explainers;
using Saliency.Tests.Architecture;
using Saliency.Tests.Models;

namespace Saliency.Tests.Explainers;

/// <summary>Grad-CAM of trained classifiers looks at the object.</summary>
/// <remarks>PhotoBoxes.tsv has a person's boxes around what the label means, in fractions of the photo's width and height; a photo may have several. Photos without a box show no one object.</remarks>
[Category("RealModels")]
[TestFixtureSource(typeof(RealModel), nameof(RealModel.Classifiers))]
public class GradCamPhotoTests(RealModel described)
{
    private static readonly ILookup<string, double[]> s_boxes = File.ReadLines(Repository.At("tests/Saliency.Tests/Explainers/PhotoBoxes.tsv")).Skip(1).Select(line => line.Split('\t'))
        .ToLookup(columns => columns[0], columns => columns.Skip(1).Select(c => double.Parse(c, CultureInfo.InvariantCulture)).ToArray());

    [Test]
    public void Explain_LabelledPhotos_PeakOnTheObjectInFourOfFive()
    {
        using var model = described.Load();
        var missed = new List<string>();
        int seen = 0;
        foreach (var (file, photo, index) in described.LabelledPhotos.Where(p => s_boxes.Contains(p.File)))
        {
            seen++;
            var input = described.Preprocessing.Apply(photo, model);
            var map = input.ToPhoto(new GradCam(model).Explain(input, Target.Class(index)));
            double x = (map.Peak.X + 0.5) / map.Width, y = (map.Peak.Y + 0.5) / map.Height;
            if (!s_boxes[file].Any(box => x >= box[0] && y >= box[1] && x <= box[2] && y <= box[3])) missed.Add($"{file} at {x:F2}, {y:F2}");
        }
        if (seen == 0) Assert.Ignore("None of the photos of PhotoBoxes.tsv is there.");
        TestContext.Out.WriteLine($"{described.File}: {seen - missed.Count} of {seen}; beside: {string.Join("; ", missed)}");
        Assert.That(seen - missed.Count, Is.GreaterThanOrEqualTo(0.8 * seen), string.Join("; ", missed));
    }
}
