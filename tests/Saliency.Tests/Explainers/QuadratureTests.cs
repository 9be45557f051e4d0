using Saliency.Explainers;

namespace Saliency.Tests.Explainers;

internal sealed class QuadratureTests
{
    // The integral of α², 1/3, as the rules give it.
    [TestCase(IntegrationRule.GaussLegendre, 50, 1 / 3.0)]
    [TestCase(IntegrationRule.GaussLegendre, 2, 1 / 3.0)]
    [TestCase(IntegrationRule.Left, 4, 14 / 64.0)]
    [TestCase(IntegrationRule.Right, 4, 30 / 64.0)]
    [TestCase(IntegrationRule.Right, 20, 0.35875)]
    [TestCase(IntegrationRule.Middle, 4, 84 / 256.0)]
    [TestCase(IntegrationRule.Trapezoid, 5, 11 / 32.0)]
    [TestCase(IntegrationRule.CaptumTrapezoid, 5, 11 / 40.0)]
    [TestCase(IntegrationRule.PairMean, 25, 49 / 144.0)]
    public void Of_Square_ItsIntegralByTheRule(IntegrationRule rule, int steps, double expected)
    {
        var quadrature = Quadrature.Of(rule, steps);
        // MathNet finds the nodes of rules that it has no table of to 1e-10, which leaves the integral 1e-12 off.
        Assert.That(quadrature.Places.Zip(quadrature.Weights, (place, weight) => weight * place * place).Sum(), Is.EqualTo(expected).Within(1e-11));
    }

    [TestCase(1)]
    [TestCase(7)]
    [TestCase(50)]
    [TestCase(200)]
    public void Of_GaussLegendre_ExactForTheHighestPowerPromised(int steps)
    {
        var quadrature = Quadrature.Of(IntegrationRule.GaussLegendre, steps);
        int power = (2 * steps) - 1;
        Assert.That(quadrature.Count, Is.EqualTo(steps));
        Assert.That(quadrature.Places.Zip(quadrature.Weights, (place, weight) => weight * Math.Pow(place, power)).Sum(), Is.EqualTo(1.0 / (power + 1)).Within(1e-11));
    }

    [Test]
    public void Of_CaptumTrapezoid_WeightsMissOneStep() =>
        Assert.That(Quadrature.Of(IntegrationRule.CaptumTrapezoid, 50).Weights.Sum(), Is.EqualTo(0.98).Within(1e-14));

    [TestCase(IntegrationRule.GaussLegendre, 0)]
    [TestCase(IntegrationRule.Trapezoid, 1)]
    [TestCase(IntegrationRule.PairMean, 1)]
    [TestCase((IntegrationRule)99, 5)]
    public void Of_RuleWithoutThatManySteps_Refused(IntegrationRule rule, int steps) =>
        Assert.That(() => Quadrature.Of(rule, steps), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("Expected"));
}
