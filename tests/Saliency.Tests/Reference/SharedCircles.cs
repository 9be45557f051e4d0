using Saliency.Numerics;

namespace Saliency.Tests.Reference;

/// <summary>All the ways to interpolate an image over Delaunay triangles of its kept pixels: where more than three share an empty circle, any three of them make one.</summary>
internal sealed class SharedCircles
{
    private readonly int _width;
    private readonly (int Y, int X)[] _kept;
    private readonly (int, int, int)[] _triangles;

    public SharedCircles(bool[] removed, int height, int width)
    {
        _width = width;
        _kept = [.. Enumerable.Range(0, height * width).Where(i => !removed[i]).Select(i => (i / width, i % width))];
        _triangles = [.. new Delaunay(_kept).Triangles()];
    }

    /// <summary>What a pixel may become: the values of every channel, for each triangle that it lies in.</summary>
    public IEnumerable<double[]> Fillings(int pixel, float[] planes)
    {
        var p = (pixel / _width, pixel % _width);
        foreach (var (a, b, c) in _triangles)
        {
            if (Weights(p, _kept[a], _kept[b], _kept[c]) is null) continue;
            (int Y, int X)[] circle = [.. _kept.Where(k => OnCircle(_kept[a], _kept[b], _kept[c], k))];
            foreach (var u in circle)
                foreach (var v in circle)
                    foreach (var w in circle)
                        if (Weights(p, u, v, w) is { } weights) yield return [.. Enumerable.Range(0, 3).Select(channel => (weights.U * Value(channel, u)) + (weights.V * Value(channel, v)) + (weights.W * Value(channel, w)))];
        }

        double Value(int channel, (int Y, int X) at) => planes[(channel * planes.Length / 3) + (at.Y * _width) + at.X];
    }

    private static (double U, double V, double W)? Weights((int Y, int X) p, (int Y, int X) u, (int Y, int X) v, (int Y, int X) w)
    {
        double all = Doubled(u, v, w), first = Doubled(p, v, w), second = Doubled(u, p, w), third = Doubled(u, v, p);
        return all > 0 && first >= 0 && second >= 0 && third >= 0 ? (first / all, second / all, third / all) : null;
    }

    private static long Doubled((int Y, int X) a, (int Y, int X) b, (int Y, int X) c) => ((long)(b.Y - a.Y) * (c.X - a.X)) - ((long)(b.X - a.X) * (c.Y - a.Y));

    private static bool OnCircle((int Y, int X) a, (int Y, int X) b, (int Y, int X) c, (int Y, int X) d)
    {
        // Ptolemy's determinant: the paraboloid over the four is flat.
        long Lift((int Y, int X) p) => (((long)p.Y - d.Y) * (p.Y - d.Y)) + (((long)p.X - d.X) * (p.X - d.X));
        return (Lift(a) * Doubled(d, b, c)) + (Lift(b) * Doubled(d, c, a)) + (Lift(c) * Doubled(d, a, b)) == 0;
    }
}
