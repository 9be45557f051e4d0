using Saliency.Numerics;

namespace Saliency.Tests.Numerics;

internal sealed class GaussianBlockTests
{
    [TestCaseSource(typeof(Sequence), nameof(Sequence.Lengths))]
    public void Fill_AnyLength_TheNumbersOneByOne(int length)
    {
        var random = new CounterRandom(7, 3);
        double[] expected = [.. Enumerable.Range(0, length).Select(_ => random.NextGaussian())], values = new double[length];
        var again = new CounterRandom(7, 3);
        GaussianBlock.Fill(ref again, values);
        Assert.That(values, Is.EqualTo(expected).Within(1e-14));
    }
}
