namespace Saliency.Imaging;

/// <summary>Tells apart the pieces of segments that do not hang together.</summary>
internal static class ConnectedParts
{
    /// <summary>Numbers the pieces (by sides) in the order of their first pixels; those that are too small take the number of a piece beside them.</summary>
    /// <remarks>A piece is walked breadth first, right, left, down, up; its last neighbour that has a number already is the one that it joins (as scikit-image, after the
    /// authors). A piece that reaches the maximum is cut there, and the rest is another one.</remarks>
    public static int[] Of(ReadOnlySpan<int> labels, int height, int width, int minimum, int maximum)
    {
        maximum = Math.Max(1, maximum);
        var parts = new int[labels.Length];
        parts.AsSpan().Fill(-1);
        var piece = new int[Math.Min(maximum, labels.Length)];
        ReadOnlySpan<(int Y, int X)> neighbours = [(0, 1), (0, -1), (1, 0), (-1, 0)];
        int next = 0;
        for (int first = 0; first < labels.Length; first++)
        {
            if (parts[first] >= 0) continue;
            int size = 1, beside = next;
            piece[0] = first;
            parts[first] = next;
            for (int visited = 0; visited < size && size < maximum; visited++)
                foreach (var (down, right) in neighbours)
                {
                    int y = (piece[visited] / width) + down, x = (piece[visited] % width) + right, at = (y * width) + x;
                    if ((uint)y >= (uint)height || (uint)x >= (uint)width) continue;
                    if (parts[at] < 0 && labels[at] == labels[first])
                    {
                        parts[at] = next;
                        piece[size++] = at;
                        if (size >= maximum) break;
                    }
                    else if (parts[at] >= 0 && parts[at] != next) beside = parts[at];
                }
            if (size >= minimum) next++;
            else foreach (int at in piece.AsSpan(0, size)) parts[at] = beside;
        }
        return parts;
    }
}
