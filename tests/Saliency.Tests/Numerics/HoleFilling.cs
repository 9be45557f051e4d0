using MathNet.Numerics.LinearAlgebra;
using Saliency.Tests.Contracts;

namespace Saliency.Tests.Numerics;

/// <summary>What is asked of every way to fill holes in which each removed pixel obeys a linear equation.</summary>
internal abstract class HoleFilling
{
    protected const int Side = 224;

    /// <summary>Half of a photo's map, its middle.</summary>
    protected static bool[] LargeHole => [.. Enumerable.Range(0, Side * Side).Select(i => Math.Abs((i / Side) - 112) < 79 && Math.Abs((i % Side) - 112) < 79)];

    protected static bool[] Holes(int length, params int[] holes) => [.. Enumerable.Range(0, length).Select(holes.Contains)];

    protected abstract void Fill(bool[] removed, int height, int width, float[] planes);

    /// <summary>Σ weight·value = 0, the equation of one removed pixel; a pixel may come several times.</summary>
    protected abstract IEnumerable<(int Pixel, double Weight)> Equation(int pixel, int height, int width);

    protected static IEnumerable<TestCaseData> Shapes
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
            yield return Named("all but a corner of 20×20", 20, 20, i => i > 0);
            yield return Named("all but the middle of 21×20", 21, 20, i => i != 210);
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
        Fill(removed, height, width, filled);
        for (int plane = 0; plane < 2; plane++)
        {
            double[] expected = Direct(height, width, removed, planes[(plane * removed.Length)..((plane + 1) * removed.Length)]);
            // Ten times the accuracy that is asked for, of a range of up to 5, and the last digit of a float at 100.
            Assert.That(filled[(plane * removed.Length)..((plane + 1) * removed.Length)], Is.EqualTo(expected).Within(5e-5));
        }
    }

    [Test]
    public void Fill_KeptPixels_SameBits()
    {
        float[] planes = Pattern.Values(2 * 35, 3), filled = [.. planes];
        bool[] removed = [.. Enumerable.Range(0, 35).Select(i => i % 3 == 0)];
        Fill(removed, 5, 7, filled);
        Assert.That(filled.Where((_, i) => !removed[i % 35]), Is.EqualTo(planes.Where((_, i) => !removed[i % 35])));
    }

    [Test]
    public void Fill_NothingKept_Refused() => Assert.That(() => Fill(Holes(4, 0, 1, 2, 3), 2, 2, new float[4]), Throws.ArgumentException.With.Message.Contains("got none"));

    private double[] Direct(int height, int width, bool[] removed, float[] plane)
    {
        int[] unknown = [.. Enumerable.Range(0, removed.Length).Where(i => removed[i])];
        double[] answer = [.. plane.Select(v => (double)v)];
        if (unknown.Length == 0) return answer;
        var place = unknown.Index().ToDictionary(p => p.Item, p => p.Index);
        var matrix = Matrix<double>.Build.Dense(unknown.Length, unknown.Length);
        var right = Vector<double>.Build.Dense(unknown.Length);
        foreach (var (row, i) in unknown.Index())
            foreach (var (pixel, weight) in Equation(i, height, width))
            {
                if (place.TryGetValue(pixel, out int column)) matrix[row, column] += weight;
                else right[row] -= weight * plane[pixel];
            }
        var solved = matrix.Solve(right);
        // To the range of the rest, which means leave anyway.
        float[] kept = [.. plane.Where((_, i) => !removed[i])];
        foreach (var (row, i) in unknown.Index()) answer[i] = Math.Clamp(solved[row], kept.Min(), kept.Max());
        return answer;
    }
}
