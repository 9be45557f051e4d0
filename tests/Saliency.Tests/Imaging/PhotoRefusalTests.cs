using System.Buffers.Binary;
using Saliency.Imaging;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Tiff;
using SixLabors.ImageSharp.Formats.Webp;

namespace Saliency.Tests.Imaging;

public class PhotoRefusalTests
{
    private static readonly (string Name, IImageEncoder Encoder)[] Formats =
    [
        ("png", new PngEncoder()), ("jpeg", new JpegEncoder()), ("bmp", new BmpEncoder()), ("gif", new GifEncoder()), ("tiff", new TiffEncoder()),
        ("lossy webp", new WebpEncoder { FileFormat = WebpFileFormatType.Lossy }), ("lossless webp", new WebpEncoder { FileFormat = WebpFileFormatType.Lossless }),
    ];

    private static IEnumerable<TestCaseData> Truncations =>
        from format in Formats from share in (double[])[0.05, 0.3, 0.6, 0.95] select new TestCaseData(format.Encoder, share).SetArgDisplayNames(format.Name, $"{share}");

    /// <summary>Files of a few bytes that claim 60000×60000 pixels.</summary>
    private static IEnumerable<TestCaseData> Bombs
    {
        get
        {
            byte[] png = Files.Encode(8, 8, new PngEncoder());
            BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), 60_000);
            BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), 60_000);
            byte[] jpeg = Files.Encode(8, 8, new JpegEncoder());
            int frame = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
            BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 5), 60_000);
            BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 7), 60_000);
            byte[] gif = Files.Encode(8, 8, new GifEncoder());
            BinaryPrimitives.WriteUInt16LittleEndian(gif.AsSpan(6), 60_000);
            BinaryPrimitives.WriteUInt16LittleEndian(gif.AsSpan(8), 60_000);
            // Run-length coded, so that few bytes may well be 60000×60000 pixels.
            byte[] bmp = Files.Encode(8, 8, new BmpEncoder { BitsPerPixel = BmpBitsPerPixel.Pixel8 });
            BinaryPrimitives.WriteInt32LittleEndian(bmp.AsSpan(18), 60_000);
            BinaryPrimitives.WriteInt32LittleEndian(bmp.AsSpan(22), 60_000);
            bmp[30] = 1;
            byte[] tiff = TiffFiles.Plain(8, 8, 1);
            int directory = BinaryPrimitives.ReadInt32LittleEndian(tiff.AsSpan(4));
            foreach (int entry in (int[])[0, 1, 8]) BinaryPrimitives.WriteInt32LittleEndian(tiff.AsSpan(directory + 2 + (12 * entry) + 8), 60_000);
            return [Case("png", png), Case("jpeg", jpeg), Case("gif", gif), Case("bmp", bmp), Case("tiff", tiff)];

            static TestCaseData Case(string name, byte[] file) => new TestCaseData(file).SetArgDisplayNames(name);
        }
    }

    [Test]
    public void Load_NoBytes_SaysSo() => Assert.That(() => Photo.Load([]), Throws.TypeOf<ImageFormatException>().With.Message.Contains("0 bytes"));

    [Test]
    public void Load_UnknownBytes_ShowsTheFirst() =>
        Assert.That(() => Photo.Load("hello, world"u8), Throws.TypeOf<ImageFormatException>().With.Message.Contains("12 bytes").And.Message.Contains("68656C6C6F2C2077"));

    [Test]
    public void Load_EmptyFile_NamesIt()
    {
        string path = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{Guid.NewGuid():N}.png");
        File.WriteAllBytes(path, []);
        Assert.That(() => Photo.Load(path), Throws.TypeOf<ImageFormatException>().With.Message.Contains(path));
        File.Delete(path);
    }

    [Test]
    public void Load_MissingFile_FileNotFound() => Assert.That(() => Photo.Load("there-is-no-such.png"), Throws.TypeOf<FileNotFoundException>());

    [TestCaseSource(nameof(Bombs))]
    public void Load_AbsurdSize_RefusedWithTheSize(byte[] file) =>
        Assert.That(() => Photo.Load(file), Throws.TypeOf<ImageFormatException>().With.Message.Contains("60000×60000"));

    [TestCaseSource(nameof(Bombs))]
    public void Load_AbsurdSize_RefusedBeforeDecoding(byte[] file)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.That(() => Photo.Load(file), Throws.TypeOf<ImageFormatException>());
        // The claimed picture has 10.8 GB; a refusal costs an exception and its texts.
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(1 << 20));
    }

    [TestCaseSource(nameof(Truncations))]
    public void Load_CutShort_Refused(IImageEncoder encoder, double share)
    {
        byte[] file = Files.Encode(64, 48, encoder);
        Assert.That(() => Photo.Load(file.AsSpan(0, (int)(file.Length * share))), Throws.TypeOf<ImageFormatException>());
    }

    [Test]
    public void Load_MorePixelsThanAllowed_Refused() =>
        Assert.That(() => Photo.Load(Files.Encode(10, 10, new PngEncoder()), new PhotoOptions { MaximumPixels = 99 }), Throws.TypeOf<ImageFormatException>().With.Message.Contains("10×10"));

    [Test]
    public void Load_AsManyPixelsAsAllowed_Loaded() =>
        Assert.That(Photo.Load(Files.Encode(10, 10, new PngEncoder()), new PhotoOptions { MaximumPixels = 100 }).Width, Is.EqualTo(10));

    [Test]
    public void Load_LongerFileThanAllowed_Refused() =>
        Assert.That(() => Photo.Load(Files.Encode(10, 10, new PngEncoder()), new PhotoOptions { MaximumFileBytes = 50 }), Throws.TypeOf<ImageFormatException>().With.Message.Contains("50 bytes"));

    [Test]
    public void Load_ThousandsOfScans_Refused()
    {
        byte[] jpeg = JpegFiles.Cmyk(1, [1, 2, 3, 4], 0);
        int scan = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        byte[] scans = [.. jpeg[..scan], .. Enumerable.Repeat(jpeg[scan..^2], 1000).SelectMany(s => s), 0xFF, 0xD9];
        Assert.That(() => Photo.Load(scans), Throws.TypeOf<ImageFormatException>().With.Message.Contains("scans"));
    }

    [Test]
    public void Load_ShortPictureDataWithRightChecksum_DoesNotInventPixels()
    {
        // The data of an 8×8 picture under a header of 8×4096: the checksums are right, the rows are not there.
        byte[] png = Files.Encode(8, 8, new PngEncoder());
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), 4096);
        PngFiles.RepairChecksums(png);
        Assert.That(() => Photo.Load(png), Throws.TypeOf<ImageFormatException>());
    }

    [Test]
    public void Load_TiffInAStripOfATiff_Refused()
    {
        // Found by fuzzing: the decoder opens a "JPEG" strip as any image, here the file itself, until the stack overflows.
        byte[] tiff = TiffFiles.Plain(8, 8, 1);
        int directory = BinaryPrimitives.ReadInt32LittleEndian(tiff.AsSpan(4));
        tiff[directory + 2 + (12 * 3) + 8] = 7;
        BinaryPrimitives.WriteInt32LittleEndian(tiff.AsSpan(directory + 2 + (12 * 5) + 8), 0);
        BinaryPrimitives.WriteInt32LittleEndian(tiff.AsSpan(directory + 2 + (12 * 9) + 8), tiff.Length);
        Assert.That(() => Photo.Load(tiff), Throws.TypeOf<ImageFormatException>().With.Message.Contains("JPEG"));
    }
}
