using Saliency.Numerics;
using Saliency.Tests.Numerics.Scalar;

namespace Saliency.Tests.Numerics;

public class MaskBlendTests
{
    [Test]
    public void Apply_AnyLengthAndAlignment_AsPlainLoop([ValueSource(typeof(Sequence), nameof(Sequence.Lengths))] int length, [Values(1, 3)] int planes, [Values(0, 1, 3)] int offset)
    {
        var (image, baseline, mask) = Data(length, planes, offset);
        var target = new Guarded<float>(planes * length, offset, 9);
        MaskBlend.Apply(image.Span, mask.Span, baseline.Span, target.Span);
        var expected = new float[planes * length];
        if (length > 0) ScalarMaskBlend.Apply(image.Span, mask.Span, baseline.Span, expected);
        Assert.That(target.ToArray(), Is.EqualTo(expected));
    }

    [Test]
    public void Apply_WithoutBaseline_AsPlainLoop([ValueSource(typeof(Sequence), nameof(Sequence.Lengths))] int length, [Values(1, 3)] int planes, [Values(0, 1, 3)] int offset)
    {
        var (image, _, mask) = Data(length, planes, offset);
        var target = new Guarded<float>(planes * length, offset, 9);
        MaskBlend.Apply(image.Span, mask.Span, target.Span);
        var expected = new float[planes * length];
        if (length > 0) ScalarMaskBlend.Apply(image.Span, mask.Span, expected);
        Assert.That(target.ToArray(), Is.EqualTo(expected));
    }

    [Test]
    public void Apply_MaskOfOnesOrZeros_ExactlyImageOrBaseline()
    {
        float[] image = Sequence.Normal(66, 1), baseline = Sequence.Normal(66, 2), mask = new float[33], target = new float[66];
        mask.AsSpan(0, 20).Fill(1);
        MaskBlend.Apply(image, mask, baseline, target);
        Assert.That(target, Is.EqualTo(image.Select((v, i) => i % 33 < 20 ? v : baseline[i])));
    }

    [Test]
    public void Apply_InPlace_SameAsBeside()
    {
        float[] image = Sequence.Normal(3 * 50, 1), baseline = Sequence.Normal(3 * 50, 2), mask = Sequence.Uniform(50), beside = new float[150];
        MaskBlend.Apply(image, mask, baseline, beside);
        MaskBlend.Apply(image, mask, baseline, image);
        Assert.That(image, Is.EqualTo(beside));
    }

    [Test]
    public void Apply_ImageOfPartialPlanes_Throws() =>
        Assert.That(() => MaskBlend.Apply(new float[10], new float[4], new float[10]), Throws.ArgumentException.With.Message.Contains("whole planes of 4"));

    [Test]
    public void Apply_BaselineOfOtherLength_Throws() =>
        Assert.That(() => MaskBlend.Apply(new float[8], new float[4], new float[4], new float[8]), Throws.ArgumentException.With.Message.Contains("baseline of 8"));

    [Test]
    public void Apply_TargetOfOtherLength_Throws() =>
        Assert.That(() => MaskBlend.Apply(new float[8], new float[4], new float[9]), Throws.ArgumentException.With.Message.Contains("room for 8"));

    private static (Guarded<float> Image, Guarded<float> Baseline, Guarded<float> Mask) Data(int length, int planes, int offset) => (
        new Guarded<float>(planes * length, offset, 9).With(Sequence.Normal(planes * length, 1)),
        new Guarded<float>(planes * length, offset + 1, 9).With(Sequence.Normal(planes * length, 2)),
        new Guarded<float>(length, offset + 2, 9).With(Sequence.Uniform(length)));
}
