namespace Saliency.Tests;
public class SmokeTests
{
    [Test]
    public void Top_Ties_LowestIndexFirst() => Assert.That(new SaliencyMap(1, 4, [1, 1, 1, 0]).Top(0.5).Values.ToArray(), Is.EqualTo(new[] { true, true, false, false }));
}
