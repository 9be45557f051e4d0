using Saliency.Imaging;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Webp;

namespace Saliency.Tests.Imaging;

public class PhotoOrientationTests
{
    /// <summary>Which shown corner the stored upper left and upper right corner come to, from the EXIF standard's words: orientation 6 says that
    /// stored row 0 is the right side and column 0 the top.</summary>
    private static readonly (int Orientation, bool Turned, bool FirstBottom, bool FirstRight, bool SecondBottom, bool SecondRight)[] Corners =
    [
        (1, false, false, false, false, true), (2, false, false, true, false, false), (3, false, true, true, true, false), (4, false, true, false, true, true),
        (5, true, false, false, true, false), (6, true, false, true, true, true), (7, true, true, true, false, true), (8, true, true, false, false, false),
    ];

    private static readonly (string Name, IImageEncoder Encoder)[] Encoders =
    [
        ("png", new PngEncoder()), ("jpeg", new JpegEncoder { Quality = 95 }), ("webp", new WebpEncoder { FileFormat = WebpFileFormatType.Lossless }),
    ];

    private static IEnumerable<TestCaseData> Cases =>
        from corner in Corners from encoder in Encoders select new TestCaseData(encoder.Encoder, corner.Orientation).SetArgDisplayNames(encoder.Name, $"{corner.Orientation}");

    [TestCaseSource(nameof(Cases))]
    public void Load_Orientation_CornersInPlace(IImageEncoder encoder, int orientation)
    {
        // Upper left black, upper right red, lower left green: (x, y) reads as (red, green).
        var photo = Photo.Load(Files.Encode(48, 32, encoder, (ushort)orientation));
        var (_, turned, firstBottom, firstRight, secondBottom, secondRight) = Corners[orientation - 1];
        var first = photo[firstBottom ? photo.Height - 1 : 0, firstRight ? photo.Width - 1 : 0];
        var second = photo[secondBottom ? photo.Height - 1 : 0, secondRight ? photo.Width - 1 : 0];
        // 40 of 255: JPEG's error stays far below, the other corners differ by 255.
        Assert.That((photo.Width, first.Red < 40, first.Green < 40, second.Red > 215, second.Green < 40), Is.EqualTo((turned ? 32 : 48, true, true, true, true)));
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(4)]
    [TestCase(5)]
    [TestCase(6)]
    [TestCase(7)]
    [TestCase(8)]
    public void Load_OrientedTiff_AsThePng(int orientation)
    {
        byte[] tiff = TiffFiles.Plain(5, 3, (ushort)orientation);
        Assert.That(Photo.Load(tiff).Pixels.ToArray(), Is.EqualTo(Photo.Load(Files.Encode(5, 3, new PngEncoder(), (ushort)orientation)).Pixels.ToArray()));
    }
}
