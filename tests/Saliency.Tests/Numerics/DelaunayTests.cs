using Saliency.Numerics;

namespace Saliency.Tests.Numerics;

internal sealed class DelaunayTests
{
    private static IEnumerable<TestCaseData> Sets
    {
        get
        {
            for (ulong seed = 0; seed < 12; seed++)
            {
                float[] dice = Sequence.Uniform(15 * 13, seed);
                double share = -0.9 + (0.16 * seed);
                yield return Named($"scattered {seed}", (y, x) => dice[(y * 13) + x] < share || (y is 0 or 14 && x is 0 or 12));
            }
            yield return Named("all", (_, _) => true);
            yield return Named("corners", (y, x) => y is 0 or 14 && x is 0 or 12);
            yield return Named("border", (y, x) => y is 0 or 14 || x is 0 or 12);
            yield return Named("ring", (y, x) => (y is 0 or 14 && x is 0 or 12) || ((y - 7) * (y - 7)) + ((x - 6) * (x - 6)) == 25);
            yield return Named("diagonal", (y, x) => y == x || (y is 0 or 14 && x is 0 or 12));

            static TestCaseData Named(string name, Func<int, int, bool> kept) => new TestCaseData(
                Enumerable.Range(0, 15 * 13).Select(i => (i / 13, i % 13)).Where(p => kept(p.Item1, p.Item2)).ToArray()).SetArgDisplayNames(name);
        }
    }

    [TestCaseSource(nameof(Sets))]
    public void Triangles_OfARectanglesPixels_CoverItOnce((int Y, int X)[] pixels)
    {
        var triangles = new Delaunay(pixels).Triangles().ToArray();
        // By Euler: of n points, h of them on the outline, 2n − 2 − h triangles.
        int outline = pixels.Count(p => p.Y is 0 or 14 || p.X is 0 or 12);
        Assert.That(triangles, Has.Length.EqualTo((2 * pixels.Length) - 2 - outline));
        Assert.That(triangles.Select(t => Doubled(pixels[t.A], pixels[t.B], pixels[t.C])), Is.All.Positive);
        Assert.That(triangles.Sum(t => Doubled(pixels[t.A], pixels[t.B], pixels[t.C])), Is.EqualTo(2 * 14 * 12));
    }

    [TestCaseSource(nameof(Sets))]
    public void Triangles_OfAnyPixels_NoneInsideTheirCircles((int Y, int X)[] pixels)
    {
        foreach (var (a, b, c) in new Delaunay(pixels).Triangles())
        {
            var (y, x, square) = Circle(pixels[a], pixels[b], pixels[c]);
            Assert.That(pixels.Select(p => ((p.Y - y) * (p.Y - y)) + ((p.X - x) * (p.X - x))), Is.All.GreaterThan(square - 1e-6));
        }
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(9)]
    public void Triangles_OfPixelsOnALine_None(int count) =>
        Assert.That(new Delaunay([.. Enumerable.Range(0, count).Select(i => (2 * i, 3 * i))]).Triangles(), Is.Empty);

    [Test]
    public void Triangles_OfTheLargestImage_Exact()
    {
        const int Last = Delaunay.LongestSide - 1;
        (int Y, int X)[] pixels = [(0, 0), (0, Last), (1, 1), (Last, 0), (Last, Last)];
        Assert.That(new Delaunay(pixels).Triangles().Sum(t => Doubled(pixels[t.A], pixels[t.B], pixels[t.C])), Is.EqualTo(2L * Last * Last));
    }

    private static long Doubled((int Y, int X) a, (int Y, int X) b, (int Y, int X) c) => ((long)(b.Y - a.Y) * (c.X - a.X)) - ((long)(b.X - a.X) * (c.Y - a.Y));

    private static (double Y, double X, double Square) Circle((int Y, int X) a, (int Y, int X) b, (int Y, int X) c)
    {
        double by = b.Y - a.Y, bx = b.X - a.X, cy = c.Y - a.Y, cx = c.X - a.X, doubled = 2 * ((by * cx) - (bx * cy));
        double bb = (by * by) + (bx * bx), cc = (cy * cy) + (cx * cx), y = ((bb * cx) - (cc * bx)) / doubled, x = ((cc * by) - (bb * cy)) / doubled;
        return (a.Y + y, a.X + x, (y * y) + (x * x));
    }
}
