using Saliency.Imaging;

namespace Saliency.Rendering;

/// <summary>A map at the size of a photo, and the rectangle of the photo that the model saw.</summary>
internal readonly record struct LaidMap(SaliencyMap Map, int X, int Y, int Width, int Height)
{
    /// <summary>Lays a map that covers the whole photo.</summary>
    public static LaidMap Over(Photo photo, SaliencyMap map) => new(map.Resize(photo.Height, photo.Width), 0, 0, photo.Width, photo.Height);

    /// <summary>Lays a map of a model input back over the photo that the input came from.</summary>
    public static LaidMap Over(Photo photo, SaliencyMap map, ModelInput input)
    {
        var geometry = input.Geometry;
        if (geometry.PhotoWidth != photo.Width || geometry.PhotoHeight != photo.Height)
            throw new ArgumentException($"Expected the photo of this input, {geometry.PhotoWidth}×{geometry.PhotoHeight}, got {photo.Width}×{photo.Height}.", nameof(photo));
        var (x, y, width, height) = geometry.SeenBy(input.Shape.Width, input.Shape.Height);
        return new LaidMap(input.ToPhoto(map), x, y, width, height);
    }

    public bool Sees(int y, int x) => (uint)(x - X) < (uint)Width && (uint)(y - Y) < (uint)Height;

    /// <summary>The highest values among the pixels that the model saw: exactly <c>round(fraction · seen pixels)</c> of the photo's pixels.</summary>
    public Mask Top(double fraction)
    {
        if (Width == 0 || Height == 0) return new Mask(Map.Height, Map.Width, new bool[Map.Values.Length]);
        var seen = new float[Width * Height];
        for (int y = 0; y < Height; y++) Map.Values.Slice(((Y + y) * Map.Width) + X, Width).CopyTo(seen.AsSpan(y * Width));
        var top = new SaliencyMap(Height, Width, seen).Top(fraction);
        var set = new bool[Map.Values.Length];
        for (int y = 0; y < Height; y++) top.Values.Slice(y * Width, Width).CopyTo(set.AsSpan(((Y + y) * Map.Width) + X));
        return new Mask(Map.Height, Map.Width, set);
    }
}
