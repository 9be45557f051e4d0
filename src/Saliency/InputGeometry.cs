using Saliency.Numerics;

namespace Saliency;

/// <summary>Where in the photo a model input lies: resize, crop and letterbox are one shift and one scale for each axis.</summary>
/// <remarks>Coordinates are continuous, pixel <c>i</c> covers <c>[i, i+1)</c>: <c>photo = Offset + Scale · model</c>.
/// A crop has offsets above zero, a letterbox has offsets below zero.</remarks>
/// <param name="PhotoWidth">Columns of the photo.</param>
/// <param name="PhotoHeight">Rows of the photo.</param>
/// <param name="OffsetX">Column of the photo at the left edge of the input.</param>
/// <param name="OffsetY">Row of the photo at the upper edge of the input.</param>
/// <param name="ScaleX">Photo columns for each input column.</param>
/// <param name="ScaleY">Photo rows for each input row.</param>
public sealed record InputGeometry(int PhotoWidth, int PhotoHeight, double OffsetX, double OffsetY, double ScaleX, double ScaleY)
{
    /// <summary>The geometry of an input that is the photo itself.</summary>
    public static InputGeometry Identity(int width, int height) => new(width, height, 0, 0, 1, 1);

    /// <summary>The part of the photo that an input of the given size shows, in whole photo pixels.</summary>
    public (int X, int Y, int Width, int Height) SeenBy(int inputWidth, int inputHeight)
    {
        var (x, width) = Seen(OffsetX, ScaleX * inputWidth, PhotoWidth);
        var (y, height) = Seen(OffsetY, ScaleY * inputHeight, PhotoHeight);
        return (x, y, width, height);
    }

    internal SaliencyMap ToPhoto(SaliencyMap map, int inputWidth, int inputHeight)
    {
        var (x0, y0, width, height) = SeenBy(inputWidth, inputHeight);
        double perColumn = ScaleX * inputWidth / map.Width, perRow = ScaleY * inputHeight / map.Height;
        var photo = new float[checked(PhotoWidth * PhotoHeight)];
        var seen = new float[checked(width * height)];
        Bilinear.Resample(map.Values, map.Height, map.Width, seen, height, width,
            startY: (y0 - OffsetY) / perRow, stepY: 1 / perRow, startX: (x0 - OffsetX) / perColumn, stepX: 1 / perColumn, GridBorder.Clamp);
        for (int y = 0; y < height; y++)
            seen.AsSpan(y * width, width).CopyTo(photo.AsSpan(((y0 + y) * PhotoWidth) + x0));
        return SaliencyMap.Owning(photo, PhotoHeight, PhotoWidth, map.Origin);
    }

    internal SaliencyMap FromPhoto(SaliencyMap map, int inputWidth, int inputHeight)
    {
        // Where a pixel covers several of the map, as many points within it are averaged: a single one would miss what lies between.
        double perColumn = ScaleX * map.Width / PhotoWidth, perRow = ScaleY * map.Height / PhotoHeight;
        int across = Math.Max(1, (int)Math.Ceiling(perColumn)), down = Math.Max(1, (int)Math.Ceiling(perRow));
        var points = new float[checked(inputWidth * across * inputHeight * down)];
        Bilinear.Resample(map.Values, map.Height, map.Width, points, inputHeight * down, inputWidth * across,
            startY: OffsetY * map.Height / PhotoHeight, stepY: perRow / down, startX: OffsetX * map.Width / PhotoWidth, stepX: perColumn / across, GridBorder.Clamp);
        var values = new float[inputWidth * inputHeight];
        for (int y = 0; y < inputHeight; y++)
        {
            for (int x = 0; x < inputWidth; x++)
            {
                if (!IsInPhoto(x, y)) continue;
                double sum = 0;
                for (int i = 0; i < down; i++)
                    foreach (float v in points.AsSpan(((((y * down) + i) * inputWidth) + x) * across, across)) sum += v;
                values[(y * inputWidth) + x] = (float)(sum / (across * down));
            }
        }
        return SaliencyMap.Owning(values, inputHeight, inputWidth, map.Origin);
    }

    internal Mask FromPhoto(Mask mask, int inputWidth, int inputHeight)
    {
        var set = new bool[checked(inputWidth * inputHeight)];
        for (int y = 0; y < inputHeight; y++)
            for (int x = 0; x < inputWidth; x++)
                set[(y * inputWidth) + x] = IsInPhoto(x, y) && mask[At(OffsetY, ScaleY, y, PhotoHeight, mask.Height), At(OffsetX, ScaleX, x, PhotoWidth, mask.Width)];
        return Mask.Owning(set, inputHeight, inputWidth);

        static int At(double offset, double scale, int pixel, int photo, int length) =>
            Math.Min(length - 1, (int)((offset + (scale * (pixel + 0.5))) * length / photo));
    }

    internal Fixations FromPhoto(Fixations fixations, int inputWidth, int inputHeight)
    {
        var seen = new List<(int Y, int X)>(fixations.Points.Length);
        foreach (var (y, x) in fixations.Points)
        {
            int column = At(OffsetX, ScaleX, x, PhotoWidth, fixations.Width), row = At(OffsetY, ScaleY, y, PhotoHeight, fixations.Height);
            if ((uint)column < (uint)inputWidth && (uint)row < (uint)inputHeight) seen.Add((row, column));
        }
        return new Fixations(inputHeight, inputWidth, [.. seen]);

        static int At(double offset, double scale, int pixel, int photo, int length) => (int)Math.Floor((((pixel + 0.5) * photo / length) - offset) / scale);
    }

    private bool IsInPhoto(int x, int y)
    {
        double column = OffsetX + (ScaleX * (x + 0.5)), row = OffsetY + (ScaleY * (y + 0.5));
        return column >= 0 && column < PhotoWidth && row >= 0 && row < PhotoHeight;
    }

    private static (int Start, int Length) Seen(double offset, double extent, int limit)
    {
        int start = Math.Clamp((int)Math.Round(offset), 0, limit);
        int end = Math.Clamp((int)Math.Round(offset + extent), start, limit);
        return (start, end - start);
    }
}
