using Saliency.Imaging;

namespace Saliency.Tests.Reference;

/// <summary>Resizing and preprocessing against Pillow, torch, OpenCV and torchvision.</summary>
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

    private static IEnumerable<TestCaseData> ResizeCases => ReferenceSet.Tests("imaging", "resize/");

    private static IEnumerable<TestCaseData> PreprocessCases => ReferenceSet.Tests("imaging", "preprocess/");

    [TestCaseSource(nameof(ResizeCases))]
    public void Resize_AsPillow_SameBytes(ReferenceCase reference)
    {
        foreach (var (name, interpolation) in Exact)
            Assert.That(Resized(reference, interpolation), Is.EqualTo(reference.Expected(name).Values), name);
    }

    [TestCaseSource(nameof(ResizeCases))]
    public void Resize_AsFloatLibraries_WithinTheRounding(ReferenceCase reference)
    {
        foreach (var (name, interpolation, rounding) in Rounded)
        {
            var tolerance = reference.ToleranceOf(name);
            Close.Assert(reference.Expected(name), Resized(reference, interpolation), tolerance with { Absolute = tolerance.Absolute + rounding }, name);
        }
    }

    [TestCaseSource(nameof(PreprocessCases))]
    public void Apply_AsTorchvision_SameValues(ReferenceCase reference)
    {
        string[] modes = [.. new[] { "pillow", "tensor_antialias", "tensor_plain" }.Where(reference.Expects)];
        Assert.That(modes, Is.Not.Empty);
        int crop = reference.WholeNumber("crop"), every = reference.WholeNumber("every");
        foreach (string mode in modes)
        {
            var preprocessing = new Preprocessing
            {
                Resize = ResizeRule.ShorterSide(reference.WholeNumber("resize")),
                Interpolation = mode == "tensor_plain" ? Interpolation.TwoTapLinear : Interpolation.Bilinear,
                Mean = [.. reference.Numbers("mean").Select(v => (float)v)],
                Deviation = [.. reference.Numbers("std").Select(v => (float)v)],
            };
            var input = preprocessing.Apply(reference.Input("image").ToPhoto(), new ImageShape(3, crop, crop)).Values.ToArray();
            reference.AssertClose(mode, [.. input.Where((_, i) => i / crop % crop % every == 0 && i % crop % every == 0)]);
        }
    }

    private static double[] Resized(ReferenceCase reference, Interpolation interpolation) =>
        [.. reference.Input("image").ToPhoto().Resize(reference.WholeNumber("height"), reference.WholeNumber("width"), interpolation).Pixels.ToArray().Select(v => (double)v)];
}
