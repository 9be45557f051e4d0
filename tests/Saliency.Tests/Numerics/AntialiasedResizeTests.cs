using Saliency.Numerics;

namespace Saliency.Tests.Numerics;

public class AntialiasedResizeTests
{
    private static double Triangle(double t) => Math.Max(0, 1 - Math.Abs(t));

    [TestCase(1, 1, 1, 1, 1)]
    [TestCase(1, 7, 1, 3, 3)]
    [TestCase(9, 11, 4, 5, 3)]
    [TestCase(9, 11, 17, 14, 3)]
    [TestCase(33, 2, 5, 40, 1)]
    [TestCase(64, 64, 64, 31, 4)]
    public void Resize_AnySize_NearTheDoubleSum(int height, int width, int newHeight, int newWidth, int channels)
    {
        var source = Bytes(channels * height * width);
        var target = new byte[channels * newHeight * newWidth];
        AntialiasedResize.Resize(source, channels, height, width, Weights(height, newHeight, 0, newHeight), Weights(width, newWidth, 0, newWidth), target);
        for (int y = 0; y < newHeight; y++)
            for (int x = 0; x < newWidth; x++)
                for (int c = 0; c < channels; c++)
                {
                    double sum = 0, weight = 0;
                    for (int j = 0; j < height; j++)
                        for (int i = 0; i < width; i++)
                        {
                            double w = Tap(y, height, newHeight, j) * Tap(x, width, newWidth, i);
                            sum += w * source[(((j * width) + i) * channels) + c];
                            weight += w;
                        }
                    // Half a level for the rounding of each of the two passes, and the weights' own rounding.
                    Assert.That(target[(((y * newWidth) + x) * channels) + c], Is.EqualTo(sum / weight).Within(1.001));
                }

        static double Tap(int i, int source, int resized, int j)
        {
            double step = (double)source / resized;
            return Triangle((j + 0.5 - ((i + 0.5) * step)) / Math.Max(1, step));
        }
    }

    [Test]
    public void Resize_Window_TheSamePixelsAsOfTheWhole()
    {
        var source = Bytes(3 * 40 * 60);
        var whole = new byte[3 * 25 * 30];
        AntialiasedResize.Resize(source, 3, 40, 60, Weights(40, 25, 0, 25), Weights(60, 30, 0, 30), whole);
        var window = new byte[3 * 7 * 9];
        AntialiasedResize.Resize(source, 3, 40, 60, Weights(40, 25, 11, 7), Weights(60, 30, 5, 9), window);
        Assert.That(window, Is.EqualTo(Enumerable.Range(11, 7).SelectMany(y => whole.Skip(3 * ((y * 30) + 5)).Take(27))));
    }

    [Test]
    public void Resize_SameSize_SameBytes()
    {
        var source = Bytes(3 * 13 * 17);
        var target = new byte[source.Length];
        AntialiasedResize.Resize(source, 3, 13, 17, Weights(13, 13, 0, 13), Weights(17, 17, 0, 17), target);
        Assert.That(target, Is.EqualTo(source));
    }

    [Test]
    public void Resize_OneColour_StaysThatColour([Values(0, 1, 127, 254, 255)] int level)
    {
        var source = Enumerable.Repeat((byte)level, 3 * 31 * 29).ToArray();
        var target = new byte[3 * 7 * 50];
        AntialiasedResize.Resize(source, 3, 31, 29, Weights(31, 7, 0, 7), Weights(29, 50, 0, 50), target);
        Assert.That(target, Is.All.EqualTo((byte)level));
    }

    [Test]
    public void Resize_WrongLength_Refused() => Assert.That(
        () => AntialiasedResize.Resize(new byte[5], 1, 2, 3, Weights(2, 1, 0, 1), Weights(3, 1, 0, 1), new byte[1]),
        Throws.ArgumentException.With.Message.Contains("Expected 6 bytes, got 5"));

    private static ResizeWeights Weights(int source, int resized, int first, int length) => ResizeWeights.Of(source, resized, first, length, Triangle, 1, antialiased: true);

    private static byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        new Random(5).NextBytes(bytes);
        return bytes;
    }
}
