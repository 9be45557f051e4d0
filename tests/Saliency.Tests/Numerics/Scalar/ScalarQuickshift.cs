namespace Saliency.Tests.Numerics.Scalar;

/// <summary>Quick shift in plain loops over the window.</summary>
internal static class ScalarQuickshift
{
    public static int[] Parents(double[] lab, int height, int width, double kernel, double ratio, double maximumDistance, double[] noise)
    {
        int plane = height * width, radius = (int)Math.Ceiling(3 * kernel);
        var densities = new double[plane];
        for (int i = 0; i < plane; i++)
        {
            foreach (int j in Window(i)) densities[i] += Math.Exp(-Squared(i, j) / (2 * kernel * kernel));
            densities[i] += noise[i];
        }
        var parents = new int[plane];
        for (int i = 0; i < plane; i++)
        {
            double nearest = double.PositiveInfinity;
            parents[i] = i;
            foreach (int j in Window(i))
            {
                if (densities[j] <= densities[i] || Squared(i, j) >= nearest) continue;
                nearest = Squared(i, j);
                parents[i] = j;
            }
            if (Math.Sqrt(nearest) > maximumDistance) parents[i] = i;
        }
        return parents;

        IEnumerable<int> Window(int i) =>
            from y in Enumerable.Range(0, height)
            from x in Enumerable.Range(0, width)
            where Math.Abs(y - (i / width)) <= radius && Math.Abs(x - (i % width)) <= radius
            select (y * width) + x;

        double Squared(int i, int j)
        {
            double sum = 0;
            for (int c = 0; c < 3; c++) sum += Math.Pow((ratio * lab[(c * plane) + i]) - (ratio * lab[(c * plane) + j]), 2);
            return sum + Math.Pow((i / width) - (j / width), 2) + Math.Pow((i % width) - (j % width), 2);
        }
    }
}
