using Saliency.Numerics;
using Saliency.Tests.Numerics.Scalar;

namespace Saliency.Tests.Numerics;

internal sealed class GridMaskTests
{
    [TestCase(224, 224, 7, 7, GridBorder.Mirror)]
    [TestCase(30, 44, 5, 5, GridBorder.Clamp)]
    [TestCase(33, 65, 4, 11, GridBorder.Mirror)]
    [TestCase(9, 17, 1, 2, GridBorder.Mirror)]
    [TestCase(1, 1, 1, 1, GridBorder.Clamp)]
    [TestCase(40, 41, 20, 20, GridBorder.Mirror)]
    [TestCase(5, 6, 9, 8, GridBorder.Clamp)]
    public void Generate_Sample_AsPlainLoop(int height, int width, int rows, int columns, GridBorder border)
    {
        var generator = new GridMask(height, width, rows, columns, 0.4, border, 7);
        for (int sample = 0; sample < 5; sample++)
        {
            var mask = new Guarded<float>(height * width, 1, 9);
            generator.Generate(sample, mask.Span);
            var expected = new float[height * width];
            ScalarGridMask.Generate(7, sample, rows, columns, 0.4, border, height, width, expected);
            Assert.That(mask.ToArray(), Is.EqualTo(expected), $"sample {sample}");
        }
    }

    [Test]
    public void Generate_SamplesInAnyOrderOnManyThreads_SameBits()
    {
        var generator = new GridMask(37, 41, 7, 7, 0.5, GridBorder.Mirror, 3);
        var inOrder = Enumerable.Range(0, 64).Select(i => Mask(generator, i)).ToArray();
        var scattered = new float[64][];
        Parallel.For(0, 64, i => scattered[63 - i] = Mask(generator, 63 - i));
        Assert.That(scattered, Is.EqualTo(inOrder));
    }

    [Test]
    public void Generate_OtherSeed_OtherMask() =>
        Assert.That(Mask(new GridMask(32, 32, 7, 7, 0.5, GridBorder.Mirror, 1), 0), Is.Not.EqualTo(Mask(new GridMask(32, 32, 7, 7, 0.5, GridBorder.Mirror, 2), 0)));

    [TestCase(1, 1f)]
    [TestCase(0, 0f)]
    public void Generate_AllOrNothingKept_ExactlyConstant(double probability, float value) =>
        Assert.That(Mask(new GridMask(60, 50, 7, 6, probability, GridBorder.Mirror, 5), 0), Is.All.EqualTo(value));

    [Test]
    public void Generate_ManySamples_WithinZeroAndOne()
    {
        var generator = new GridMask(50, 51, 6, 7, 0.5, GridBorder.Mirror, 5);
        Assert.That(Enumerable.Range(0, 200).SelectMany(i => Mask(generator, i)).All(v => v is >= 0 and <= 1));
    }

    [TestCase(GridBorder.Mirror, 0.51367188)]
    [TestCase(GridBorder.Clamp, 1)]
    public void Generate_FirstRowOfAnAlternatingGrid_DependsOnTheBorder(GridBorder border, double expected)
    {
        // Rows 1, 0, 1, …: the first pixel's centre lies at ½·7/256, so 0.4863 before the first cell's centre; mirrored, that is 0.4863 of the second cell.
        var generator = new GridMask(224, 224, 7, 7, 0.5, border, 0);
        var grid = new float[49];
        for (int r = 0; r < 7; r += 2) grid.AsSpan(r * 7, 7).Fill(1);
        var mask = new float[224 * 224];
        generator.Generate(grid, 0, 0, mask);
        Assert.That(mask[0], Is.EqualTo(expected).Within(1e-7));
    }

    [Test]
    public void Generate_Shifted_IsTheUnshiftedMaskFurtherOn()
    {
        var generator = new GridMask(40, 48, 4, 4, 0.5, GridBorder.Clamp, 0);
        var grid = Sequence.Uniform(16);
        float[] still = new float[40 * 48], shifted = new float[40 * 48];
        generator.Generate(grid, 0, 0, still);
        generator.Generate(grid, 3, 5, shifted);
        for (int y = 0; y < 37; y++)
            Assert.That(shifted.AsSpan(y * 48, 43).ToArray(), Is.EqualTo(still.AsSpan(((y + 3) * 48) + 5, 43).ToArray()), $"row {y}");
    }

    [Test]
    public void Generate_ManySamples_EveryPixelKeptAsOftenAsAsked()
    {
        // 4000 masks: the mean of a pixel has a deviation of at most 0.46/√4000 = 0.0073; six of them leave no chance to fail.
        var generator = new GridMask(20, 24, 4, 5, 0.3, GridBorder.Clamp, 11);
        var sums = new double[20 * 24];
        for (int i = 0; i < 4000; i++)
        {
            var mask = Mask(generator, i);
            for (int p = 0; p < sums.Length; p++) sums[p] += mask[p] / 4000.0;
        }
        Assert.That(sums, Is.All.EqualTo(0.3).Within(0.044));
    }

    [Test]
    public void Generate_GridOfOtherSize_Throws() =>
        Assert.That(() => new GridMask(8, 8, 2, 3, 0.5, GridBorder.Clamp, 0).Generate(new float[5], 0, 0, new float[64]), Throws.ArgumentException.With.Message.Contains("2×3"));

    [TestCase(4, 0)]
    [TestCase(0, 4)]
    [TestCase(-1, 0)]
    public void Generate_ShiftOfACellOrMore_Throws(int row, int column) =>
        Assert.That(() => new GridMask(8, 8, 2, 2, 0.5, GridBorder.Clamp, 0).Generate(new float[4], row, column, new float[64]), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void Generate_TargetOfOtherSize_Throws() =>
        Assert.That(() => new GridMask(8, 8, 2, 2, 0.5, GridBorder.Clamp, 0).Generate(0, new float[63]), Throws.ArgumentException.With.Message.Contains("8×8"));

    [TestCase(0, 8, 2, 2, 0.5)]
    [TestCase(8, 0, 2, 2, 0.5)]
    [TestCase(8, 8, 0, 2, 0.5)]
    [TestCase(8, 8, 2, 0, 0.5)]
    [TestCase(8, 8, 2, 2, 1.1)]
    [TestCase(8, 8, 2, 2, double.NaN)]
    public void Constructor_Impossible_Throws(int height, int width, int rows, int columns, double probability) =>
        Assert.That(() => new GridMask(height, width, rows, columns, probability, GridBorder.Clamp, 0), Throws.InstanceOf<ArgumentOutOfRangeException>());

    private static float[] Mask(GridMask generator, int sample)
    {
        var mask = new float[generator.Height * generator.Width];
        generator.Generate(sample, mask);
        return mask;
    }
}
