using MathNet.Numerics.LinearAlgebra;
using Saliency.Numerics;
using Saliency.Tests.Contracts;

namespace Saliency.Tests.Numerics;

internal sealed class BiharmonicInpaintingTests
{
    private const int Side = 224;

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

    private static IEnumerable<TestCaseData> Shapes
    {
        get
        {
            foreach (var (height, width) in new[] { (1, 9), (9, 1), (2, 2), (2, 7), (3, 3), (7, 8), (16, 16), (17, 23) })
                foreach (double share in new[] { 0.1, 0.5, 0.9, 0.99 })
                {
                    float[] dice = Pattern.Values(height * width, 5);
                    yield return Named($"scattered {share} of {height}×{width}", height, width, i => i != 0 && (dice[i] + 1) / 2 < share);
                    yield return Named($"left {share} of {height}×{width}", height, width, i => i % width < share * width && i != (height * width) - 1);
                }
            yield return Named("all but two of 20×20", 20, 20, i => i is not (0 or 250));
            yield return Named("inside of 20×21", 20, 21, i => i / 21 is > 3 and < 16 && i % 21 is > 3 and < 17);
            yield return Named("outside of 20×21", 20, 21, i => !(i / 21 is > 5 and < 14 && i % 21 is > 5 and < 15));
            yield return Named("checkerboard of 20×20", 20, 20, i => ((i / 20) + i) % 2 == 0);

            static TestCaseData Named(string name, int height, int width, Func<int, bool> removed) =>
                new TestCaseData(height, width, Enumerable.Range(0, height * width).Select(removed).ToArray()).SetArgDisplayNames(name);
        }
    }

    [TestCaseSource(nameof(Shapes))]
    public void Fill_AnyHole_EqualsADirectSolveInDoubles(int height, int width, bool[] removed)
    {
        // The second plane is small and lies far from 0: neither level nor scale must cost digits of the range.
        float[] planes = [.. Pattern.Values(removed.Length, 1).Select(v => 2.5f * v), .. Pattern.Values(removed.Length, 2).Select(v => 100 + v)];
        float[] filled = [.. planes];
        BiharmonicInpainting.Fill(removed, height, width, filled);
        for (int plane = 0; plane < 2; plane++)
        {
            double[] expected = Direct(height, width, removed, planes[(plane * removed.Length)..((plane + 1) * removed.Length)]);
            // Ten times the accuracy that is asked for, of a range of up to 5, and the last digit of a float at 100.
            Assert.That(filled[(plane * removed.Length)..((plane + 1) * removed.Length)], Is.EqualTo(expected).Within(5e-5));
        }
    }

    // Answers known without solving: the Laplacian of a plane is 0, that of this saddle too, and that of a bowl is the same everywhere.
    [TestCase("ramp")]
    [TestCase("saddle")]
    [TestCase("bowl")]
    public void Fill_LargeHoleInASurfaceOfDegreeTwo_IsTheSurface(string kind)
    {
        float[] surface = [.. Enumerable.Range(0, Side * Side).Select(i => Height((i / Side) - 100, (i % Side) - 90))];
        bool[] removed = [.. Enumerable.Range(0, Side * Side).Select(i => Math.Abs((i / Side) - 112) < 79 && Math.Abs((i % Side) - 112) < 79)];
        float[] filled = [.. surface];
        BiharmonicInpainting.Fill(removed, Side, Side, filled);
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
    public void Fill_KeptPixels_SameBits()
    {
        float[] planes = Pattern.Values(2 * 35, 3), filled = [.. planes];
        bool[] removed = [.. Enumerable.Range(0, 35).Select(i => i % 3 == 0)];
        BiharmonicInpainting.Fill(removed, 5, 7, filled);
        Assert.That(filled.Where((_, i) => !removed[i % 35]), Is.EqualTo(planes.Where((_, i) => !removed[i % 35])));
    }

    [Test]
    public void Fill_WhatCannotBeFilled_Refused()
    {
        Assert.That(() => BiharmonicInpainting.Fill(Holes(4, 0, 1, 2, 3), 2, 2, new float[4]), Throws.ArgumentException.With.Message.Contains("got none"));
        Assert.That(() => BiharmonicInpainting.Fill(Holes(4, 0), 2, 3, new float[6]), Throws.ArgumentException.With.Message.Contains("got 4"));
        Assert.That(() => BiharmonicInpainting.Fill(Holes(4, 0), 2, 2, new float[6]), Throws.ArgumentException.With.Message.Contains("got 6"));
    }

    private static bool[] Holes(int length, params int[] holes) => [.. Enumerable.Range(0, length).Select(holes.Contains)];

    /// <summary>As the definition has it: each removed pixel's row is the Laplacian, twice, of a 1 at that pixel within the 5×5 pixels around it that lie in the image.</summary>
    private static double[] Direct(int height, int width, bool[] removed, float[] plane)
    {
        int[] unknown = [.. Enumerable.Range(0, removed.Length).Where(i => removed[i])];
        double[] answer = [.. plane.Select(v => (double)v)];
        if (unknown.Length == 0) return answer;
        var place = unknown.Index().ToDictionary(p => p.Item, p => p.Index);
        var matrix = Matrix<double>.Build.Dense(unknown.Length, unknown.Length);
        var right = Vector<double>.Build.Dense(unknown.Length);
        foreach (var (row, i) in unknown.Index())
        {
            int top = Math.Max(0, (i / width) - 2), left = Math.Max(0, (i % width) - 2);
            int rows = Math.Min(height, (i / width) + 3) - top, columns = Math.Min(width, (i % width) + 3) - left;
            var impulse = new double[rows * columns];
            impulse[(((i / width) - top) * columns) + (i % width) - left] = 1;
            foreach (var (cell, weight) in Laplacian(Laplacian(impulse, rows, columns), rows, columns).Index())
            {
                int j = ((top + (cell / columns)) * width) + left + (cell % columns);
                if (place.TryGetValue(j, out int column)) matrix[row, column] += weight;
                else right[row] -= weight * plane[j];
            }
        }
        var solved = matrix.Solve(right);
        float[] kept = [.. plane.Where((_, i) => !removed[i])];
        foreach (var (row, i) in unknown.Index()) answer[i] = Math.Clamp(solved[row], kept.Min(), kept.Max());
        return answer;
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
