using System.Diagnostics;
using Saliency.Imaging;
using SixLabors.ImageSharp.Formats.Bmp;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Tiff;
using SixLabors.ImageSharp.Formats.Tiff.Constants;
using SixLabors.ImageSharp.Formats.Webp;

namespace Saliency.Tests.Imaging;

/// <summary>Mutated image files: each is decoded or refused with an <see cref="ImageFormatException"/>, soon and in bounded memory.</summary>
public class PhotoFuzzTests
{
    private static readonly TimeSpan LongestLoad = TimeSpan.FromSeconds(10);
    private const long MostBytes = 1L << 30;

    private static readonly Lazy<(string Name, byte[] File)[]> Seeds = new(() =>
    [
        ("png", Files.Encode(33, 21, new PngEncoder(), 6)),
        ("interlaced png", Files.Encode(33, 21, new PngEncoder { InterlaceMethod = PngInterlaceMode.Adam7, BitDepth = PngBitDepth.Bit16, ColorType = PngColorType.RgbWithAlpha })),
        ("palette png", Files.Encode(33, 21, new PngEncoder { ColorType = PngColorType.Palette, BitDepth = PngBitDepth.Bit4 })),
        ("jpeg", Files.Encode(40, 24, new JpegEncoder(), 6)),
        ("grey jpeg", Files.Encode(40, 24, new JpegEncoder { ColorType = JpegColorType.Luminance })),
        ("cmyk jpeg", JpegFiles.Cmyk(3, [10, 120, 200, 255], 0)),
        ("progressive jpeg", JpegFiles.Progressive(5, [200, 100, 150])),
        ("bmp", Files.Encode(33, 21, new BmpEncoder { BitsPerPixel = BmpBitsPerPixel.Pixel24 })),
        ("8-bit bmp", Files.Encode(33, 21, new BmpEncoder { BitsPerPixel = BmpBitsPerPixel.Pixel8 })),
        ("run-length bmp", RunLengthBmp()),
        ("gif", Files.Encode(33, 21, new GifEncoder())),
        ("tiff", TiffFiles.Plain(33, 21, 6)),
        ("lzw tiff", Files.Encode(33, 21, new TiffEncoder { Compression = TiffCompression.Lzw })),
        ("deflate tiff", Files.Encode(33, 21, new TiffEncoder { Compression = TiffCompression.Deflate, HorizontalPredictor = TiffPredictor.Horizontal })),
        ("packbits tiff", Files.Encode(33, 21, new TiffEncoder { Compression = TiffCompression.PackBits })),
        ("fax tiff", Files.Encode(33, 21, new TiffEncoder { Compression = TiffCompression.CcittGroup3Fax, BitsPerPixel = TiffBitsPerPixel.Bit1 })),
        ("fax 4 tiff", Files.Encode(33, 21, new TiffEncoder { Compression = TiffCompression.CcittGroup4Fax, BitsPerPixel = TiffBitsPerPixel.Bit1 })),
        ("jpeg tiff", Files.Encode(33, 21, new TiffEncoder { Compression = TiffCompression.Jpeg })),
        ("lossy webp", Files.Encode(33, 21, new WebpEncoder { FileFormat = WebpFileFormatType.Lossy }, 6)),
        ("lossless webp", Files.Encode(33, 21, new WebpEncoder { FileFormat = WebpFileFormatType.Lossless })),
        ("transparent webp", TransparentWebp()),
    ]);

    [Test]
    public void Load_FiveHundredMutatedFiles_DecodedOrRefused() => Fuzz(seed: 1, count: 500);

    [Test]
    [Category("Slow")]
    public void Load_TenThousandMutatedFilesOfEachFormat_DecodedOrRefused() => Fuzz(seed: 2, count: 10_000 * Seeds.Value.Length);

    private static void Fuzz(int seed, int count)
    {
        int only = int.TryParse(Environment.GetEnvironmentVariable("SALIENCY_FUZZ_ONLY"), out int one) ? one : -1;
        int decoded = 0;
        for (int i = 0; i < count; i++)
        {
            if (only >= 0 && i != only) continue;
            // Each file depends on (seed, i) alone, so that a failure can be repeated by itself.
            var random = new Random(HashCode(seed, i));
            var (name, original) = Seeds.Value[i % Seeds.Value.Length];
            byte[] file = Mutate(original, random);
            long before = GC.GetAllocatedBytesForCurrentThread();
            var watch = Stopwatch.StartNew();
            try
            {
                Photo.Load(file);
                decoded++;
            }
            catch (ImageFormatException)
            {
            }
            catch (Exception e)
            {
                Assert.Fail($"{name} {i}: expected a photo or an ImageFormatException, got {e}");
            }
            if (watch.Elapsed > LongestLoad) Assert.Fail($"{name} {i}: expected an answer within {LongestLoad}, got one after {watch.Elapsed}.");
            if (GC.GetAllocatedBytesForCurrentThread() - before is var bytes and > MostBytes) Assert.Fail($"{name} {i}: expected at most {MostBytes} bytes, got {bytes}.");
        }
        // Mutations that leave every file unreadable would test the door only.
        if (only < 0) Assert.That(decoded, Is.InRange(count / 50, count * 49 / 50));
    }

    private static int HashCode(int seed, int i) => unchecked((seed * 486_187_739) + (i * 16_777_619));

    private static byte[] Mutate(byte[] original, Random random)
    {
        var file = new List<byte>(original);
        for (int changes = random.Next(1, 6); changes > 0 && file.Count > 0; changes--)
        {
            int at = random.Next(2) == 0 ? random.Next(file.Count) : random.Next(Math.Min(file.Count, 64));
            switch (random.Next(8))
            {
                case 0: file[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: file[at] = (byte)random.Next(256); break;
                case 2: file[at] = (byte)(random.Next(2) * 255); break;
                case 3: file.RemoveRange(at, Math.Min(random.Next(1, 16), file.Count - at)); break;
                case 4: file.InsertRange(at, RandomBytes(random, random.Next(1, 16))); break;
                case 5: file.InsertRange(at, file.GetRange(at, Math.Min(random.Next(1, 64), file.Count - at))); break;
                case 6:
                    for (int j = at; j < Math.Min(at + 4, file.Count); j++) file[j] = (byte)random.Next(256);
                    break;
                default:
                    if (random.Next(4) == 0) file.RemoveRange(at, file.Count - at);
                    else file[at]++;
                    break;
            }
        }
        byte[] bytes = [.. file];
        // Half of the mutated PNGs get right checksums, or the checks would keep everything from the decoder.
        if (random.Next(2) == 0) PngFiles.RepairChecksums(bytes);
        return bytes;
    }

    private static byte[] RandomBytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] TransparentWebp()
    {
        using var image = new SixLabors.ImageSharp.Image<SixLabors.ImageSharp.PixelFormats.Rgba32>(33, 21);
        for (int y = 0; y < 21; y++)
            for (int x = 0; x < 33; x++) image[x, y] = new((byte)(x * 7), (byte)(y * 12), 80, (byte)(x * y));
        return Files.Encode(image, new WebpEncoder { FileFormat = WebpFileFormatType.Lossy });
    }

    private static byte[] RunLengthBmp()
    {
        byte[] bmp = Files.Encode(33, 21, new BmpEncoder { BitsPerPixel = BmpBitsPerPixel.Pixel8 });
        int pixels = BitConverter.ToInt32(bmp, 10);
        bmp[30] = 1;
        List<byte> file = [.. bmp[..pixels]];
        // Rows of one run and a literal, an end of line each, and the end of the picture.
        for (int y = 0; y < 21; y++) file.AddRange([28, (byte)y, 0, 5, 1, 2, 3, 4, 5, 0, 0, 0]);
        file.AddRange([0, 1]);
        return [.. file];
    }
}
