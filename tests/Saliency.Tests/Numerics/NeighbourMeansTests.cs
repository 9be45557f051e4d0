using Saliency.Numerics;

namespace Saliency.Tests.Numerics;

internal sealed class NeighbourMeansTests : HoleFilling
{
    // By hand: the corner is (2/5)·2 + (2/5)·4 + (1/5)·5.
    [TestCase(new[] { 4 }, new[] { 5.0 })]
    [TestCase(new[] { 0 }, new[] { 3.4 })]
    [TestCase(new[] { 1 }, new[] { 3.5 })]
    [TestCase(new[] { 4, 5 }, new[] { 4.913043, 5.478261 })]
    public void Fill_NineValues_AsByHand(int[] holes, double[] expected)
    {
        float[] plane = [1, 2, 3, 4, 5, 6, 7, 8, 9];
        NeighbourMeans.Fill(Holes(9, holes), 3, 3, plane);
        Assert.That(holes.Select(i => (double)plane[i]), Is.EqualTo(expected).Within(5e-6));
    }

    // Against an answer known without solving: a plane is its own mean of neighbours away from the border.
    [Test]
    public void Fill_LargeHoleInARamp_IsTheRamp()
    {
        float[] ramp = [.. Enumerable.Range(0, Side * Side).Select(i => ((i / Side) + (2 * (i % Side))) / 200f)];
        float[] filled = [.. ramp];
        NeighbourMeans.Fill(LargeHole, Side, Side, filled);
        Assert.That(filled, Is.EqualTo(ramp).Within(1e-4f));
    }

    protected override void Fill(bool[] removed, int height, int width, float[] planes) => NeighbourMeans.Fill(removed, height, width, planes);

    protected override IEnumerable<(int Pixel, double Weight)> Equation(int pixel, int height, int width) =>
        from v in Enumerable.Range(-1, 3)
        from u in Enumerable.Range(-1, 3)
        let y = (pixel / width) + v
        let x = (pixel % width) + u
        where (v != 0 || u != 0) && y >= 0 && y < height && x >= 0 && x < width
        let weight = v == 0 || u == 0 ? 1 / 6.0 : 1 / 12.0
        from term in new[] { (pixel, weight), ((y * width) + x, -weight) }
        select term;
}
