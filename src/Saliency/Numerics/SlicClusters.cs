using System.Numerics;
using System.Runtime.InteropServices;

namespace Saliency.Numerics;

/// <summary>The centres of SLIC's clusters, and which one each pixel belongs to.</summary>
internal sealed class SlicClusters
{
    private readonly int _height, _width, _stride, _reachY, _reachX;
    private readonly double _nearness;
    private readonly double[] _l, _a, _b, _distances, _nearest;
    private readonly Centre[] _centres;

    /// <summary>Centres on a grid, without a colour: the first round goes by position alone.</summary>
    public SlicClusters(ReadOnlySpan<double> lab, int height, int width, int wanted, double compactness)
    {
        (_height, _width) = (height, width);
        // Rows end on a whole vector; what is computed beyond the image is never read.
        _stride = checked((width + Vector<double>.Count - 1) / Vector<double>.Count * Vector<double>.Count);
        int plane = height * width;
        _l = Scaled(lab[..plane], 1 / compactness);
        _a = Scaled(lab.Slice(plane, plane), 1 / compactness);
        _b = Scaled(lab.Slice(2 * plane, plane), 1 / compactness);
        _distances = new double[_l.Length];
        _nearest = new double[_l.Length];
        var (startY, stepY, startX, stepX) = Grid(height, width, wanted);
        var centres = new List<Centre>();
        for (int y = startY; y < height; y += stepY)
            for (int x = startX; x < width; x += stepX)
                centres.Add(new Centre(y, x, 0, 0, 0));
        _centres = [.. centres];
        double step = Math.Max(stepY, stepX);
        _nearness = 1 / (step * step);
        // The windows are those of a grid of as many as there are, which may differ from the one they stand on.
        (_, stepY, _, stepX) = Grid(height, width, Count);
        (_reachY, _reachX) = (2 * stepY, 2 * stepX);
    }

    /// <summary>How many clusters there are, empty ones included.</summary>
    public int Count => _centres.Length;

    /// <summary>The cluster of each pixel.</summary>
    public int[] Labels()
    {
        var labels = new int[_height * _width];
        for (int i = 0; i < labels.Length; i++) labels[i] = (int)_nearest[(i / _width * _stride) + (i % _width)];
        return labels;
    }

    /// <summary>Gives every pixel to a cluster, then moves the centres to the means of what they were given.</summary>
    public void Iterate(bool moveCentres)
    {
        PixelRows.ForEach(_height, Assign);
        if (moveCentres) Move();
    }

    /// <summary>Start and step along each axis of a grid of about that many points; where an axis is shorter than the step, the other takes them all.</summary>
    internal static (int StartY, int StepY, int StartX, int StepX) Grid(int height, int width, int wanted)
    {
        double pixels = (double)height * width;
        if (pixels <= wanted) return (0, 1, 0, 1);
        double step = Math.Sqrt(pixels / wanted), shorter = Math.Min(height, width), longer = Math.Max(height, width);
        var (small, large) = shorter < step ? (shorter, longer / wanted) : (step, step);
        var (y, x) = height <= width ? (small, large) : (large, small);
        return ((int)Math.Floor(y / 2), (int)Math.Round(y), (int)Math.Floor(x / 2), (int)Math.Round(x));
    }

    private void Assign(int y)
    {
        ref double l = ref MemoryMarshal.GetArrayDataReference(_l), a = ref MemoryMarshal.GetArrayDataReference(_a), b = ref MemoryMarshal.GetArrayDataReference(_b);
        ref double distances = ref MemoryMarshal.GetArrayDataReference(_distances), nearest = ref MemoryMarshal.GetArrayDataReference(_nearest);
        _distances.AsSpan(y * _stride, _stride).Fill(double.MaxValue);
        var lanes = Vector.CreateSequence<double>(0, 1);
        for (int k = 0; k < _centres.Length; k++)
        {
            var centre = _centres[k];
            // A cluster that lost all its pixels has no mean and gets none again.
            if (double.IsNaN(centre.Y) || y < (int)Math.Max(centre.Y - _reachY, 0) || y >= (int)Math.Min(centre.Y + _reachY + 1, _height)) continue;
            int left = (int)Math.Max(centre.X - _reachX, 0), right = (int)Math.Min(centre.X + _reachX + 1, _width);
            double down = (centre.Y - y) * (centre.Y - y);
            Vector<double> cl = new(centre.L), ca = new(centre.A), cb = new(centre.B), label = new(k), from = new(left), to = new(right);
            for (int x = left / Vector<double>.Count * Vector<double>.Count; x < right; x += Vector<double>.Count)
            {
                nuint at = (nuint)((y * _stride) + x);
                var column = lanes + new Vector<double>(x);
                var across = new Vector<double>(centre.X) - column;
                Vector<double> dl = Vector.LoadUnsafe(ref l, at) - cl, da = Vector.LoadUnsafe(ref a, at) - ca, db = Vector.LoadUnsafe(ref b, at) - cb;
                var distance = ((new Vector<double>(down) + (across * across)) * _nearness) + ((dl * dl) + (da * da) + (db * db));
                var before = Vector.LoadUnsafe(ref distances, at);
                var nearer = Vector.GreaterThan(before, distance) & Vector.GreaterThanOrEqual(column, from) & Vector.LessThan(column, to);
                if (Vector.EqualsAll(nearer, default)) continue;
                Vector.ConditionalSelect(nearer, distance, before).StoreUnsafe(ref distances, at);
                Vector.ConditionalSelect(nearer, label, Vector.LoadUnsafe(ref nearest, at)).StoreUnsafe(ref nearest, at);
            }
        }
    }

    private void Move()
    {
        var sums = new Centre[_centres.Length];
        var counts = new int[_centres.Length];
        for (int y = 0; y < _height; y++)
            for (int x = 0, i = y * _stride; x < _width; x++, i++)
            {
                int k = (int)_nearest[i];
                counts[k]++;
                ref var sum = ref sums[k];
                sum = new(sum.Y + y, sum.X + x, sum.L + _l[i], sum.A + _a[i], sum.B + _b[i]);
            }
        for (int k = 0; k < sums.Length; k++)
        {
            var (sum, count) = (sums[k], counts[k]);
            _centres[k] = new(sum.Y / count, sum.X / count, sum.L / count, sum.A / count, sum.B / count);
        }
    }

    private double[] Scaled(ReadOnlySpan<double> plane, double factor)
    {
        var scaled = new double[checked(_height * _stride)];
        for (int y = 0; y < _height; y++)
            for (int x = 0; x < _width; x++)
                scaled[(y * _stride) + x] = plane[(y * _width) + x] * factor;
        return scaled;
    }

    private readonly record struct Centre(double Y, double X, double L, double A, double B);
}
