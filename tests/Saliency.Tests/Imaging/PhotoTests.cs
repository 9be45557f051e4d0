using Saliency.Imaging;
using SixLabors.ImageSharp.Formats.Png;

namespace Saliency.Tests.Imaging;

public class PhotoTests
{
    private static readonly Photo Small = new(2, 3, [.. Enumerable.Range(0, 18).Select(i => (byte)(i * 14))]);

    [Test]
    public void Constructor_ChangedSource_PhotoUnchanged()
    {
        byte[] pixels = [1, 2, 3];
        var photo = new Photo(1, 1, pixels);
        pixels[0] = 99;
        Assert.That(photo[0, 0], Is.EqualTo(((byte)1, (byte)2, (byte)3)));
    }

    [Test]
    public void Constructor_WrongLength_Refused() => Assert.That(() => new Photo(2, 3, new byte[17]), Throws.ArgumentException.With.Message.Contains("Expected 18 bytes").And.Message.Contains("got 17"));

    [TestCase(0, 3)]
    [TestCase(3, 0)]
    [TestCase(-1, -1)]
    public void Constructor_NoPixels_Refused(int height, int width) => Assert.That(() => new Photo(height, width, []), Throws.ArgumentException);

    [Test]
    public void Indexer_RowAndColumn_ThatPixel() => Assert.That(Small[1, 2], Is.EqualTo(((byte)210, (byte)224, (byte)238)));

    [TestCase(2, 0)]
    [TestCase(0, 3)]
    [TestCase(-1, 0)]
    public void Indexer_Outside_Refused(int y, int x) => Assert.That(() => Small[y, x], Throws.TypeOf<ArgumentOutOfRangeException>());

    [TestCase(PhotoFormat.Png)]
    [TestCase(PhotoFormat.Bmp)]
    [TestCase(PhotoFormat.Webp)]
    public void Encode_LosslessFormat_LoadsTheSame(PhotoFormat format) => Assert.That(Photo.Load(Small.Encode(format)).Pixels.ToArray(), Is.EqualTo(Small.Pixels.ToArray()));

    [Test]
    public void Encode_Jpeg_LoadsAlike()
    {
        var grey = new Photo(8, 8, [.. Enumerable.Repeat((byte)90, 192)]);
        Assert.That(Photo.Load(grey.Encode(PhotoFormat.Jpeg)).Pixels.ToArray(), Is.All.EqualTo(90).Within(1));
    }

    [TestCase("a.png", 0x89)]
    [TestCase("a.JPG", 0xFF)]
    [TestCase("a.jpeg", 0xFF)]
    [TestCase("a.bmp", 'B')]
    [TestCase("a.webp", 'R')]
    public void Save_Extension_ItsFormat(string name, int firstByte)
    {
        string path = Path.Combine(TestContext.CurrentContext.WorkDirectory, Guid.NewGuid().ToString("N") + name);
        Small.Save(path);
        int first = File.ReadAllBytes(path)[0];
        File.Delete(path);
        Assert.That(first, Is.EqualTo(firstByte));
    }

    [Test]
    public void Save_UnknownExtension_SaysWhichAreKnown() =>
        Assert.That(() => Small.Save("a.xyz"), Throws.TypeOf<NotSupportedException>().With.Message.Contains(".webp").And.Message.Contains(".xyz"));

    [Test]
    public void Encode_TooWideForWebp_Refused() =>
        Assert.That(() => new Photo(1, 16_384, new byte[3 * 16_384]).Encode(PhotoFormat.Webp), Throws.ArgumentException.With.Message.Contains("16383"));

    [Test]
    public void Load_Stream_FromWhereItStands()
    {
        using var stream = new MemoryStream([1, 2, 3, .. Small.Encode(PhotoFormat.Png)]);
        stream.Position = 3;
        Assert.That(Photo.Load(stream).Pixels.ToArray(), Is.EqualTo(Small.Pixels.ToArray()));
    }

    [Test]
    public async Task LoadAsync_File_AsLoad()
    {
        string path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{Guid.NewGuid():N}.png");
        Small.Save(path);
        var photo = await Photo.LoadAsync(path);
        File.Delete(path);
        Assert.That(photo.Pixels.ToArray(), Is.EqualTo(Small.Pixels.ToArray()));
    }

    [Test]
    [Category("Slow")]
    public void Load_SixtyMegapixels_Loaded()
    {
        // Within the default limits every format must fit the memory budget: this one is read at 8 bytes a pixel.
        using var image = new SixLabors.ImageSharp.Image<SixLabors.ImageSharp.PixelFormats.L16>(8192, 8192);
        Assert.That(Photo.Load(Files.Encode(image, new PngEncoder { CompressionLevel = PngCompressionLevel.BestSpeed })).Width, Is.EqualTo(8192));
    }
}
