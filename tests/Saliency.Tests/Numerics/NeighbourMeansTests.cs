using MathNet.Numerics.LinearAlgebra;
using Saliency.Numerics;
using Saliency.Tests.Contracts;

namespace Saliency.Tests.Numerics;

internal sealed class NeighbourMeansTests
{
    private static readonly float[] Nine = [1, 2, 3, 4, 5, 6, 7, 8, 9];

    // By hand: the corner is (2/5)·2 + (2/5)·4 + (1/5)·5.
    [TestCase(new[] { 4 }, new[] { 5.0 })]
    [TestCase(new[] { 0 }, new[] { 3.4 })]
    [TestCase(new[] { 1 }, new[] { 3.5 })]
    [TestCase(new[] { 4, 5 }, new[] { 4.913043, 5.478261 })]
    public void Fill_NineValues_AsByHand(int[] holes, double[] expected)
    {
        float[] plane = [.. Nine];
        NeighbourMeans.Fill(Holes(9, holes), 3, 3, plane);
        Assert.That(holes.Select(i => (double)plane[i]), Is.EqualTo(expected).Within(5e-6));
    }

    private static IEnumerable<TestCaseData> Shapes
    {
        get
        {
            foreach (var (height, width) in new[] { (1, 9), (9, 1), (2, 2), (7, 8), (16, 16), (17, 23) })
                foreach (double share in new[] { 0.1, 0.5, 0.9, 0.99 })
                {
                    float[] dice = Pattern.Values(height * width, 5);
                    yield return Named($"scattered {share} of {height}×{width}", height, width, i => i != 0 && (dice[i] + 1) / 2 < share);
                    yield return Named($"left {share} of {height}×{width}", height, width, i => i % width < share * width && i != (height * width) - 1);
                }
            yield return Named("all but a corner of 20×20", 20, 20, i => i > 0);
            yield return Named("all but the middle of 21×20", 21, 20, i => i != 210);
            yield return Named("checkerboard of 20×20", 20, 20, i => ((i / 20) + i) % 2 == 0);

            static TestCaseData Named(string name, int height, int width, Func<int, bool> removed) =>
                new TestCaseData(height, width, Enumerable.Range(0, height * width).Select(removed).ToArray()).SetArgDisplayNames(name);
        }
    }

    [TestCaseSource(nameof(Shapes))]
    public void Fill_AnyHole_EqualsADirectSolveInDoubles(int height, int width, bool[] removed)
    {
        // The second plane lies far from 0: a level must cost no digits.
        float[] planes = [.. Pattern.Values(removed.Length, 1).Select(v => 2.5f * v), .. Pattern.Values(removed.Length, 2).Select(v => 100 + v)];
        float[] filled = [.. planes];
        NeighbourMeans.Fill(removed, height, width, filled);
        for (int plane = 0; plane < 2; plane++)
        {
            double[] expected = Direct(height, width, removed, planes[(plane * removed.Length)..((plane + 1) * removed.Length)]);
            Assert.That(filled[(plane * removed.Length)..((plane + 1) * removed.Length)], Is.EqualTo(expected).Within(1e-4));
        }
    }

    // A hole as large as the top half of a photo's map, against an answer known without solving: a plane is its own mean of neighbours away from the border.
    [Test]
    public void Fill_LargeHoleInARamp_IsTheRamp()
    {
        const int Side = 224;
        float[] ramp = [.. Enumerable.Range(0, Side * Side).Select(i => ((i / Side) + (2 * (i % Side))) / 200f)];
        bool[] removed = [.. Enumerable.Range(0, Side * Side).Select(i => Math.Abs((i / Side) - 112) < 79 && Math.Abs((i % Side) - 112) < 79)];
        float[] filled = [.. ramp];
        NeighbourMeans.Fill(removed, Side, Side, filled);
        Assert.That(filled, Is.EqualTo(ramp).Within(1e-4f));
    }

    [Test]
    public void Fill_KeptPixels_SameBits()
    {
        float[] planes = Pattern.Values(2 * 35, 3), filled = [.. planes];
        bool[] removed = [.. Enumerable.Range(0, 35).Select(i => i % 3 == 0)];
        NeighbourMeans.Fill(removed, 5, 7, filled);
        Assert.That(filled.Where((_, i) => !removed[i % 35]), Is.EqualTo(planes.Where((_, i) => !removed[i % 35])));
    }

    [Test]
    public void Fill_NothingKept_Refused() =>
        Assert.That(() => NeighbourMeans.Fill(Holes(9, [0, 1, 2, 3, 4, 5, 6, 7, 8]), 3, 3, [.. Nine]), Throws.ArgumentException.With.Message.Contains("got none"));

    private static bool[] Holes(int length, int[] holes) => [.. Enumerable.Range(0, length).Select(holes.Contains)];

    private static double[] Direct(int height, int width, bool[] removed, float[] plane)
    {
        int[] unknown = [.. Enumerable.Range(0, removed.Length).Where(i => removed[i])];
        double[] answer = [.. plane.Select(v => (double)v)];
        if (unknown.Length == 0) return answer;
        var place = unknown.Index().ToDictionary(p => p.Item, p => p.Index);
        var matrix = Matrix<double>.Build.Dense(unknown.Length, unknown.Length);
        var right = Vector<double>.Build.Dense(unknown.Length);
        foreach (var (row, i) in unknown.Index())
            for (int v = -1; v <= 1; v++)
                for (int u = -1; u <= 1; u++)
                {
                    int y = (i / width) + v, x = (i % width) + u;
                    if ((v == 0 && u == 0) || y < 0 || y >= height || x < 0 || x >= width) continue;
                    double weight = v == 0 || u == 0 ? 1 / 6.0 : 1 / 12.0;
                    matrix[row, row] += weight;
                    if (place.TryGetValue((y * width) + x, out int column)) matrix[row, column] -= weight;
                    else right[row] += weight * plane[(y * width) + x];
                }
        var solved = matrix.Solve(right);
        foreach (var (row, i) in unknown.Index()) answer[i] = solved[row];
        return answer;
    }
}
