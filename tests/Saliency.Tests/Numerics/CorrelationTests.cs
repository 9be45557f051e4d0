using Saliency.Numerics;

namespace Saliency.Tests.Numerics;

public class CorrelationTests
{
    [Test]
    public void Pearson_AnyLength_AsAPlainLoop([Values(2, 7, 511, 512, 513, 2000)] int length)
    {
        float[] a = Sequence.Normal(length), b = Sequence.Normal(length, 1);
        Assert.That(Correlation.Pearson(a, b), Is.EqualTo(Plain(Array.ConvertAll(a, v => (double)v), Array.ConvertAll(b, v => (double)v))).Within(1e-12));
    }

    // A large shift would cost digits if squares were summed before the mean is taken away.
    [Test]
    public void Pearson_LargeShift_AsWithout()
    {
        float[] a = Array.ConvertAll(Sequence.Normal(1000), v => MathF.Round(1000 * v)), b = Array.ConvertAll(Sequence.Normal(1000, 1), v => MathF.Round(1000 * v));
        Assert.That(Correlation.Pearson(Array.ConvertAll(a, v => v + 1000000), b), Is.EqualTo(Correlation.Pearson(a, b)).Within(1e-12));
    }

    [TestCase(2)]
    [TestCase(100)]
    public void Spearman_Ties_PearsonOfAverageRanks(float scale)
    {
        float[] a = Array.ConvertAll(Sequence.Normal(700), v => MathF.Round(scale * v)), b = Sequence.Normal(700, 1);
        double[] ranksA = new double[700], ranksB = new double[700];
        Ranking.Average(a, ranksA);
        Ranking.Average(b, ranksB);
        Assert.That(Correlation.Spearman(a, b), Is.EqualTo(Plain(ranksA, ranksB)).Within(1e-12));
    }

    [Test]
    public void Kendall_AnyTies_AsAllPairs([Values(2, 3, 64, 301)] int length, [Values(0, 1, 5)] int scale)
    {
        float[] Values(ulong stream) => Array.ConvertAll(Sequence.Normal(length, stream), v => scale == 0 ? v : MathF.Round(scale * v));
        float[] a = Values(0), b = Values(1);
        (a[0], a[1], b[0], b[1]) = (-9, 9, 9, -9);
        long balance = 0, orderedA = 0, orderedB = 0;
        for (int i = 0; i < length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                int x = Math.Sign(a[i] - a[j]), y = Math.Sign(b[i] - b[j]);
                (balance, orderedA, orderedB) = (balance + (x * y), orderedA + (x * x), orderedB + (y * y));
            }
        }
        Assert.That(Correlation.Kendall(a, b), Is.EqualTo(balance / Math.Sqrt((double)orderedA * orderedB)).Within(1e-12));
    }

    [Test]
    public void Each_ConstantValues_Zero() =>
        Assert.That((Correlation.Pearson([0.1f, 0.1f, 0.1f], [1, 2, 3]), Correlation.Spearman(new float[] { 1, 2, 3 }, new float[] { 5, 5, 5 }), Correlation.Kendall([2, 2, 2], [1, 2, 3])), Is.EqualTo((0.0, 0.0, 0.0)));

    [TestCase(float.NaN, 1)]
    [TestCase(1, float.NaN)]
    public void Spearman_NaN_Throws(float first, float second) =>
        Assert.That(() => Correlation.Spearman(new[] { first, 2, 3 }, new[] { second, 2, 3 }), Throws.ArgumentException.With.Message.Contains("NaN at index 0"));

    private static double Plain(double[] a, double[] b)
    {
        double meanA = a.Average(), meanB = b.Average();
        return a.Zip(b, (x, y) => (x - meanA) * (y - meanB)).Sum() / Math.Sqrt(a.Sum(x => (x - meanA) * (x - meanA)) * b.Sum(y => (y - meanB) * (y - meanB)));
    }
}
