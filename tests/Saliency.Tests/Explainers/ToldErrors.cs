namespace Saliency.Tests.Explainers;

/// <summary>Whether the errors that a method over segments tells are those with which its values stray from seed to seed.</summary>
internal static class ToldErrors
{
    // Sixty draws tell a deviation to a tenth, eight groups an error's square to a half of it each; the jackknife is a little cautious.
    private const int Seeds = 60;

    public static void AssertAsTheSpread(int segments, Func<ulong, SegmentAttribution> make)
    {
        var found = Enumerable.Range(0, Seeds).Select(seed => make((ulong)seed)).ToArray();
        for (int s = 0; s < segments; s++)
        {
            double mean = found.Average(f => f.Values[s]), spread = Math.Sqrt(found.Average(f => Math.Pow(f.Values[s] - mean, 2)));
            double told = Math.Sqrt(found.Average(f => f.StandardErrors[s] * f.StandardErrors[s]));
            Assert.That(told / spread, Is.InRange(0.7, 1.6), $"segment {s}");
        }
    }
}
