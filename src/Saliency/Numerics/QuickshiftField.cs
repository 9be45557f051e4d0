using System.Numerics;
using System.Runtime.InteropServices;

namespace Saliency.Numerics;

/// <summary>The points of an image in space and colour, their densities, and who is next to whom.</summary>
/// <remarks>Rows are computed in parallel and each by itself, so that the number of threads changes nothing. A row is wider than the image: beyond its ends lie points so far away
/// that they add exactly nothing to a density and are never denser, and vectors need no special ends.</remarks>
internal sealed class QuickshiftField
{
    private const double FarAway = 1e150;

    private readonly int _height, _width, _radius, _stride;
    private readonly double _falloff;
    private readonly double[] _l, _a, _b, _densities;

    public QuickshiftField(ReadOnlySpan<double> lab, int height, int width, double kernelSize, double ratio)
    {
        (_height, _width) = (height, width);
        _radius = (int)Math.Ceiling(3 * kernelSize);
        _falloff = -0.5 / (kernelSize * kernelSize);
        _stride = checked(width + (2 * _radius) + Vector<double>.Count);
        int plane = height * width;
        _l = Widened(lab[..plane], ratio, FarAway);
        _a = Widened(lab.Slice(plane, plane), ratio, 0);
        _b = Widened(lab.Slice(2 * plane, plane), ratio, 0);
        _densities = new double[_l.Length];
    }

    /// <summary>Small normal numbers, one for each pixel.</summary>
    public static double[] Noise(int height, int width, ulong seed)
    {
        var noise = new double[height * width];
        for (int y = 0, i = 0; y < height; y++)
        {
            var random = new CounterRandom(seed, (ulong)y);
            for (int x = 0; x < width; x++) noise[i++] = 1e-5 * random.NextGaussian();
        }
        return noise;
    }

    /// <summary>Sums every point's density, and adds the noise.</summary>
    public void FindDensities(ReadOnlySpan<double> noise)
    {
        PixelRows.ForEach(_height, SumRow);
        for (int y = 0; y < _height; y++)
        {
            var row = _densities.AsSpan(y * _stride, _stride);
            for (int x = 0; x < _width; x++) row[_radius + x] += noise[(y * _width) + x];
            row[.._radius].Fill(double.NegativeInfinity);
            row[(_radius + _width)..].Fill(double.NegativeInfinity);
        }
    }

    /// <summary>For each pixel the nearest denser one; itself where there is none within the distance.</summary>
    public int[] Parents(double maximumDistance)
    {
        var parents = new int[_height * _width];
        PixelRows.ForEach(_height, y => FindRow(y, maximumDistance, parents.AsSpan(y * _width, _width)));
        return parents;
    }

    private void SumRow(int y)
    {
        ref double l = ref MemoryMarshal.GetArrayDataReference(_l), a = ref MemoryMarshal.GetArrayDataReference(_a), b = ref MemoryMarshal.GetArrayDataReference(_b);
        int first = Math.Max(0, y - _radius), last = Math.Min(_height - 1, y + _radius);
        for (int x = 0; x < _width; x += Vector<double>.Count)
        {
            nuint at = (nuint)((y * _stride) + _radius + x);
            Vector<double> l0 = Vector.LoadUnsafe(ref l, at), a0 = Vector.LoadUnsafe(ref a, at), b0 = Vector.LoadUnsafe(ref b, at), sum = default;
            for (int row = first; row <= last; row++)
            {
                double down = (row - y) * (row - y);
                nuint there = (nuint)((row * _stride) + x);
                for (int dx = -_radius; dx <= _radius; dx++, there++)
                {
                    Vector<double> dl = l0 - Vector.LoadUnsafe(ref l, there), da = a0 - Vector.LoadUnsafe(ref a, there), db = b0 - Vector.LoadUnsafe(ref b, there);
                    var distance = (dl * dl) + (da * da) + (db * db) + new Vector<double>(down) + new Vector<double>(dx * dx);
                    sum += Vector.Exp(distance * _falloff);
                }
            }
            sum.StoreUnsafe(ref MemoryMarshal.GetArrayDataReference(_densities), at);
        }
    }

    private void FindRow(int y, double maximumDistance, Span<int> parents)
    {
        ref double l = ref MemoryMarshal.GetArrayDataReference(_l), a = ref MemoryMarshal.GetArrayDataReference(_a), b = ref MemoryMarshal.GetArrayDataReference(_b);
        ref double densities = ref MemoryMarshal.GetArrayDataReference(_densities);
        for (int x = 0; x < _width; x += Vector<double>.Count)
        {
            nuint at = (nuint)((y * _stride) + _radius + x);
            Vector<double> l0 = Vector.LoadUnsafe(ref l, at), a0 = Vector.LoadUnsafe(ref a, at), b0 = Vector.LoadUnsafe(ref b, at), density = Vector.LoadUnsafe(ref densities, at);
            Vector<double> nearest = new(double.PositiveInfinity), steps = default;
            // Rows from the pixel's own outward, 0 −1 +1 −2 +2 …: once everyone has a parent nearer than the row itself, the rest cannot matter.
            for (int turn = 0; turn <= 2 * _radius; turn++)
            {
                int away = (turn + 1) / 2, row = y + (turn % 2 == 0 ? away : -away);
                Vector<double> down = new((double)away * away);
                if (Vector.LessThanAll(nearest, down)) break;
                if ((uint)row >= (uint)_height) continue;
                nuint there = (nuint)((row * _stride) + x);
                for (int dx = -_radius; dx <= _radius; dx++, there++)
                {
                    var denser = Vector.GreaterThan(Vector.LoadUnsafe(ref densities, there), density);
                    if (Vector.EqualsAll(denser, default)) continue;
                    Vector<double> dl = l0 - Vector.LoadUnsafe(ref l, there), da = a0 - Vector.LoadUnsafe(ref a, there), db = b0 - Vector.LoadUnsafe(ref b, there);
                    var distance = (dl * dl) + (da * da) + (db * db) + down + new Vector<double>(dx * dx);
                    var step = new Vector<double>(((row - y) * _width) + dx);
                    // Of equally near ones the first in the image, in whichever order they are looked at.
                    var nearer = Vector.LessThan(distance, nearest) | (Vector.Equals(distance, nearest) & Vector.LessThan(step, steps));
                    var better = denser & nearer;
                    nearest = Vector.ConditionalSelect(better, distance, nearest);
                    steps = Vector.ConditionalSelect(better, step, steps);
                }
            }
            for (int lane = 0; lane < Vector<double>.Count && x + lane < _width; lane++)
            {
                bool isRoot = double.IsPositiveInfinity(nearest[lane]) || Math.Sqrt(nearest[lane]) > maximumDistance;
                parents[x + lane] = (y * _width) + x + lane + (isRoot ? 0 : (int)steps[lane]);
            }
        }
    }

    private double[] Widened(ReadOnlySpan<double> plane, double factor, double beyond)
    {
        var wide = new double[checked(_height * _stride)];
        wide.AsSpan().Fill(beyond);
        for (int y = 0; y < _height; y++)
            for (int x = 0; x < _width; x++)
                wide[(y * _stride) + _radius + x] = plane[(y * _width) + x] * factor;
        return wide;
    }
}
