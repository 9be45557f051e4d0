namespace Saliency.Detection;

/// <summary>An upright rectangle of an image, in pixels: from its left and top edge up to its right and bottom edge, which no longer belong to it.</summary>
/// <remarks>The pixel of row y and column x covers x..x + 1 and y..y + 1, so a box around it has width 1: no "+ 1" anywhere, as in COCO and torchvision and unlike VOC's first code. A box
/// whose edges coincide or cross is empty: its area is 0.</remarks>
/// <param name="Left">x of the left edge.</param>
/// <param name="Top">y of the upper edge.</param>
/// <param name="Right">x of the right edge.</param>
/// <param name="Bottom">y of the lower edge.</param>
public readonly record struct Box(float Left, float Top, float Right, float Bottom)
{
    /// <summary>Width × height, 0 of an empty box.</summary>
    public double Area => Math.Max(0, (double)Right - Left) * Math.Max(0, (double)Bottom - Top);

    /// <summary>Area of the intersection over area of the union: 0..1; 0 of two empty boxes.</summary>
    public double IoU(Box other)
    {
        double both = Math.Max(0, (double)Math.Min(Right, other.Right) - Math.Max(Left, other.Left)) * Math.Max(0, (double)Math.Min(Bottom, other.Bottom) - Math.Max(Top, other.Top));
        double either = Area + other.Area - both;
        // Crossed edges have no area, yet could seem to intersect.
        return Area > 0 && other.Area > 0 ? both / either : 0;
    }

    /// <summary>The IoU of each of some boxes (rows) with each of others (columns).</summary>
    public static double[,] IoU(ReadOnlySpan<Box> rows, ReadOnlySpan<Box> columns)
    {
        var values = new double[rows.Length, columns.Length];
        for (int i = 0; i < rows.Length; i++)
            for (int j = 0; j < columns.Length; j++)
                values[i, j] = rows[i].IoU(columns[j]);
        return values;
    }

    /// <summary>The smallest box around all pixels of a mask; null of an empty one.</summary>
    public static Box? Around(Mask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        int left = mask.Width, top = mask.Height, right = 0, bottom = 0;
        for (int y = 0; y < mask.Height; y++)
        {
            var row = mask.Values.Slice(y * mask.Width, mask.Width);
            int first = row.IndexOf(true);
            if (first < 0) continue;
            (left, right) = (Math.Min(left, first), Math.Max(right, row.LastIndexOf(true) + 1));
            (top, bottom) = (Math.Min(top, y), y + 1);
        }
        return right == 0 ? null : new Box(left, top, right, bottom);
    }

    /// <summary>The pixels whose middle lies in the box, of an image of that size.</summary>
    public Mask ToMask(int height, int width)
    {
        new ImageShape(1, height, width).Check(nameof(height));
        var values = new bool[height * width];
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
                values[(y * width) + x] = x + 0.5 >= Left && x + 0.5 < Right && y + 0.5 >= Top && y + 0.5 < Bottom;
        return new Mask(height, width, values);
    }
}
