using Saliency.Gradients;

namespace Saliency.Tests.Gradients;

/// <summary>Tables of rules: extended, and with entries replaced.</summary>
public class RuleTableTests
{
    private static DifferentiatedGraph Of(string text, string[] outputs, string[] by, RuleTable? rules = null) => new GraphText(text).Differentiate(outputs, by, rules);

    [Test]
    public void With_ARuleForAnUnknownOperator_UsesIt()
    {
        const string Text = "x: Bx2x2\nd = Det(x)\ny = Neg(d)";
        var rules = RuleTable.Standard.With("Det", s => [s.X() * 0f + 7]);

        var (_, _, gradients) = Of(Text, ["y"], ["x"], rules).Run(new GraphText(Text).Build(3).Feeds, GraphText.SeedOf);

        Assert.That(gradients["x"].Values, Is.All.EqualTo(7));
    }

    [Test]
    public void With_LeavesTheTableItWasCalledOnAlone()
    {
        RuleTable.Standard.With("Det", s => [s.DY()]);

        Assert.That(RuleTable.Standard.Operators, Does.Not.Contain("Det"));
    }

    // x = (−1, 2, −3, 4) with gradients (5, −6, −7, 8) arriving at y.
    [TestCase("plain", new[] { 0f, -6, 0, 8 })]
    [TestCase("guided", new[] { 0f, 0, 0, 8 })]
    [TestCase("deconvolution", new[] { 5f, 0, 0, 8 })]
    public void Gradient_OfRelu_FollowsItsTable(string table, float[] expected)
    {
        var rules = table == "guided" ? RuleTable.GuidedBackpropagation : table == "deconvolution" ? RuleTable.Deconvolution : RuleTable.Standard;
        var feeds = new Dictionary<string, Feed> { ["x"] = new([-1, 2, -3, 4], [1, 4]) };

        var (_, _, gradients) = Of("x: Bx4\ny = Relu(x)", ["y"], ["x"], rules).Run(feeds, _ => [5, -6, -7, 8]);

        Assert.That(gradients["x"].Values, Is.EqualTo(expected));
    }
}
