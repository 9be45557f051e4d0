using Saliency.Imaging;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Tiff;
using SixLabors.ImageSharp.Formats.Tiff.Constants;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.PixelFormats;

namespace Saliency.Tests.Imaging;

public class PhotoLoadTests
{
    private static readonly TestCaseData[] Lossless =
    [
        new TestCaseData(new PngEncoder()).SetArgDisplayNames("png"),
        new TestCaseData(new PngEncoder { InterlaceMethod = PngInterlaceMode.Adam7 }).SetArgDisplayNames("interlaced png"),
        new TestCaseData(new PngEncoder { ColorType = PngColorType.Rgb, BitDepth = PngBitDepth.Bit16 }).SetArgDisplayNames("16-bit png"),
        new TestCaseData(new BmpEncoder { BitsPerPixel = BmpBitsPerPixel.Pixel24 }).SetArgDisplayNames("24-bit bmp"),
        new TestCaseData(new BmpEncoder { BitsPerPixel = BmpBitsPerPixel.Pixel32 }).SetArgDisplayNames("32-bit bmp"),
        new TestCaseData(new TiffEncoder { Compression = TiffCompression.None }).SetArgDisplayNames("tiff"),
        new TestCaseData(new TiffEncoder { Compression = TiffCompression.Lzw }).SetArgDisplayNames("lzw tiff"),
        new TestCaseData(new TiffEncoder { Compression = TiffCompression.Deflate }).SetArgDisplayNames("deflate tiff"),
        new TestCaseData(new TiffEncoder { Compression = TiffCompression.PackBits }).SetArgDisplayNames("packbits tiff"),
        new TestCaseData(new WebpEncoder { FileFormat = WebpFileFormatType.Lossless }).SetArgDisplayNames("lossless webp"),
    ];

    private static readonly TestCaseData[] Lossy =
    [
        new TestCaseData(new JpegEncoder { Quality = 95, ColorType = JpegColorType.YCbCrRatio444 }).SetArgDisplayNames("jpeg 4:4:4"),
        new TestCaseData(new JpegEncoder { Quality = 95, ColorType = JpegColorType.YCbCrRatio420 }).SetArgDisplayNames("jpeg 4:2:0"),
        new TestCaseData(new JpegEncoder { Quality = 95, ColorType = JpegColorType.Rgb }).SetArgDisplayNames("rgb jpeg"),
        new TestCaseData(new WebpEncoder { FileFormat = WebpFileFormatType.Lossy, Quality = 95 }).SetArgDisplayNames("lossy webp"),
        new TestCaseData(new GifEncoder()).SetArgDisplayNames("gif"),
        new TestCaseData(new PngEncoder { ColorType = PngColorType.Palette }).SetArgDisplayNames("palette png"),
        new TestCaseData(new BmpEncoder { BitsPerPixel = BmpBitsPerPixel.Pixel8 }).SetArgDisplayNames("8-bit bmp"),
        new TestCaseData(new TiffEncoder { BitsPerPixel = TiffBitsPerPixel.Bit8, PhotometricInterpretation = TiffPhotometricInterpretation.PaletteColor }).SetArgDisplayNames("palette tiff"),
    ];

    [TestCaseSource(nameof(Lossless))]
    public void Load_Lossless_SamePixels(IImageEncoder encoder)
    {
        using var picture = Files.Picture(37, 23);
        var photo = Photo.Load(Files.Encode(picture, encoder));
        Assert.That(photo.Pixels.ToArray(), Is.EqualTo(Bytes(picture)));
    }

    [TestCaseSource(nameof(Lossy))]
    public void Load_LossyOrPalette_NearThePixels(IImageEncoder encoder)
    {
        using var picture = Files.Picture(40, 24);
        var photo = Photo.Load(Files.Encode(picture, encoder));
        // A smooth picture at quality 95 or with 256 colours: a handful of levels on average; a swapped channel or axis gives over 60.
        Assert.That(Bytes(picture).Zip(photo.Pixels.ToArray(), (a, b) => Math.Abs(a - b)).Average(), Is.LessThan(8));
    }

    [Test]
    public void Load_GreyPng_ThreeEqualChannels()
    {
        var photo = Photo.Load(Files.Encode(9, 5, new PngEncoder { ColorType = PngColorType.Grayscale }));
        Assert.That(Enumerable.Range(0, 45).All(i => photo.Pixels[3 * i] == photo.Pixels[(3 * i) + 1] && photo.Pixels[3 * i] == photo.Pixels[(3 * i) + 2]), Is.True);
    }

    [Test]
    public void Load_GreyJpeg_ThreeEqualChannels()
    {
        var photo = Photo.Load(Files.Encode(16, 8, new JpegEncoder { ColorType = JpegColorType.Luminance }));
        Assert.That(Enumerable.Range(0, 128).All(i => photo.Pixels[3 * i] == photo.Pixels[(3 * i) + 1] && photo.Pixels[3 * i] == photo.Pixels[(3 * i) + 2]), Is.True);
    }

    [TestCase(0, 0)]
    [TestCase(128, 0)]
    [TestCase(129, 1)]
    [TestCase(256, 1)]
    [TestCase(385, 1)]
    [TestCase(386, 2)]
    [TestCase(65_535 - 128, 255)]
    [TestCase(65_535 - 129, 254)]
    [TestCase(65_535, 255)]
    public void Load_SixteenBitGrey_Rounded(int stored, int expected)
    {
        using var image = new Image<L16>(3, 2, new L16((ushort)stored));
        var photo = Photo.Load(Files.Encode(image, new PngEncoder { ColorType = PngColorType.Grayscale, BitDepth = PngBitDepth.Bit16 }));
        // stored / 257 rounded: 255 levels over 65535.
        Assert.That(photo[1, 2], Is.EqualTo(((byte)expected, (byte)expected, (byte)expected)));
    }

    [Test]
    public void Load_HalfTransparentPng_LaidOverWhite()
    {
        using var image = new Image<Rgba32>(2, 1, new Rgba32(200, 100, 0, 128));
        image[1, 0] = new Rgba32(10, 20, 30, 0);
        var photo = Photo.Load(Files.Encode(image, new PngEncoder { ColorType = PngColorType.RgbWithAlpha, TransparentColorMode = PngTransparentColorMode.Preserve }));
        // c·128/255 + 255·127/255, rounded.
        Assert.That((photo[0, 0], photo[0, 1]), Is.EqualTo((((byte)227, (byte)177, (byte)127), ((byte)255, (byte)255, (byte)255))));
    }

    [Test]
    public void Load_SixteenBitAlphaPng_LaidOverWhite()
    {
        using var image = new Image<Rgba64>(1, 1, new Rgba64(40_000, 0, 65_535, 32_768));
        var photo = Photo.Load(Files.Encode(image, new PngEncoder { ColorType = PngColorType.RgbWithAlpha, BitDepth = PngBitDepth.Bit16 }));
        // (v·32768 + 65535·32767) / 65535 / 257, rounded: 205.32, 127.498, 255.
        Assert.That(photo[0, 0], Is.EqualTo(((byte)205, (byte)127, (byte)255)));
    }

    [Test]
    public void Load_TransparentWebp_LaidOverWhite()
    {
        using var image = new Image<Rgba32>(8, 8, new Rgba32(200, 100, 0, 128));
        Assert.That(Photo.Load(Files.Encode(image, new WebpEncoder { FileFormat = WebpFileFormatType.Lossless }))[3, 3], Is.EqualTo(((byte)227, (byte)177, (byte)127)));
    }

    [Test]
    public void Load_TransparentLossyWebp_LaidOverWhite()
    {
        using var image = new Image<Rgba32>(32, 16, new Rgba32(200, 100, 0, 128));
        var (red, green, blue) = Photo.Load(Files.Encode(image, new WebpEncoder { FileFormat = WebpFileFormatType.Lossy, Quality = 100 }))[7, 9];
        // The lossy colours are off by a few levels, of which half is seen.
        Assert.That(new[] { red - 227, green - 177, blue - 127 }.Max(Math.Abs), Is.LessThanOrEqualTo(4), $"got {red}, {green}, {blue}");
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(4)]
    [TestCase(16)]
    [TestCase(100)]
    [TestCase(256 * 256)]
    public void Load_LosslessWebpOfSomeColours_SamePixels(int colours)
    {
        // Palettes of 1, 2, 4 and 8 bits, none at all; halves of different kinds, so that encoders use several groups of codes.
        var random = new Random(colours);
        using var image = new Image<Rgb24>(120, 80);
        for (int y = 0; y < 80; y++)
            for (int x = 0; x < 120; x++)
            {
                int c = (x < 60 ? random.Next(colours) : x * y / 64 % colours) * 7919;
                image[x, y] = new Rgb24((byte)c, (byte)(c >> 3), (byte)(c >> 5));
            }
        foreach (var method in Enum.GetValues<WebpEncodingMethod>())
            Assert.That(Photo.Load(Files.Encode(image, new WebpEncoder { FileFormat = WebpFileFormatType.Lossless, Method = method })).Pixels.SequenceEqual(Bytes(image)), Is.True, $"{method}");
    }

    [Test]
    public void Load_AnimatedGif_FirstFrame()
    {
        using var image = new Image<Rgba32>(6, 4, new Rgba32(255, 0, 0));
        using var second = new Image<Rgba32>(6, 4, new Rgba32(0, 0, 255));
        image.Frames.AddFrame(second.Frames.RootFrame);
        Assert.That(Photo.Load(Files.Encode(image, new GifEncoder()))[2, 3], Is.EqualTo(((byte)255, (byte)0, (byte)0)));
    }

    [Test]
    public void Load_TransparentGif_WhiteThere()
    {
        using var image = new Image<Rgba32>(6, 4, new Rgba32(255, 0, 0));
        image[2, 1] = new Rgba32(0, 0, 0, 0);
        var photo = Photo.Load(Files.Encode(image, new GifEncoder()));
        Assert.That((photo[1, 2], photo[1, 3]), Is.EqualTo((((byte)255, (byte)255, (byte)255), ((byte)255, (byte)0, (byte)0))));
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(7)]
    [TestCase(8)]
    [TestCase(29)]
    public void Load_InterlacedGif_RowsInPlace(int height)
    {
        using var image = new Image<Rgba32>(3, height);
        for (int y = 0; y < height; y++)
            for (int x = 0; x < 3; x++) image[x, y] = new Rgba32((byte)(8 * y), 0, 0);
        byte[] plain = Files.Encode(image, new GifEncoder { ColorTableMode = GifColorTableMode.Global });
        Assert.That(Photo.Load(GifFiles.Interlaced(plain)).Pixels.ToArray(), Is.EqualTo(Photo.Load(plain).Pixels.ToArray()));
    }

    [TestCase((byte)0, new byte[] { 255, 255, 255, 255 }, 255, 255, 255)]
    [TestCase((byte)0, new byte[] { 55, 155, 255, 255 }, 55, 155, 255)]
    [TestCase((byte)0, new byte[] { 100, 200, 250, 128 }, 50, 100, 125)]
    [TestCase((byte)0, new byte[] { 255, 255, 255, 0 }, 0, 0, 0)]
    [TestCase((byte)2, new byte[] { 255, 128, 128, 255 }, 0, 0, 0)]
    [TestCase((byte)2, new byte[] { 155, 128, 128, 255 }, 100, 100, 100)]
    public void Load_CmykJpeg_AdobesColours(byte transform, byte[] stored, int red, int green, int blue)
    {
        var (r, g, b) = Photo.Load(JpegFiles.Cmyk(2, stored, transform))[4, 9];
        // Red is what cyan and black ink leave: stored c · stored k / 255. Two levels for the transform's rounding.
        Assert.That(new[] { r - red, g - green, b - blue }.Max(Math.Abs), Is.LessThanOrEqualTo(2), $"got {r}, {g}, {b}");
    }

    [Test]
    public void Load_ProgressiveJpeg_ItsColour()
    {
        // A luma alone: grey, of that level but for the transform's rounding.
        var (red, green, blue) = Photo.Load(JpegFiles.Progressive(3, [77, 128, 128]))[7, 20];
        Assert.That(new[] { red - 77, green - 77, blue - 77 }.Max(Math.Abs), Is.LessThanOrEqualTo(1), $"got {red}, {green}, {blue}");
    }

    private static byte[] Bytes(Image<Rgb24> image)
    {
        var bytes = new byte[3 * image.Width * image.Height];
        image.CopyPixelDataTo(bytes);
        return bytes;
    }
}
