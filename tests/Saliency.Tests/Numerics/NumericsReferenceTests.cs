using Saliency.Numerics;

namespace Saliency.Tests.Numerics;

/// <summary>The kernels against numbers that scikit-image, scipy and RISE's own code computed.</summary>
[Category("Reference")]
internal sealed class NumericsReferenceTests
{
    [TestCase("s4_dense", GridBorder.Mirror, "masks")]
    [TestCase("s5_wide", GridBorder.Mirror, "masks")]
    [TestCase("s7", GridBorder.Mirror, "masks")]
    [TestCase("s4_dense", GridBorder.Clamp, "masks_edge_clamped")]
    [TestCase("s5_wide", GridBorder.Clamp, "masks_edge_clamped")]
    [TestCase("s7", GridBorder.Clamp, "masks_edge_clamped")]
    public void GridMask_GivenGridsAndShifts_StoredMasks(string name, GridBorder border, string expected)
    {
        var stored = StoredCase.Open($"perturbation/rise/{name}");
        stored.AssertClose(expected, Masks(stored, border, count: 5));
    }

    [TestCase("s4_dense")]
    [TestCase("s5_wide")]
    [TestCase("s7")]
    public void WeightedPlaneSum_AllMasks_StoredSum(string name)
    {
        var stored = StoredCase.Open($"perturbation/rise/{name}");
        int count = stored.Shape("grids")[0];
        var masks = Masks(stored, GridBorder.Mirror, count);
        var sums = new double[masks.Length / count];
        WeightedPlaneSum.Add(masks, Enumerable.Repeat(1.0, count).ToArray(), sums);
        stored.AssertClose("masks_sum_map", Array.ConvertAll(sums, s => (float)s));
    }

    [TestCase("s7_p0.5", 7, 0.5)]
    [TestCase("s4_p0.3", 4, 0.3)]
    public void GridMask_ManyDraws_StoredStatistics(string name, int grid, double probability)
    {
        var stored = StoredCase.Open("perturbation/rise/statistics");
        var actual = MaskStatistics.Of(new GridMask(32, 32, grid, grid, probability, GridBorder.Mirror, 1), 3000);
        foreach (var (key, value) in actual)
        {
            double expected = stored.Number(name, key);
            Assert.That(value, Is.EqualTo(expected).Within(stored.Absolute + (stored.Relative * Math.Abs(expected))), key);
        }
    }

    [Test]
    public void GaussianKernel_Framed_StoredKernel()
    {
        var stored = StoredCase.Open("metrics/faithfulness/rise_blur");
        var kernel = RiseKernel(stored);
        stored.AssertClose("kernel", kernel.SelectMany(a => kernel.Select(b => a * b)).ToArray());
    }

    [Test]
    public void SeparableBlur_RiseKernel_StoredImage()
    {
        var stored = StoredCase.Open("metrics/faithfulness/rise_blur");
        var image = stored.Input("image");
        SeparableBlur.Apply(image, stored.Shape("image")[1], stored.Shape("image")[2], RiseKernel(stored), BlurBorder.Zero, image);
        stored.AssertClose("blurred", image);
    }

    [TestCase("0.8_reflect", 0.8, BlurBorder.Reflect)]
    [TestCase("0.8_mirror", 0.8, BlurBorder.Mirror)]
    [TestCase("0.8_nearest", 0.8, BlurBorder.Clamp)]
    [TestCase("0.8_constant", 0.8, BlurBorder.Zero)]
    [TestCase("2.5_reflect", 2.5, BlurBorder.Reflect)]
    [TestCase("2.5_mirror", 2.5, BlurBorder.Mirror)]
    [TestCase("2.5_nearest", 2.5, BlurBorder.Clamp)]
    [TestCase("2.5_constant", 2.5, BlurBorder.Zero)]
    public void SeparableBlur_Gaussian_StoredImage(string name, double sigma, BlurBorder border)
    {
        var stored = StoredCase.Open("imaging/blur/photo");
        var pixels = stored.Input("image");
        var blurred = new float[pixels.Length];
        int height = stored.Shape("image")[0], width = stored.Shape("image")[1];
        for (int c = 0; c < 3; c++)
        {
            var plane = pixels.Where((_, i) => i % 3 == c).ToArray();
            SeparableBlur.Apply(plane, height, width, GaussianKernel.Truncated(sigma), border, plane);
            for (int i = 0; i < plane.Length; i++) blurred[(3 * i) + c] = plane[i];
        }
        stored.AssertClose($"scipy_{name}", blurred);
    }

    private static float[] RiseKernel(StoredCase stored) => GaussianKernel.Framed(stored.Parameter("klen").GetInt32(), stored.Parameter("sigma").GetDouble());

    private static float[] Masks(StoredCase stored, GridBorder border, int count)
    {
        int s = stored.Parameter("s").GetInt32(), height = stored.Parameter("size")[0].GetInt32(), width = stored.Parameter("size")[1].GetInt32();
        var (grids, shifts) = (stored.Input("grids"), stored.InputInts("shifts"));
        var generator = new GridMask(height, width, s, s, 0.5, border, 0);
        Assert.That(new[] { generator.CellHeight, generator.CellWidth }, Is.EqualTo(stored.Parameter("cell").EnumerateArray().Select(c => c.GetInt32())));
        var masks = new float[count * height * width];
        for (int i = 0; i < count; i++)
            generator.Generate(grids.AsSpan(i * s * s, s * s), shifts[2 * i], shifts[(2 * i) + 1], masks.AsSpan(i * height * width, height * width));
        return masks;
    }
}
