namespace Saliency.Tests.Gradients;

/// <summary>The walk itself: what arrives where, for graphs of any form.</summary>
public class GradientGraphTests
{
    // Float32 sums of a few terms of size one.
    private const double Rounding = 1e-5;

    private static DifferentiatedGraph Of(string text, string[] outputs, string[] by) => new GraphText(text).Differentiate(outputs, by);

    private static Dictionary<string, Feed> Gradients(string text, string[] outputs, params string[] by) => Of(text, outputs, by).Run(new GraphText(text).Build(3).Feeds, GraphText.SeedOf).Gradients;

    [Test]
    public void Gradient_OfAValueReadThreeTimes_IsTheSumOfAllParts()
    {
        const string Text = "x: Bx4\na = Neg(x)\nb = Exp(x)\nc = Identity(x)\nd = Add(a, b)\ny = Add(d, c)";
        float[] x = new GraphText(Text).Build(3).Feeds["x"].Values, seed = GraphText.SeedOf(12);

        var dx = Gradients(Text, ["y"], "x")["x"].Values;

        Assert.That(dx, Is.EqualTo(x.Select((v, i) => seed[i] * MathF.Exp(v))).Within(Rounding));
    }

    [Test]
    public void Gradient_OfAProductWithItself_CountsBothOperands()
    {
        const string Text = "x: Bx4\ny = Mul(x, x)";
        float[] x = new GraphText(Text).Build(3).Feeds["x"].Values, seed = GraphText.SeedOf(12);

        var dx = Gradients(Text, ["y"], "x")["x"].Values;

        Assert.That(dx, Is.EqualTo(x.Select((v, i) => 2 * v * seed[i])).Within(Rounding));
    }

    [Test]
    public void Gradient_OfAnOutputThatIsReadFurtherOn_AddsItsOwnCotangent()
    {
        const string Text = "x: Bx4\nh = Neg(x)\ny = Exp(h)";
        float[] x = new GraphText(Text).Build(3).Feeds["x"].Values, seed = GraphText.SeedOf(12);

        var dx = Gradients(Text, ["h", "y"], "x")["x"].Values;

        Assert.That(dx, Is.EqualTo(x.Select((v, i) => -seed[i] * (1 + MathF.Exp(-v)))).Within(Rounding));
    }

    [Test]
    public void Gradient_ByTheOutputItself_IsItsCotangent()
    {
        const string Text = "x: Bx4\ny = Neg(x)";

        var dy = Gradients(Text, ["y"], "y")["y"].Values;

        Assert.That(dy, Is.EqualTo(GraphText.SeedOf(12)));
    }

    [TestCase("h")]
    [TestCase("k")]
    [TestCase("x")]
    public void Gradient_BySeveralInnerValues_EqualsTheOneByEachAlone(string value)
    {
        const string Text = "x: Bx4\nh = Sigmoid(x)\nk = Exp(h)\ny = Mul(k, h)";

        var together = Gradients(Text, ["y"], "x", "h", "k")[value].Values;

        Assert.That(together, Is.EqualTo(Gradients(Text, ["y"], value)[value].Values));
    }

    [Test]
    public void Gradient_ByAnInnerValue_CountsWhatDependsOnIt()
    {
        // y = exp(h)·h: dy/dh = exp(h)·(1 + h), through k and at first hand.
        const string Text = "x: Bx4\nh = Sigmoid(x)\nk = Exp(h)\ny = Mul(k, h)";
        float[] seed = GraphText.SeedOf(12);
        double[] h = Array.ConvertAll(new GraphText(Text).Build(3).Feeds["x"].Values, v => 1 / (1 + Math.Exp(-v)));

        var dh = Gradients(Text, ["y"], "h", "k")["h"].Values;

        Assert.That(dh, Is.EqualTo(h.Select((v, i) => seed[i] * Math.Exp(v) * (1 + v))).Within(Rounding));
    }

    [Test]
    public void Gradient_ByAnInitializer_IsSummedOverTheBatch()
    {
        const string Text = "x: Bx2\nw: 2\ny = Mul(x, w)";
        float[] x = new GraphText(Text).Build(3).Feeds["x"].Values, seed = GraphText.SeedOf(6);

        var dw = Gradients(Text, ["y"], "w")["w"].Values;

        Assert.That(dw, Is.EqualTo(new[] { (x[0] * seed[0]) + (x[2] * seed[2]) + (x[4] * seed[4]), (x[1] * seed[1]) + (x[3] * seed[3]) + (x[5] * seed[5]) }).Within(Rounding));
    }

    [Test]
    public void Gradient_ByAnInputThatNothingReads_IsAbsent()
    {
        var names = Of("x: Bx4\nu: Bx2\ny = Neg(x)", ["y"], ["x", "u"]).Names;

        Assert.That(names.Gradients.Keys, Is.EqualTo(new[] { "x" }));
    }

    [Test]
    public void Gradient_OfASkipConnectionsSum_AddsToThatOfItsNormalisation()
    {
        const string Fused = "x: Bx3x4\ng: =4\nb: =4\nn, -, -, s = com.microsoft:SkipLayerNormalization(x, x, g, b) epsilon=0.01\ny = Mul(n, s)";
        const string Plain = "x: Bx3x4\ng: =4\nb: =4\ns = Add(x, x)\nn = LayerNormalization(s, g, b) epsilon=0.01\ny = Mul(n, s)";

        var fused = Gradients(Fused, ["y"], "x")["x"].Values;

        Assert.That(fused, Is.EqualTo(Gradients(Plain, ["y"], "x")["x"].Values).Within(Rounding));
    }

    [Test]
    public void Run_Twice_GivesTheSameBits()
    {
        const string Text = "x: Bx3x8x8\nw: 4x3x3x3\nc = Conv(x, w) pads=[1,1,1,1]\nr = Relu(c)\np = MaxPool(r) kernel_shape=[3,3] strides=[2,2]\ny = GlobalAveragePool(p)";
        var feeds = new GraphText(Text).Build(3).Feeds;

        var first = Of(Text, ["y"], ["x", "w"]).Run(feeds, GraphText.SeedOf).Gradients;
        var second = Of(Text, ["y"], ["x", "w"]).Run(feeds, GraphText.SeedOf).Gradients;

        Assert.That(second.Select(g => g.Value.Values), Is.EqualTo(first.Select(g => g.Value.Values)));
    }
}
