using Saliency.Numerics;
using Saliency.Tests.Contracts;

namespace Saliency.Tests.Numerics;

public class PixelChoiceTests
{
    [Test]
    public void Apply_AnyLengthAndAlignment_AsPlainLoop([ValueSource(typeof(Sequence), nameof(Sequence.Lengths))] int length, [Values(1, 3)] int planes, [Values(0, 1, 3)] int offset)
    {
        float[] image = Pattern.Values(planes * length, 1), other = Pattern.Values(planes * length, 2);
        bool[] removed = [.. Pattern.Values(length, 3).Select(v => v > 0)];
        var target = new Guarded<float>(planes * length, offset, 9);
        PixelChoice.Apply(image, removed, other, target.Span);
        Assert.That(target.ToArray(), Is.EqualTo(image.Select((v, i) => removed[i % length] ? other[i] : v)));
    }

    [Test]
    public void Apply_OntoTheOtherItself_TheSame()
    {
        float[] image = Pattern.Values(210, 1), other = Pattern.Values(210, 2), expected = new float[210];
        bool[] removed = [.. Pattern.Values(70, 3).Select(v => v > 0)];
        PixelChoice.Apply(image, removed, other, expected);
        PixelChoice.Apply(image, removed, other, other);
        Assert.That(other, Is.EqualTo(expected));
    }

    [Test]
    public void Apply_LengthsThatDoNotFit_Refused()
    {
        Assert.That(() => PixelChoice.Apply(new float[7], new bool[3], new float[7], new float[7]), Throws.ArgumentException);
        Assert.That(() => PixelChoice.Apply(new float[6], new bool[3], new float[5], new float[6]), Throws.ArgumentException);
        Assert.That(() => PixelChoice.Apply(new float[6], new bool[3], new float[6], new float[5]), Throws.ArgumentException);
    }
}
