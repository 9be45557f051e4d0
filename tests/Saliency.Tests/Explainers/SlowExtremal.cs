namespace Saliency.Tests.Explainers;

/// <summary>Extremal perturbation pixel by pixel in doubles, of a linear score w·x that fades to zeros: the same steps in the plainest way.</summary>
internal sealed class SlowExtremal(int height, int width, int step, double sigma)
{
    private readonly int _rows = (height + step - 1) / step, _columns = (width + step - 1) / step, _radius = 1 + (int)Math.Ceiling(sigma / step), _margin = step * (int)Math.Ceiling(sigma / step);

    /// <summary>Rows and columns with the margin.</summary>
    public (int Height, int Width) Spilt => (height + (2 * _margin), width + (2 * _margin));

    /// <summary>The mask of a grid of parameters, with its margin.</summary>
    public double[] Mask(double[] parameters) => [.. Enumerable.Range(0, Spilt.Height * Spilt.Width).Select(pixel =>
    {
        var near = Near(pixel, parameters).ToArray();
        return near.Sum(n => n.Value * Math.Exp(20 * n.Value)) / near.Sum(n => Math.Exp(20 * n.Value));
    })];

    /// <summary>A derivative by the mask as one by the parameters.</summary>
    public double[] PullBack(double[] parameters, double[] byMask)
    {
        double[] mask = Mask(parameters), by = new double[parameters.Length];
        for (int pixel = 0; pixel < mask.Length; pixel++)
        {
            var near = Near(pixel, parameters).ToArray();
            double sum = near.Sum(n => Math.Exp(20 * n.Value));
            foreach (var (k, weight, value) in near)
                if (k >= 0) by[k] += byMask[pixel] * weight * Math.Exp(20 * value) / sum * (1 + (20 * (value - mask[pixel])));
        }
        return by;
    }

    /// <summary>The pixels of the image.</summary>
    public double[] Cropped(double[] mask) => [.. from y in Enumerable.Range(0, height) from x in Enumerable.Range(0, width) select mask[((y + _margin) * Spilt.Width) + x + _margin]];

    /// <summary>The mask after some steps.</summary>
    /// <param name="slope">What the score gains at each pixel by the mask: Σ_c w·x.</param>
    /// <param name="area">The share to cover.</param>
    /// <param name="iterations">Steps.</param>
    public double[] Search(double[] slope, double area, int iterations)
    {
        double[] parameters = [.. Enumerable.Repeat(1.0, _rows * _columns)], velocity = [];
        double lambda = 300;
        for (int t = 0; t < iterations; t++)
        {
            double[] mask = Mask(parameters), byMask = new double[mask.Length];
            for (int p = 0; p < slope.Length; p++) byMask[(((p / width) + _margin) * Spilt.Width) + (p % width) + _margin] = -slope[p];
            int[] rising = [.. Enumerable.Range(0, mask.Length).OrderBy(i => mask[i])];
            // Equal values share their places among the ones and zeros; in doubles and floats alike: told apart by a millionth.
            double[] wanted = [.. Enumerable.Range(0, mask.Length).Select(rank => rank < mask.Length - Math.Ceiling(area * slope.Length) ? 0.0 : 1.0)];
            foreach (var equal in Enumerable.Range(0, mask.Length).GroupBy(rank => Math.Round(mask[rising[rank]], 7)))
                foreach (int rank in equal) byMask[rising[rank]] += 2 * lambda * (mask[rising[rank]] - equal.Average(r => wanted[r])) / mask.Length;
            double[] gradient = PullBack(parameters, byMask);
            velocity = t == 0 ? gradient : [.. velocity.Zip(gradient, (v, g) => (0.9 * v) + (0.1 * g))];
            parameters = [.. parameters.Zip(velocity, (p, v) => Math.Clamp(p - (0.01 * v), 0, 1))];
            lambda *= 1.0035;
        }
        return Cropped(Mask(parameters));
    }

    // Each point of the grid around a pixel: its number (negative beyond the image), its weight, and weight × parameter.
    private IEnumerable<(int Number, double Weight, double Value)> Near(int pixel, double[] parameters)
    {
        int y = (pixel / Spilt.Width) - _margin, x = (pixel % Spilt.Width) - _margin, here = (int)Math.Floor((double)y / step), there = (int)Math.Floor((double)x / step);
        for (int row = here - _radius; row <= here + _radius; row++)
            for (int column = there - _radius; column <= there + _radius; column++)
            {
                double distance = Math.Sqrt(Math.Pow(y - (row * step), 2) + Math.Pow(x - (column * step), 2)) / sigma;
                double weight = Math.Exp(-2 * Math.Pow(Math.Max(0, distance - 0.5), 2));
                bool inside = row >= 0 && row < _rows && column >= 0 && column < _columns;
                yield return (inside ? (row * _columns) + column : -1, weight, inside ? weight * parameters[(row * _columns) + column] : 0);
            }
    }
}
