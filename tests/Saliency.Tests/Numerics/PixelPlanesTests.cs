using Saliency.Numerics;
using Saliency.Tests.Numerics.Scalar;

namespace Saliency.Tests.Numerics;

public class PixelPlanesTests
{
    private static readonly float[] Scale = [0.017f, 0.25f, -3.1f];
    private static readonly float[] Shift = [-2.1f, 0.5f, 7];

    [Test]
    public void FromRgb_AnyLengthAndAlignment_AsPlainLoop(
        [ValueSource(typeof(Sequence), nameof(Sequence.Lengths))] int count, [Values] bool blueFirst, [Values(0, 1, 3)] int offset)
    {
        var pixels = new Guarded<byte>(3 * count, offset, 9);
        for (int i = 0; i < pixels.Span.Length; i++) pixels.Span[i] = (byte)((i * 37) + (i / 7));
        var planes = new Guarded<float>(3 * count, offset, 9);
        PixelPlanes.FromRgb(pixels.Span, Scale, Shift, blueFirst, planes.Span);
        var expected = new float[3 * count];
        ScalarPixelPlanes.FromRgb(pixels.Span, Scale, Shift, blueFirst, expected);
        Assert.That(planes.ToArray(), Is.EqualTo(expected));
    }

    [Test]
    public void FromRgb_EveryByte_ExactAsFloat()
    {
        var pixels = new byte[3 * 256];
        for (int i = 0; i < 256; i++) pixels.AsSpan(3 * i, 3).Fill((byte)i);
        var planes = new float[3 * 256];
        PixelPlanes.FromRgb(pixels, [1, 1, 1], [0, 0, 0], false, planes);
        Assert.That(planes, Is.EqualTo(Enumerable.Range(0, 3 * 256).Select(i => (float)(i % 256))));
    }

    [TestCase(false, new float[] { 10, 21, 32 })]
    [TestCase(true, new float[] { 30, 21, 12 })]
    public void FromRgb_OnePixel_OffsetsBelongToPlanes(bool blueFirst, float[] expected)
    {
        var planes = new float[3];
        PixelPlanes.FromRgb([10, 20, 30], [1, 1, 1], [0, 1, 2], blueFirst, planes);
        Assert.That(planes, Is.EqualTo(expected));
    }

    [Test]
    public void FromRgb_PartialPixel_Throws() =>
        Assert.That(() => PixelPlanes.FromRgb(new byte[4], Scale, Shift, false, new float[4]), Throws.ArgumentException.With.Message.Contains("three bytes a pixel, got 4"));

    [TestCase(2, 3)]
    [TestCase(3, 4)]
    public void FromRgb_NotThreeFactorsAndOffsets_Throws(int factors, int offsets) =>
        Assert.That(() => PixelPlanes.FromRgb(new byte[3], new float[factors], new float[offsets], false, new float[3]), Throws.ArgumentException);

    [Test]
    public void FromRgb_TargetOfOtherLength_Throws() =>
        Assert.That(() => PixelPlanes.FromRgb(new byte[3], Scale, Shift, false, new float[4]), Throws.ArgumentException.With.Message.Contains("room for 3"));
}
