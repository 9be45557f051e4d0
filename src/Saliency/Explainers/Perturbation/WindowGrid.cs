namespace Saliency.Explainers;

/// <summary>Where the windows of <see cref="Occlusion"/> stand, row after row.</summary>
internal sealed class WindowGrid
{
    private readonly int _rows, _columns, _imageHeight, _imageWidth;

    private readonly int[] _indents;

    public WindowGrid(ImageShape image, int height, int width, int strideY, int strideX, WindowFit fit, WindowShape shape)
    {
        if (height < 1 || width < 1 || height > image.Height || width > image.Width)
            throw new ArgumentException($"Expected a window of 1×1 to {image.Height}×{image.Width} pixels, got {height}×{width}.", nameof(height));
        if (strideY < 1 || strideX < 1 || strideY > height || strideX > width)
            throw new ArgumentException($"Expected a stride of 1×1 to the window's {height}×{width}, got {strideY}×{strideX}.", nameof(strideY));
        (Height, Width, StrideY, StrideX) = (height, width, strideY, strideX);
        (_imageHeight, _imageWidth) = (image.Height, image.Width);
        _rows = Steps(image.Height - height, strideY, fit) + 1;
        _columns = Steps(image.Width - width, strideX, fit) + 1;
        Count = checked(_rows * _columns);
        _indents = [.. Enumerable.Range(0, height).Select(y => shape == WindowShape.Rectangle ? 0 : Indent(y, height, width))];
    }

    public int Height { get; }

    public int Width { get; }

    public int StrideY { get; }

    public int StrideX { get; }

    public int Count { get; }

    /// <summary>A window, cut at the lower and right border.</summary>
    public (int Top, int Left, int Height, int Width) this[int index]
    {
        get
        {
            int top = index / _columns * StrideY, left = index % _columns * StrideX;
            return (top, left, Math.Min(Height, _imageHeight - top), Math.Min(Width, _imageWidth - left));
        }
    }

    /// <summary>The hidden pixels of one of the window's rows.</summary>
    public (int Start, int Length) Row(int index, int y)
    {
        var (_, left, _, width) = this[index];
        int indent = _indents[y];
        return (left + indent, Math.Max(0, Math.Min(width, Width - indent) - indent));
    }

    // Pixels of a row outside the ellipse, on each side: those whose centres lie outside.
    private static int Indent(int y, int height, int width)
    {
        double across = (y + 0.5 - (height / 2.0)) / (height / 2.0);
        return (int)Math.Ceiling((width / 2.0 * (1 - Math.Sqrt(1 - (across * across)))) - 0.5);
    }

    private static int Steps(int room, int stride, WindowFit fit) => fit == WindowFit.Cut ? (room + stride - 1) / stride : room / stride;
}
