using Saliency.Numerics;

namespace Saliency.Tests.Numerics.Scalar;

/// <summary>SLIC's clusters in plain loops: every pixel looks at every centre.</summary>
internal static class ScalarSlic
{
    public static int[] Labels(double[] lab, int height, int width, int wanted, double compactness, int iterations)
    {
        int plane = height * width;
        var (startY, stepY, startX, stepX) = SlicClusters.Grid(height, width, wanted);
        var centres = new List<double[]>();
        for (int y = startY; y < height; y += stepY)
            for (int x = startX; x < width; x += stepX) centres.Add([y, x, 0, 0, 0]);
        double step = Math.Max(stepY, stepX);
        var (_, reachY, _, reachX) = SlicClusters.Grid(height, width, centres.Count);
        var labels = new int[plane];
        for (int round = 0; round < iterations; round++)
        {
            for (int i = 0; i < plane; i++)
            {
                double[] pixel = Pixel(i);
                double nearest = double.PositiveInfinity;
                for (int k = 0; k < centres.Count; k++)
                {
                    double[] c = centres[k];
                    // The window's ends are cut to whole pixels towards zero.
                    if (pixel[0] < Math.Floor(Math.Max(c[0] - (2 * reachY), 0)) || pixel[0] >= Math.Floor(Math.Min(c[0] + (2 * reachY) + 1, height))) continue;
                    if (pixel[1] < Math.Floor(Math.Max(c[1] - (2 * reachX), 0)) || pixel[1] >= Math.Floor(Math.Min(c[1] + (2 * reachX) + 1, width))) continue;
                    double position = Math.Pow(pixel[0] - c[0], 2) + Math.Pow(pixel[1] - c[1], 2), color = Enumerable.Range(2, 3).Sum(d => Math.Pow(pixel[d] - c[d], 2));
                    if (((position / (step * step)) + color) is var distance && distance < nearest) (nearest, labels[i]) = (distance, k);
                }
            }
            for (int k = 0; k < centres.Count; k++)
            {
                double[][] members = [.. Enumerable.Range(0, plane).Where(i => labels[i] == k).Select(Pixel)];
                centres[k] = [.. Enumerable.Range(0, 5).Select(d => members.Length == 0 ? double.NaN : members.Average(m => m[d]))];
            }
        }
        return labels;

        double[] Pixel(int i) => [i / width, i % width, lab[i] / compactness, lab[plane + i] / compactness, lab[(2 * plane) + i] / compactness];
    }
}
