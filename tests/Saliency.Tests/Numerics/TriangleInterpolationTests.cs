using Saliency.Numerics;

namespace Saliency.Tests.Numerics;

internal sealed class TriangleInterpolationTests
{
    private const int Height = 23, Width = 19;

    // A plane is its own interpolation over any triangles.
    [TestCase(0.02)]
    [TestCase(0.3)]
    [TestCase(0.9)]
    public void Fill_Planes_AsTheyWere(double share)
    {
        bool[] removed = [.. Sequence.Uniform(Height * Width).Select(v => v >= share)];
        float[] planes = [.. Plane(1, 2, 3), .. Plane(-1, 0.5f, 100)], filled = [.. planes.Select((v, i) => removed[i % removed.Length] && !IsCorner(i % removed.Length) ? float.NaN : v)];
        TriangleInterpolation.Fill(removed, Height, Width, filled);
        Assert.That(filled, Is.EqualTo(planes).Within(1e-4f));
    }

    [Test]
    public void Fill_EverythingButTheCorners_BetweenThem()
    {
        float[] filled = [1, 0, 3, 0, 0, 0, 5, 0, 7];
        TriangleInterpolation.Fill([.. Enumerable.Repeat(true, 9)], 3, 3, filled);
        Assert.That(filled, Is.EqualTo(new float[] { 1, 2, 3, 3, 4, 5, 5, 6, 7 }));
    }

    [TestCase(1, 5)]
    [TestCase(5, 1)]
    public void Fill_OneLine_StraightFromPixelToPixel(int height, int width)
    {
        float[] filled = [1, 0, 2, 0, 6];
        TriangleInterpolation.Fill([true, true, false, true, true], height, width, filled);
        Assert.That(filled, Is.EqualTo(new[] { 1, 1.5f, 2, 4, 6 }).Within(1e-5f));
    }

    [Test]
    public void Fill_TooWide_Refused() =>
        Assert.That(() => TriangleInterpolation.Fill(new bool[Delaunay.LongestSide + 1], 1, Delaunay.LongestSide + 1, new float[Delaunay.LongestSide + 1]), Throws.ArgumentException.With.Message.Contains("16385"));

    private static IEnumerable<float> Plane(float down, float right, float level) => Enumerable.Range(0, Height * Width).Select(i => (down * (i / Width)) + (right * (i % Width)) + level);

    private static bool IsCorner(int i) => i is 0 or Width - 1 or ((Height - 1) * Width) or ((Height * Width) - 1);
}
