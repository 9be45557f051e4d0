namespace Saliency.Tests.Gradients.Rules;

/// <summary>Quantisation passes gradients straight through: what arrives at a value that fits leaves unchanged, what was clamped gets none.</summary>
public class QuantizationTests
{
    private static readonly TestCaseData[] s_forms =
    [
        new TestCaseData("s: f0:0.01\nz: u0:128\nq = QuantizeLinear(x, s, z)\ny = DequantizeLinear(q, s, z)", (Func<int, (double, double)>)(_ => (-1.28, 1.27))).SetArgDisplayNames("uint8"),
        new TestCaseData("s: f0:0.01\nz: s0:20\nq = QuantizeLinear(x, s, z)\ny = DequantizeLinear(q, s, z)", (Func<int, (double, double)>)(_ => (-1.48, 1.07))).SetArgDisplayNames("int8"),
        new TestCaseData("s: f0:0.01\nq = QuantizeLinear(x, s)\ny = DequantizeLinear(q, s)", (Func<int, (double, double)>)(_ => (0, 2.55))).SetArgDisplayNames("without zero point"),
        new TestCaseData("s: f:0.002,0.006,0.02\nz: s:0,10,-100\nq = QuantizeLinear(x, s, z) axis=1\ny = DequantizeLinear(q, s, z) axis=1",
            (Func<int, (double, double)>)(channel => channel == 0 ? (-0.256, 0.254) : channel == 1 ? (-0.828, 0.702) : (-0.56, 4.54))).SetArgDisplayNames("per channel"),
        new TestCaseData("s: f0:0.01\nz: u0:128\nq = QuantizeLinear(x, s, z)\nt = Transpose(q) perm=[0,2,1]\nr = Transpose(t) perm=[0,2,1]\ny = DequantizeLinear(r, s, z)",
            (Func<int, (double, double)>)(_ => (-1.28, 1.27))).SetArgDisplayNames("moved between"),
        new TestCaseData("q, s, z = DynamicQuantizeLinear(x)\ny = DequantizeLinear(q, s, z)", (Func<int, (double, double)>)(_ => (-9, 9))).SetArgDisplayNames("dynamic"),
    ];

    [TestCaseSource(nameof(s_forms))]
    public void Gradient_AcrossAPair_PassesWhereTheValueFits(string nodes, Func<int, (double Low, double High)> range)
    {
        var source = new GraphText("x: Bx3x5\n" + nodes);
        var feeds = source.Build(3).Feeds;
        float[] x = feeds["x"].Values, seed = GraphText.SeedOf(x.Length);
        // No value of the ramp lies so near a bound that rounding would decide.
        var expected = x.Select((v, i) => range(i / 5 % 3) is var (low, high) && v >= low && v <= high ? seed[i] : 0);

        var (_, _, gradients) = source.Differentiate(["y"], ["x"]).Run(feeds, GraphText.SeedOf);

        // Divided by the scale and multiplied by it again: two roundings.
        Assert.That(gradients["x"].Values, Is.EqualTo(expected).Within(1e-6));
    }

    // In steps of a half, which floats hold exactly: the outermost values that fit, and those next to them that round to one beyond.
    [TestCase("s: f0:0.5\nz: u0:128\nq = QuantizeLinear(x, s, z)", "-64.5,-64,63.5,64", "0,1,1,0")]
    [TestCase("s: f0:0.5\nz: s0:0\nq = QuantizeLinear(x, s, z)", "-64.5,-64,63.5,64", "0,1,1,0")]
    [TestCase("s: f0:0.5\nz: U0:32768\nq = QuantizeLinear(x, s, z)", "-16384.5,-16384,16383.5,16384", "0,1,1,0")]
    [TestCase("s: f0:0.5\nz: S0:0\nq = QuantizeLinear(x, s, z)", "-16384.5,-16384,16383.5,16384", "0,1,1,0")]
    [TestCase("s: f:0.5\nz: u:0\nq = QuantizeLinear(x, s, z)", "-0.5,0,127.5,128", "0,1,1,0")]
    [TestCase("s: f:0.5,0.5,1,0.25\nz: u:0,0,0,0\nq = QuantizeLinear(x, s, z)", "128,127.5,128,64", "0,1,1,0")]
    [TestCase("s: f:0.5,0.5,1,0.25\nz: u:0,0,0,0\nq = QuantizeLinear(x, s, z) axis=-1", "128,127.5,128,64", "0,1,1,0")]
    public void Gradient_AtTheEdgesOfTheType_PassesWhatFits(string nodes, string x, string expected)
    {
        var source = new GraphText($"x: Bx4\n{nodes}\ny = DequantizeLinear(q, s, z){(nodes.EndsWith("axis=-1", StringComparison.Ordinal) ? " axis=-1" : "")}", 21);
        var feeds = new Dictionary<string, Feed> { ["x"] = new(Numbers(x), [1, 4]) };

        var (_, _, gradients) = source.Differentiate(["y"], ["x"]).Run(feeds, count => [.. Enumerable.Repeat(1f, count)]);

        Assert.That(gradients["x"].Values, Is.EqualTo(Numbers(expected)));
    }

    // Steps of each column; what does not fit lies at 256 of them.
    [Test]
    public void Gradient_ScalesAlongTheLastOfThreeAxes_PassesWhatFits()
    {
        var source = new GraphText("x: Bx3x3\ns: f:0.5,1,0.25\nz: u:0,0,0\nq = QuantizeLinear(x, s, z) axis=2\ny = DequantizeLinear(q, s, z) axis=2");
        var feeds = new Dictionary<string, Feed> { ["x"] = new(Numbers("128,128,63.75,127.5,255,64,127.5,256,1"), [1, 3, 3]) };

        var (_, _, gradients) = source.Differentiate(["y"], ["x"]).Run(feeds, count => [.. Enumerable.Repeat(1f, count)]);

        Assert.That(gradients["x"].Values, Is.EqualTo(Numbers("0,1,1,1,1,0,1,0,1")));
    }

    // One scale for each two values of a row.
    [Test]
    public void Gradient_OfBlocks_IsDeclined()
    {
        var source = new GraphText("x: 2x4\ns: f[2x2]:0.5,1,0.25,2\nq = QuantizeLinear(x, s) axis=1 block_size=2\ny = DequantizeLinear(q, s) axis=1 block_size=2", 21);
        var (model, feeds) = source.Build(2);

        var error = Assert.Throws<UnsupportedOperatorException>(() => DifferentiatedGraph.Of(model, feeds, null, ["y"], ["x"], Saliency.Gradients.RuleTable.Standard));

        Assert.That(error!.Nodes.Select(n => n.Operator), Is.EqualTo(new[] { "QuantizeLinear with a scale for each block", "DequantizeLinear with a scale for each block" }));
    }

    [Test]
    public void Gradient_OfAVector_NeedsNoAxis()
    {
        var source = new GraphText("x: B\ns: f0:0.5\nq = QuantizeLinear(x, s)\ny = DequantizeLinear(q, s)");
        var feeds = new Dictionary<string, Feed> { ["x"] = new([-1, 0, 3], [3]) };

        var (_, _, gradients) = source.Differentiate(["y"], ["x"]).Run(feeds, GraphText.SeedOf);

        Assert.That(gradients["x"].Values, Is.EqualTo(new[] { 0, GraphText.SeedOf(3)[1], GraphText.SeedOf(3)[2] }));
    }

    private static float[] Numbers(string text) => [.. text.Split(',').Select(t => float.Parse(t, System.Globalization.CultureInfo.InvariantCulture))];
}
