using Saliency.Tests.Contracts;

namespace Saliency.Tests;

internal sealed class FromPhotoTests
{
    [Test]
    public void FromPhoto_InputThatIsThePhoto_IsTheMap() =>
        Assert.That(Input(4, 6, InputGeometry.Identity(6, 4)).FromPhoto(Pattern.Map(4, 6, 1)).Values.ToArray(), Is.EqualTo(Pattern.Map(4, 6, 1).Values.ToArray()));

    [Test]
    public void FromPhoto_Crop_IsThatPartOfTheMap()
    {
        var map = Pattern.Map(8, 9, 1);
        var seen = Input(3, 2, new InputGeometry(9, 8, 5, 1, 1, 1)).FromPhoto(map);
        Assert.That(seen.Values.ToArray(), Is.EqualTo(new[] { map[1, 5], map[1, 6], map[2, 5], map[2, 6], map[3, 5], map[3, 6] }));
    }

    [Test]
    public void FromPhoto_LargerPhoto_IsTheMeanOfWhatEachPixelCovers()
    {
        // Two by two at once: a point between the four would be their mean as well; three by three tells a mean from a point.
        var map = new SaliencyMap(3, 6, [1, 2, 3, 0, 0, 0, 4, 5, 6, 0, 9, 0, 7, 8, 18, 0, 0, 0]);
        Assert.That(Input(1, 2, new InputGeometry(6, 3, 0, 0, 3, 3)).FromPhoto(map).Values.ToArray(), Is.EqualTo(new[] { 6f, 1f }).Within(1e-6));
    }

    [Test]
    public void FromPhoto_Letterbox_IsZeroOutsideThePhoto() =>
        Assert.That(Input(4, 2, new InputGeometry(2, 2, 0, -1, 1, 1)).FromPhoto(new SaliencyMap(2, 2, [1, 2, 3, 4])).Values.ToArray(), Is.EqualTo(new float[] { 0, 0, 1, 2, 3, 4, 0, 0 }));

    [Test]
    public void FromPhoto_MapOfHalfThePhotosSize_CoversThePhoto() =>
        Assert.That(Input(2, 2, new InputGeometry(4, 4, 0, 0, 2, 2)).FromPhoto(new SaliencyMap(2, 2, [1, 2, 3, 4])).Values.ToArray(), Is.EqualTo(new float[] { 1, 2, 3, 4 }));

    [Test]
    public void FromPhoto_MapToPhotoAndBack_IsTheMap()
    {
        var input = Input(5, 7, new InputGeometry(12, 11, 3, 2, 1, 1));
        Assert.That(input.FromPhoto(input.ToPhoto(Pattern.Map(5, 7, 3))).Values.ToArray(), Is.EqualTo(Pattern.Map(5, 7, 3).Values.ToArray()));
    }

    [Test]
    public void FromPhoto_Mask_IsItAtTheCentreOfEachPixel()
    {
        var mask = new Mask(3, 3, [false, true, true, false, true, false, true, false, true]);
        Assert.That(Input(3, 3, new InputGeometry(3, 3, 1, -1, 1, 1)).FromPhoto(mask).Values.ToArray(),
            Is.EqualTo(new[] { false, false, false, true, true, false, true, false, false }));
    }

    private static ModelInput Input(int height, int width, InputGeometry geometry) => new(new ImageShape(1, height, width), new float[height * width], geometry);

    // A photo of 8×8 whose middle 4×4 becomes an input of 2×2: two photo pixels to one.
    [Test]
    public void FromPhoto_Fixations_AtThePixelsThatShowThemOutsideTheCropLeftOut()
    {
        var input = new ModelInput(new ImageShape(1, 2, 2), new float[4], new InputGeometry(8, 8, 2, 2, 2, 2));
        var seen = input.FromPhoto(new Fixations(8, 8, (2, 2), (3, 4), (5, 5), (1, 3), (6, 6)));
        Assert.That(seen.Points, Is.EqualTo(new[] { (0, 0), (0, 1), (1, 1) }));
        Assert.That((seen.Height, seen.Width), Is.EqualTo((2, 2)));
    }
}
