namespace Saliency.Numerics;

/// <summary>How much a neighbour counts in a pixel's mean: 1/6 beside it, 1/12 at its corners, nothing outside the image.</summary>
internal static class NeighbourWeight
{
    /// <summary>The weights of the neighbours that lie inside the image: 1 away from its border.</summary>
    public static double Sum(int y, int x, int height, int width)
    {
        // With 2 for the middle line and 1 for those beside it, a neighbour weighs the product of its lines; the pixel itself would weigh 4.
        int rows = 2 + (y > 0 ? 1 : 0) + (y < height - 1 ? 1 : 0), columns = 2 + (x > 0 ? 1 : 0) + (x < width - 1 ? 1 : 0);
        return ((rows * columns) - 4) / 12.0;
    }
}
