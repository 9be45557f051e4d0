using Saliency.Metrics;

namespace Saliency.Tests.Metrics;

internal sealed class HistogramBinsTests
{
    // Of 0..999: n = 1000, ∛n = 10, range 999, quartiles 249.75 and 749.25, deviation 288.67.
    [TestCase(BinRule.Fixed, 7)]
    [TestCase(BinRule.FreedmanDiaconis, 10)]
    [TestCase(BinRule.Scott, 10)]
    [TestCase(BinRule.Sturges, 11)]
    [TestCase(BinRule.Rice, 20)]
    [TestCase(BinRule.SquareRoot, 31)]
    public void Count_ARamp_AsByHand(BinRule rule, int expected) =>
        Assert.That(HistogramBins.Count(rule, 7, [.. Enumerable.Range(0, 1000).Select(i => (float)i)]), Is.EqualTo(expected));

    // Of 0..999 and one far value: 1001 values, range 100000, quartiles 250 and 750: 100000 / (2 · 500 / 10.00333) = 1000.3, and the deviation is 3156.6: 90.8.
    [TestCase(BinRule.FreedmanDiaconis, 200)]
    [TestCase(BinRule.Scott, 90)]
    public void Count_AFarValue_WithinItsLimits(BinRule rule, int expected) =>
        Assert.That(HistogramBins.Count(rule, 7, [.. Enumerable.Range(0, 1000).Select(i => (float)i), 100000]), Is.EqualTo(expected));

    [Test]
    public void Count_EqualValues_TheFewest([Values(BinRule.FreedmanDiaconis, BinRule.Scott)] BinRule rule) => Assert.That(HistogramBins.Count(rule, 7, [2, 2, 2]), Is.EqualTo(10));
}
