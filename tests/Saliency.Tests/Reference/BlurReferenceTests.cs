using System.Globalization;
using Saliency.Numerics;

namespace Saliency.Tests.Reference;

/// <summary>Blurs against RISE's own and scipy's.</summary>
[Category("Reference")]
internal sealed class BlurReferenceTests
{
    private static IEnumerable<TestCaseData> RiseCases => ReferenceSet.Tests("metrics", "faithfulness/rise_blur");

    private static IEnumerable<TestCaseData> PhotoCases => ReferenceSet.Tests("imaging", "blur/");

    [TestCaseSource(nameof(RiseCases))]
    public void BlurBaseline_OfRise_SameKernelAndImage(ReferenceCase reference)
    {
        int size = reference.WholeNumber("klen");
        double sigma = reference.Number("sigma");
        float[] axis = GaussianKernel.Framed(size, sigma);
        reference.AssertClose("kernel", [.. axis.SelectMany(y => axis.Select(x => y * x))]);
        var input = reference.Input("image").ToInput();
        var blurred = new float[input.Shape.Length];
        Baseline.Blur(size, sigma).Fill(input, blurred);
        reference.AssertClose("blurred", blurred);
    }

    [TestCaseSource(nameof(PhotoCases))]
    public void SeparableBlur_OfScipy_SameImageAtEveryBorder(ReferenceCase reference)
    {
        // scipy_2.5_reflect: sigma and border.
        string[][] names = [.. reference.ExpectedNames.Select(n => n.Split('_')).Where(p => p is ["scipy", not "median", _])];
        Assert.That(names, Is.Not.Empty);
        var image = reference.Input("image");
        int height = image.Shape[0], width = image.Shape[1];
        foreach (string[] parts in names)
        {
            var kernel = GaussianKernel.Truncated(double.Parse(parts[1], CultureInfo.InvariantCulture));
            var blurred = new float[image.Values.Length];
            for (int c = 0; c < 3; c++)
            {
                float[] plane = [.. image.Floats.Where((_, i) => i % 3 == c)];
                SeparableBlur.Apply(plane, height, width, kernel, BorderOf(parts[2]), plane);
                for (int i = 0; i < plane.Length; i++) blurred[(3 * i) + c] = plane[i];
            }
            reference.AssertClose(string.Join('_', parts), blurred);
        }
    }

    private static BlurBorder BorderOf(string scipy) => scipy switch
    {
        "reflect" => BlurBorder.Reflect,
        "mirror" => BlurBorder.Mirror,
        "nearest" => BlurBorder.Clamp,
        "constant" => BlurBorder.Zero,
        _ => throw new InvalidDataException($"Expected a border of scipy's, got '{scipy}'."),
    };
}
