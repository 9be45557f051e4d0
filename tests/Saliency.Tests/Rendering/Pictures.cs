using Saliency.Imaging;
using Saliency.Rendering;

namespace Saliency.Tests.Rendering;

/// <summary>Photos and maps that the rendering tests share.</summary>
internal static class Pictures
{
    public static Photo Noise(int width, int height, int seed = 1)
    {
        var pixels = new byte[3 * width * height];
        new Random(seed).NextBytes(pixels);
        return new Photo(height, width, pixels);
    }

    public static Photo Plain(int width, int height, RgbColor color)
    {
        var pixels = new byte[3 * width * height];
        for (int i = 0; i < pixels.Length; i += 3) (pixels[i], pixels[i + 1], pixels[i + 2]) = (color.Red, color.Green, color.Blue);
        return new Photo(height, width, pixels);
    }

    public static SaliencyMap Ramp(int height, int width)
    {
        var values = new float[height * width];
        for (int i = 0; i < values.Length; i++) values[i] = i;
        return new SaliencyMap(height, width, values);
    }

    public static SaliencyMap Spot(int height, int width, int y, int x)
    {
        var values = new float[height * width];
        values[(y * width) + x] = 1;
        return new SaliencyMap(height, width, values);
    }

    /// <summary>An input of one plane.</summary>
    public static ModelInput Input(int height, int width, InputGeometry geometry) =>
        new(new ImageShape(1, height, width), new float[height * width], geometry);

    public static RgbColor At(this Photo photo, int y, int x)
    {
        var pixel = photo.Pixels.Slice(3 * ((y * photo.Width) + x), 3);
        return new RgbColor(pixel[0], pixel[1], pixel[2]);
    }

    /// <summary>The sum of absolute channel differences of two colours.</summary>
    public static int Distance(RgbColor a, RgbColor b) => Math.Abs(a.Red - b.Red) + Math.Abs(a.Green - b.Green) + Math.Abs(a.Blue - b.Blue);
}
