namespace Saliency.Numerics;

/// <summary>The pixels within a radius of a pixel, to widen regions by.</summary>
/// <param name="radiusPixels">At least 0; 0 is the pixel alone.</param>
internal sealed class Disk(int radiusPixels)
{
    // Of each row of the disk, from its middle outward, how far it reaches to either side.
    private readonly int[] _reach = [.. Enumerable.Range(0, radiusPixels + 1).Select(y => (int)Math.Sqrt(((double)radiusPixels * radiusPixels) - ((double)y * y)))];

    /// <summary>Marks every pixel that lies within the radius of a run of pixels in one row (dilation, run by run).</summary>
    /// <param name="plane">Height × width marks.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="y">The row.</param>
    /// <param name="start">First column of the run.</param>
    /// <param name="end">Column after its last.</param>
    public void Mark(Span<bool> plane, int height, int width, int y, int start, int end)
    {
        int radius = _reach.Length - 1;
        for (int row = Math.Max(0, y - radius); row <= Math.Min(height - 1, y + radius); row++)
        {
            int reach = _reach[Math.Abs(row - y)], from = Math.Max(0, start - reach);
            plane.Slice((row * width) + from, Math.Min(width, end + reach) - from).Fill(true);
        }
    }
}
