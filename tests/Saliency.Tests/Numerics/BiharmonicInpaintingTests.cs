using Saliency.Numerics;
using Saliency.Tests.Contracts;

namespace Saliency.Tests.Numerics;

internal sealed class BiharmonicInpaintingTests : HoleFilling
{
    // By hand: the 13 cells of the Laplacian's square, the pixel itself 20, those beside −8, at the corners 2, two off 1.
    [Test]
    public void Fill_OnePixel_WeightedSumOfTheTwelveAroundIt()
    {
        float[] plane = Pattern.Values(25, 1), filled = [.. plane];
        BiharmonicInpainting.Fill(Holes(25, 12), 5, 5, filled);
        float beside = plane[7] + plane[11] + plane[13] + plane[17], corners = plane[6] + plane[8] + plane[16] + plane[18], far = plane[2] + plane[10] + plane[14] + plane[22];
        Assert.That(filled[12], Is.EqualTo(((8 * beside) - (2 * corners) - far) / 20).Within(2e-6f));
    }

    // By hand, the grid reflected: 2v₀ = 3v₁ − v₂ for the first cell of a row, 6v₁ = 3v₀ + 4v₂ − v₃ for the second, 6v₂ = 4(v₁ + v₃) − v₀ − v₄ for the middle one.
    [TestCase(new[] { 0 }, new[] { 3.5 })]
    [TestCase(new[] { 1 }, new[] { 1 / 3.0 })]
    [TestCase(new[] { 2 }, new[] { 31 / 6.0 })]
    [TestCase(new[] { 0, 4 }, new[] { 3.5, 6 })]
    [TestCase(new[] { 3, 4 }, new[] { 4 / 3.0, 1 })]
    public void Fill_RowOfFive_AsByHand(int[] holes, double[] expected)
    {
        float[] row = [0, 3, 2, 6, 5];
        BiharmonicInpainting.Fill(Holes(5, holes), 1, 5, row);
        Assert.That(holes.Select(i => (double)row[i]).ToArray(), Is.EqualTo(expected).Within(1e-5));
    }

    // Answers known without solving: the Laplacian of a plane is 0, that of this saddle too, and that of a bowl is the same everywhere.
    [TestCase("ramp")]
    [TestCase("saddle")]
    [TestCase("bowl")]
    public void Fill_LargeHoleInASurfaceOfDegreeTwo_IsTheSurface(string kind)
    {
        float[] surface = [.. Enumerable.Range(0, Side * Side).Select(i => Height((i / Side) - 100, (i % Side) - 90))];
        float[] filled = [.. surface];
        BiharmonicInpainting.Fill(LargeHole, Side, Side, filled);
        Assert.That(filled, Is.EqualTo(surface).Within(1e-5f * (surface.Max() - surface.Min())));

        float Height(int y, int x) => kind switch { "ramp" => y + (2 * x), "saddle" => (y * x) + (y * y) - (x * x), _ => ((y + 150) * (y + 150)) + ((x + 150) * (x + 150)) };
    }

    // Holes of 25 000 to 50 000 pixels: what was filled in leaves next to nothing of the Laplacian's square.
    [TestCase("half of all pixels")]
    [TestCase("nine in ten")]
    [TestCase("left half")]
    [TestCase("all but the middle")]
    public void Fill_LargeHole_LeavesNoSquareOfTheLaplacian(string kind)
    {
        float[] dice = Pattern.Values(Side * Side, 5);
        float[] photo = [.. Enumerable.Range(0, Side * Side).Select(i => (float)(Math.Sin((i / Side) * 0.05) * Math.Cos((i % Side) * 0.09)))];
        bool[] removed = [.. Enumerable.Range(0, photo.Length).Select(i => kind switch
        {
            "half of all pixels" => dice[i] < 0,
            "nine in ten" => dice[i] < 0.8,
            "left half" => i % Side < Side / 2,
            _ => Math.Max(Math.Abs((i / Side) - 112), Math.Abs((i % Side) - 112)) > 30,
        })];
        float[] filled = [.. photo];
        BiharmonicInpainting.Fill(removed, Side, Side, filled);
        var (low, high) = (photo.Where((_, i) => !removed[i]).Min(), photo.Where((_, i) => !removed[i]).Max());
        double[] square = Laplacian(Laplacian([.. filled.Select(v => (double)v)], Side, Side), Side, Side);
        // Where a value was clipped, its equation and those around it no longer hold.
        bool[] clipped = [.. filled.Select((v, i) => removed[i] && (v == low || v == high))];
        var left = Enumerable.Range(0, photo.Length).Where(i => removed[i] && !Around(i).Any(j => clipped[j])).Select(i => square[i]).ToArray();
        Assert.That(left, Has.Length.GreaterThan(15_000));
        // The weights' sizes sum to 64, of errors of a few millionths of the range of 2.
        Assert.That(left, Is.All.EqualTo(0).Within(2e-4));

        static IEnumerable<int> Around(int i) =>
            from y in Enumerable.Range((i / Side) - 2, 5) from x in Enumerable.Range((i % Side) - 2, 5) where y is >= 0 and < Side && x is >= 0 and < Side select (y * Side) + x;
    }

    [Test]
    public void Fill_ValuesBeyondTheKeptOnes_Clipped()
    {
        float[] row = [0, 0, 9, 3, 0, 0, 0];
        BiharmonicInpainting.Fill(Holes(7, 0, 1), 1, 7, row);
        Assert.That(row[..2], Is.EqualTo(new[] { 9f, 9f }));
    }

    [Test]
    public void Fill_OtherLengths_Refused()
    {
        Assert.That(() => BiharmonicInpainting.Fill(Holes(4, 0), 2, 3, new float[6]), Throws.ArgumentException.With.Message.Contains("got 4"));
        Assert.That(() => BiharmonicInpainting.Fill(Holes(4, 0), 2, 2, new float[6]), Throws.ArgumentException.With.Message.Contains("got 6"));
    }

    protected override void Fill(bool[] removed, int height, int width, float[] planes) => BiharmonicInpainting.Fill(removed, height, width, planes);

    /// <summary>As the definition has it: the Laplacian, twice, of a 1 at that pixel within the 5×5 pixels around it that lie in the image.</summary>
    protected override IEnumerable<(int Pixel, double Weight)> Equation(int pixel, int height, int width)
    {
        int top = Math.Max(0, (pixel / width) - 2), left = Math.Max(0, (pixel % width) - 2);
        int rows = Math.Min(height, (pixel / width) + 3) - top, columns = Math.Min(width, (pixel % width) + 3) - left;
        var impulse = new double[rows * columns];
        impulse[(((pixel / width) - top) * columns) + (pixel % width) - left] = 1;
        return Laplacian(Laplacian(impulse, rows, columns), rows, columns).Select((weight, cell) => (((top + (cell / columns)) * width) + left + (cell % columns), weight));
    }

    /// <summary>Second differences along both axes, the values reflected beyond the border (the last one twice).</summary>
    private static double[] Laplacian(double[] values, int height, int width)
    {
        var answer = new double[values.Length];
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
                answer[(y * width) + x] = At(y - 1, x) + At(y + 1, x) + At(y, x - 1) + At(y, x + 1) - (4 * At(y, x));
        return answer;

        double At(int y, int x) => values[(Math.Clamp(y, 0, height - 1) * width) + Math.Clamp(x, 0, width - 1)];
    }
}
