using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace Saliency.Imaging;

/// <summary>An RGB picture. (Stand-in: the Imaging folder has the real one.)</summary>
public sealed class Photo
{
    private readonly byte[] _pixels;

    /// <summary>Makes a photo of interleaved RGB rows.</summary>
    public Photo(int width, int height, ReadOnlySpan<byte> pixels)
    {
        if (width < 1 || height < 1 || pixels.Length != checked(width * height * 3))
            throw new ArgumentException($"Expected {width}×{height}×3 bytes, got {pixels.Length}.", nameof(pixels));
        Width = width;
        Height = height;
        _pixels = pixels.ToArray();
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Interleaved RGB rows.</summary>
    public ReadOnlySpan<byte> Pixels => _pixels;

    /// <summary>Reads a file.</summary>
    public static Photo Load(string path)
    {
        using var image = Image.Load<Rgb24>(path);
        var pixels = new byte[image.Width * image.Height * 3];
        image.CopyPixelDataTo(pixels);
        return new Photo(image.Width, image.Height, pixels);
    }

    /// <summary>Writes a file; the extension says the format.</summary>
    public void Save(string path)
    {
        using var image = Image.LoadPixelData<Rgb24>(_pixels, Width, Height);
        image.Save(path);
    }
}
