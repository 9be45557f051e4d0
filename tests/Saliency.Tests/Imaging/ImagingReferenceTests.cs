using Saliency.Imaging;

namespace Saliency.Tests.Imaging;

[Category("Reference")]
public class ImagingReferenceTests
{
    private static readonly (string Name, Interpolation Interpolation)[] Exact =
    [
        ("pil_bilinear", Interpolation.Bilinear), ("pil_bicubic", Interpolation.Bicubic), ("pil_lanczos", Interpolation.Lanczos),
        ("pil_nearest", Interpolation.Nearest), ("torch_nearest_exact", Interpolation.Nearest),
    ];

    // Computed in floats there, in bytes here: half a level for each of the two roundings, the first scaled by the second filter's
    // gain of at most 1.27 for the cubic (the sum of its absolute weights), rounded up.
    private static readonly (string Name, Interpolation Interpolation, double Rounding)[] Rounded =
    [
        ("torch_bilinear_antialias", Interpolation.Bilinear, 1), ("pil_bilinear_float", Interpolation.Bilinear, 1),
        ("cv2_linear_uint8", Interpolation.TwoTapLinear, 1), ("torch_bilinear_half_pixel", Interpolation.TwoTapLinear, 1), ("cv2_linear", Interpolation.TwoTapLinear, 1),
    ];

    private static IEnumerable<TestCaseData> ExactCases => from path in ImagingReference.Cases("resize/") from mode in Exact select new TestCaseData(path, mode.Name, mode.Interpolation);

    private static IEnumerable<TestCaseData> RoundedCases => from path in ImagingReference.Cases("resize/") from mode in Rounded select new TestCaseData(path, mode.Name, mode.Interpolation, mode.Rounding);

    private static IEnumerable<TestCaseData> PreprocessCases =>
        from path in ImagingReference.Cases("preprocess/")
        from mode in (string[])["pillow", "tensor_antialias", "tensor_plain"]
        where ImagingReference.Read(path).Has(mode)
        select new TestCaseData(path, mode);

    [TestCaseSource(nameof(ExactCases))]
    public void Resize_AsPillow_SameBytes(string path, string name, Interpolation interpolation)
    {
        var reference = ImagingReference.Read(path);
        var resized = reference.Photo().Resize(reference.Parameter("height"), reference.Parameter("width"), interpolation);
        Assert.That(resized.Pixels.ToArray().Select(v => (float)v), Is.EqualTo(reference.Expected(name)));
    }

    [TestCaseSource(nameof(RoundedCases))]
    public void Resize_AsFloatLibraries_WithinTheRounding(string path, string name, Interpolation interpolation, double rounding)
    {
        var reference = ImagingReference.Read(path);
        var resized = reference.Photo().Resize(reference.Parameter("height"), reference.Parameter("width"), interpolation);
        Check(resized.Pixels.ToArray().Select(v => (float)v).ToArray(), reference.Expected(name), reference.Relative, reference.Absolute + rounding);
    }

    [TestCaseSource(nameof(PreprocessCases))]
    public void Apply_AsTorchvision_SameValues(string path, string mode)
    {
        var reference = ImagingReference.Read(path);
        int crop = reference.Parameter("crop"), every = reference.Parameter("every");
        var preprocessing = new Preprocessing
        {
            Resize = ResizeRule.ShorterSide(reference.Parameter("resize")),
            Interpolation = mode == "tensor_plain" ? Interpolation.TwoTapLinear : Interpolation.Bilinear,
            Mean = [.. reference.Parameters("mean")],
            Deviation = [.. reference.Parameters("std")],
        };
        var input = preprocessing.Apply(reference.Photo(), new ImageShape(3, crop, crop)).Values.ToArray();
        var stored = Enumerable.Range(0, input.Length).Where(i => i / crop % crop % every == 0 && i % crop % every == 0).Select(i => input[i]).ToArray();
        Check(stored, reference.Expected(mode), reference.Relative, reference.Absolute);
    }

    private static void Check(float[] got, float[] expected, double relative, double absolute)
    {
        Assert.That(got, Has.Length.EqualTo(expected.Length));
        for (int i = 0; i < got.Length; i++)
            if (!(Math.Abs(got[i] - expected[i]) <= absolute + (relative * Math.Abs(expected[i]))))
                Assert.Fail($"Expected {expected[i]} at {i}, got {got[i]}.");
    }
}
