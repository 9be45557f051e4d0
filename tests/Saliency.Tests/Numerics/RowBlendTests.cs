using Saliency.Numerics;

namespace Saliency.Tests.Numerics;

public class RowBlendTests
{
    [Test]
    public void Apply_AnyLengthAndAlignment_AsPlainLoop([ValueSource(typeof(Sequence), nameof(Sequence.Lengths))] int length, [Values(0, 1, 3)] int offset)
    {
        var top = new Guarded<float>(length, offset, 9).With(Sequence.Normal(length, 1));
        var bottom = new Guarded<float>(length, offset + 1, 9).With(Sequence.Normal(length, 2));
        var target = new Guarded<float>(length, offset + 2, 9);
        RowBlend.Apply(top.Span, bottom.Span, 0.3f, target.Span);
        float[] t = top.ToArray(), b = bottom.ToArray();
        Assert.That(target.ToArray(), Is.EqualTo(t.Select((v, i) => v + (0.3f * (b[i] - v)))));
    }

    [Test]
    public void Apply_EqualRows_SameBits()
    {
        var row = Sequence.Normal(37);
        var target = new float[37];
        RowBlend.Apply(row, row, 0.1f, target);
        Assert.That(target, Is.EqualTo(row));
    }

    [Test]
    public void Apply_RowsOfOtherLength_Throws() =>
        Assert.That(() => RowBlend.Apply(new float[3], new float[4], 0.5f, new float[4]), Throws.ArgumentException.With.Message.Contains("Expected two rows of 4"));
}
