using Saliency.Imaging;

namespace Saliency.Tests.Imaging;

public class PreprocessingTests
{
    /// <summary>One pixel stretched over the input: each plane is the normalised value of one channel.</summary>
    private static readonly Photo OneColour = new(1, 1, [200, 100, 50]);

    private static IEnumerable<TestCaseData> Presets =>
    [
        Case("Unit", Preprocessing.Unit, 200 / 255.0, 100 / 255.0, 50 / 255.0),
        Case("ImageNet", Preprocessing.ImageNet, ((200 / 255.0) - 0.485) / 0.229, ((100 / 255.0) - 0.456) / 0.224, ((50 / 255.0) - 0.406) / 0.225),
        Case("Inception", Preprocessing.Inception, (200 / 127.5) - 1, (100 / 127.5) - 1, (50 / 127.5) - 1),
        Case("EfficientNetLite", Preprocessing.EfficientNetLite, 73 / 128.0, -27 / 128.0, -77 / 128.0),
        Case("Caffe", Preprocessing.Caffe, 50 - 104, 100 - 117, 200 - 123),
        Case("Yolo", Preprocessing.Yolo, 200 / 255.0, 100 / 255.0, 50 / 255.0),
        Case("Clip", Preprocessing.Clip, ((200 / 255.0) - 0.48145466) / 0.26862954, ((100 / 255.0) - 0.4578275) / 0.26130258, ((50 / 255.0) - 0.40821073) / 0.27577711),
    ];

    [TestCaseSource(nameof(Presets))]
    public void Apply_Preset_ItsFormula(Preprocessing preset, double first, double second, double third)
    {
        var values = preset.Apply(OneColour, new ImageShape(3, 4, 4)).Values;
        // Float32 constants against double: 1e-5 of values up to 104.
        Assert.That(new double[] { values[0], values[16], values[32] }, Is.EqualTo(new[] { first, second, third }).Within(1e-4));
    }

    [TestCaseSource(nameof(Presets))]
    public void ToPhoto_AfterApply_ThePhotoAgain(Preprocessing preset, double first, double second, double third)
    {
        _ = (first, second, third);
        var photo = Noise(16, 16);
        var same = preset with { Resize = ResizeRule.Stretch };
        Assert.That(same.ToPhoto(same.Apply(photo, new ImageShape(3, 16, 16))).Pixels.ToArray(), Is.EqualTo(photo.Pixels.ToArray()));
    }

    [Test]
    public void ToPhoto_ValuesBeyondColours_Clamped()
    {
        var photo = Preprocessing.Unit.ToPhoto(new ModelInput(new ImageShape(3, 1, 2), [-0.5f, 2, 0, 1, 0.5f, 0.25f]));
        Assert.That((photo[0, 0], photo[0, 1]), Is.EqualTo((((byte)0, (byte)0, (byte)128), ((byte)255, (byte)255, (byte)64))));
    }

    [Test]
    public void ToPhoto_OneChannel_Grey() =>
        Assert.That(Preprocessing.Unit.ToPhoto(new ModelInput(new ImageShape(1, 1, 1), [1f / 3]))[0, 0], Is.EqualTo(((byte)85, (byte)85, (byte)85)));

    [Test]
    public void Apply_OneChannelModel_Luma() =>
        // 0.299·200 + 0.587·100 + 0.114·50 = 124.2, in bytes 124.
        Assert.That(Preprocessing.Unit.Apply(OneColour, new ImageShape(1, 2, 2)).Values[0], Is.EqualTo(124 / 255f).Within(1e-6));

    [Test]
    public void Apply_OneChannelModelThreeMeans_Refused() =>
        Assert.That(() => Preprocessing.ImageNet.Apply(OneColour, new ImageShape(1, 2, 2)), Throws.ArgumentException.With.Message.Contains("0.485"));

    [TestCase(2)]
    [TestCase(4)]
    public void Apply_OtherChannels_Refused(int channels) =>
        Assert.That(() => Preprocessing.Unit.Apply(OneColour, new ImageShape(channels, 2, 2)), Throws.ArgumentException.With.Message.Contains($"got {channels}"));

    [Test]
    public void Apply_Letterbox_PadsWithTheGrey()
    {
        var values = Preprocessing.Yolo.Apply(new Photo(1, 2, [255, 255, 255, 255, 255, 255]), new ImageShape(3, 4, 4)).Values;
        Assert.That(new[] { values[0], values[4], values[11], values[12] }, Is.EqualTo(new[] { 114 / 255f, 1, 1, 114 / 255f }).Within(1e-6));
    }

    [Test]
    public void Apply_TopLeftLetterbox_PhotoInTheCorner()
    {
        var preprocessing = Preprocessing.Yolo with { Resize = ResizeRule.Letterbox(0, LetterboxAnchor.TopLeft) };
        var values = preprocessing.Apply(new Photo(1, 2, [255, 255, 255, 255, 255, 255]), new ImageShape(3, 4, 4)).Values;
        Assert.That(new[] { values[0], values[7], values[8], values[15] }, Is.EqualTo(new[] { 1f, 1, 0, 0 }));
    }

    [Test]
    public void Apply_ResizedSmallerThanTheModel_BlackAround()
    {
        var preprocessing = Preprocessing.Unit with { Resize = ResizeRule.ShorterSide(2) };
        var plane = preprocessing.Apply(new Photo(1, 1, [255, 255, 255]), new ImageShape(3, 5, 4)).Values[..20].ToArray();
        // torchvision pads (5 − 2) / 2 = 1 above and 1 left.
        Assert.That(plane, Is.EqualTo(new float[] { 0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0 }));
    }

    [Test]
    public void Apply_Model_ItsShape() =>
        Assert.That(Preprocessing.Unit.Apply(OneColour, new OneByOne()).Shape, Is.EqualTo(new ImageShape(3, 6, 5)));

    [Test]
    public void Equals_SameSettings_Equal() =>
        Assert.That(Preprocessing.ImageNet, Is.EqualTo(new Preprocessing { Resize = ResizeRule.CentreCrop(0.875), Mean = [0.485f, 0.456f, 0.406f], Deviation = [0.229f, 0.224f, 0.225f] }));

    [Test]
    public void Deviation_Zero_Refused() => Assert.That(() => Preprocessing.Unit with { Deviation = [1, 0, 1] }, Throws.ArgumentException.With.Message.Contains("1, 0, 1"));

    [Test]
    public void Mean_TwoValues_Refused() => Assert.That(() => Preprocessing.Unit with { Mean = [1, 2] }, Throws.ArgumentException);

    [Test]
    public void Apply_VeryLongPhoto_SeesItsCentre()
    {
        // 65535×1 scaled to a shorter side of 256 would be 16.8 million rows: only the window may be made.
        var pixels = new byte[3 * 65_535];
        pixels.AsSpan(3 * 32_767, 3).Fill(255);
        var values = Preprocessing.ImageNet.Apply(new Photo(65_535, 1, pixels), new ImageShape(3, 224, 224)).Values;
        Assert.That(values[112 * 224], Is.EqualTo((1 - 0.485f) / 0.229f).Within(1e-5));
    }

    private static TestCaseData Case(string name, Preprocessing preset, double first, double second, double third) =>
        new TestCaseData(preset, first, second, third).SetArgDisplayNames(name);

    private static Photo Noise(int height, int width)
    {
        var pixels = new byte[3 * height * width];
        new Random(3).NextBytes(pixels);
        return new(height, width, pixels);
    }

    private sealed class OneByOne : IModel
    {
        public string Name => "none";

        public ImageShape InputShape => new(3, 6, 5);

        public IReadOnlyList<OutputInfo> Outputs => [];

        public void Run(ReadOnlySpan<float> images, int count, ModelAnswer answer) => throw new NotSupportedException();
    }
}
