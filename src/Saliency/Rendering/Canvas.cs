using System.Numerics;
using Saliency.Imaging;

namespace Saliency.Rendering;

/// <summary>A picture being drawn: smooth edges, plain blending. Coordinates are continuous, pixel <c>i</c> covers <c>[i, i+1)</c>.</summary>
internal sealed class Canvas
{
    private readonly byte[] _pixels;
    private (int Left, int Top, int Right, int Bottom) _clip;

    public Canvas(int width, int height, RgbColor background)
    {
        (Width, Height) = (width, height);
        _clip = (0, 0, width, height);
        _pixels = new byte[checked(width * height * 3)];
        FillRectangle(0, 0, width, height, background);
    }

    public Canvas(Photo photo)
    {
        (Width, Height) = (photo.Width, photo.Height);
        _clip = (0, 0, Width, Height);
        _pixels = photo.Pixels.ToArray();
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>From now on nothing outside this rectangle changes.</summary>
    public void Clip(int left, int top, int right, int bottom) =>
        _clip = (Math.Clamp(left, 0, Width), Math.Clamp(top, 0, Height), Math.Clamp(right, 0, Width), Math.Clamp(bottom, 0, Height));

    public Photo ToPhoto() => new(Height, Width, _pixels);

    /// <summary>Copies a picture with its upper left corner at a pixel; what lies outside is cut.</summary>
    public void Draw(Photo photo, int left, int top)
    {
        int x0 = Math.Max(_clip.Left, left), x1 = Math.Min(_clip.Right, left + photo.Width);
        for (int y = Math.Max(_clip.Top, top); y < Math.Min(_clip.Bottom, top + photo.Height) && x0 < x1; y++)
            photo.Pixels.Slice(3 * (((y - top) * photo.Width) + x0 - left), 3 * (x1 - x0)).CopyTo(_pixels.AsSpan(3 * ((y * Width) + x0)));
    }

    public void FillRectangle(double left, double top, double right, double bottom, RgbColor color, double opacity = 1)
    {
        for (int y = Math.Max(_clip.Top, (int)Math.Floor(top)); y < Math.Min(_clip.Bottom, Math.Ceiling(bottom)); y++)
        {
            double rows = Math.Min(y + 1, bottom) - Math.Max(y, top);
            for (int x = Math.Max(_clip.Left, (int)Math.Floor(left)); x < Math.Min(_clip.Right, Math.Ceiling(right)); x++)
                Blend(x, y, color, opacity * rows * (Math.Min(x + 1, right) - Math.Max(x, left)));
        }
    }

    /// <summary>Draws open lines with round ends as one shape: where they cross, they do not add up.</summary>
    public void Stroke(ReadOnlySpan<Vector2[]> lines, double thickness, RgbColor color, double opacity = 1)
    {
        var coverage = Coverage.Around(lines, thickness, _clip);
        foreach (var line in lines) coverage.AddLine(line, thickness);
        Paint(coverage, color, opacity);
    }

    /// <summary>Fills a closed outline; where it crosses itself, the even-odd rule says what is inside.</summary>
    public void FillPolygon(Vector2[] outline, RgbColor color, double opacity = 1)
    {
        var coverage = Coverage.Around([outline], 0, _clip);
        coverage.AddPolygon(outline);
        Paint(coverage, color, opacity);
    }

    private void Paint(Coverage coverage, RgbColor color, double opacity)
    {
        for (int y = 0; y < coverage.Height; y++)
            for (int x = 0; x < coverage.Width; x++)
                if (coverage[y, x] is > 0 and var share) Blend(coverage.Left + x, coverage.Top + y, color, opacity * share);
    }

    private void Blend(int x, int y, RgbColor color, double share)
    {
        int i = 3 * ((y * Width) + x);
        _pixels[i] = (byte)Math.Round(_pixels[i] + (share * (color.Red - _pixels[i])));
        _pixels[i + 1] = (byte)Math.Round(_pixels[i + 1] + (share * (color.Green - _pixels[i + 1])));
        _pixels[i + 2] = (byte)Math.Round(_pixels[i + 2] + (share * (color.Blue - _pixels[i + 2])));
    }
}
