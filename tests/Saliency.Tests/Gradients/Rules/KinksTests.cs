namespace Saliency.Tests.Gradients.Rules;

/// <summary>Where a function has a kink, its gradient is a choice (docs/gradients.md), which no difference can tell: the numbers themselves.</summary>
public class KinksTests
{
    private const string Behind = "w: f[1x1x1]:1\nc = Conv(x, w)\nlow: f0:0\nhigh: f0:6\ny = Clip(c, low, high)";

    [TestCase("x: Bx3\ny = Relu(x)", "-1,0,1", "0,0,1")]
    [TestCase("x: Bx1x1x3\ny = Relu(x)", "-1,0,1", "0,0,1")]
    [TestCase("x: Bx3\ny = LeakyRelu(x) alpha=0.5", "-1,0,1", "0.5,0.5,1")]
    [TestCase("x: Bx3\ns: f:0.5\ny = PRelu(x, s)", "-1,0,1", "0.5,0.5,1")]
    [TestCase("x: Bx1\ny = Elu(x) alpha=0.5", "0", "0.5")]
    [TestCase("x: Bx1\ny = Selu(x) alpha=0.5 gamma=3.0", "0", "1.5")]
    [TestCase("x: Bx3\ny = ThresholdedRelu(x) alpha=0.5", "0.4,0.5,0.6", "0,0,1")]
    [TestCase("x: Bx3\ny = Shrink(x) lambd=0.5", "-0.5,0.5,0.6", "0,0,1")]
    [TestCase("x: Bx3\ny = HardSigmoid(x) alpha=0.25 beta=0.5", "-2,0,2", "0,0.25,0")]
    [TestCase("x: Bx3\ny = HardSwish(x)", "-3,0,3", "0,0.5,1")]
    [TestCase("x: Bx3\ny = Abs(x)", "-1,0,1", "-1,0,1")]
    [TestCase("x: Bx3\nlow: f0:0\nhigh: f0:6\ny = Clip(x, low, high)", "0,3,6", "1,1,1")]
    [TestCase("x: Bx1x3\n" + Behind, "0,3,6", "0,1,0")]
    [TestCase("x: Bx1x3\nlow: f0:0\nhigh: f0:5\nw: f[1x1x1]:1\nc = Conv(x, w)\ny = Clip(c, low, high)", "0,3,5", "1,1,1")]
    [TestCase("x: Bx1x3\nlow: f0:1\nhigh: f0:6\nw: f[1x1x1]:1\nc = Conv(x, w)\ny = Clip(c, low, high)", "1,3,6", "1,1,1")]
    [TestCase("x: Bx1x1x3\nw: f[1x1x1x1]:1\nc = Conv(x, w)\nlow: f0:0\nhigh: f0:6\ny = Clip(c, low, high)", "0,3,6", "0,1,0")]
    [TestCase("x: Bx1x1x8\nw: f[1x1x1x1]:1\nc = Conv(x, w)\nlow: f0:0\nhigh: f0:6\ny = Clip(c, low, high)", "-1,1e-36,7.888609e-31,1e-20,0.5,5.9999995,6,7", "0,1,1,1,1,1,0,0")]
    [TestCase("x: Bx1x3\none: f:1\nzero: f:0\nc = BatchNormalization(x, one, zero, zero, one) epsilon=0.0\nlow: f0:0\nhigh: f0:6\ny = Clip(c, low, high)", "0,3,6", "0,1,0")]
    [TestCase("x: Bx2\nk: f:1,1\ny = Max(x, k)", "1,2", "0.5,1")]
    [TestCase("x: Bx2\nk: f:1,1\ny = Min(x, k)", "1,2", "0.5,0")]
    [TestCase("x: Bx4\naxes: i:1\ny = ReduceMax(x, axes)", "1,3,3,2", "0,0.5,0.5,0")]
    [TestCase("x: Bx4\naxes: i:1\ny = ReduceMin(x, axes)", "1,3,1,2", "0.5,0,0.5,0")]
    [TestCase("x: Bx4\naxes: i:1\ny = ReduceProd(x, axes)", "2,0,3,4", "0,24,0,0")]
    [TestCase("x: Bx4\naxes: i:1\ny = ReduceProd(x, axes)", "2,0,3,0", "0,0,0,0")]
    [TestCase("x: Bx2\naxes: i:1\ny = ReduceL1(x, axes)", "0,2", "0,1")]
    [TestCase("x: Bx2\naxes: i:1\ny = ReduceL2(x, axes)", "0,0", "0,0")]
    [TestCase("x: Bx2\ny = LpNormalization(x) axis=1", "0,0", "0,0")]
    [TestCase("x: Bx2\ny = LpNormalization(x) axis=1 p=1", "0,0", "0,0")]
    [TestCase("x: Bx1x4\ny = MaxPool(x) kernel_shape=[2] strides=[2]", "1,1,0,2", "1,0,0,1")]
    [TestCase("x: Bx1x3\ny = GlobalMaxPool(x)", "1,2,2", "0,1,0")]
    [TestCase("x: Bx1x4\ny = LpPool(x) kernel_shape=[2] strides=[2]", "0,0,3,4", "0,0,0.6,0.8")]
    [TestCase("x: Bx1x2\ny = GlobalLpPool(x)", "0,0", "0,0")]
    [TestCase("x: Bx1x2\ny = GlobalLpPool(x) p=3", "0,0", "0,0")]
    [TestCase("x: Bx2\ntwo: f0:2\ny = Pow(x, two)", "0,3", "0,6")]
    [TestCase("x: Bx2\nk: f:0,2\ny = Pow(k, x)", "2,0", "0,0.6931472")]
    [TestCase("x: Bx3\nat: i[1x2]:0,0\nu: f[1x2]:1,4\ny = ScatterElements(x, at, u) axis=1 reduction=max", "4,1,2", "0.5,1,1")]
    [TestCase("x: Bx3\nat: i[1x2]:0,1\nu: f[1x2]:0,3\ny = ScatterElements(x, at, u) axis=1 reduction=mul", "2,0,0", "0,3,1")]
    [TestCase("k: f[1x3]:2,0,4\nat: i[1x4]:0,1,2,2\nx: Bx4\ny = ScatterElements(k, at, x) axis=1 reduction=mul", "5,7,0,3", "2,0,12,0")]
    [TestCase("k: f[1x1]:2\nat: i[1x3]:0,0,0\nx: Bx3\ny = ScatterElements(k, at, x) axis=1 reduction=mul", "0,7,0", "0,0,0")]
    [TestCase("k: f[1x1]:2\nat: i[1x2]:0,0\nx: Bx2\ny = ScatterElements(k, at, x) axis=1 reduction=max", "2,2", "0.33333334,0.33333334")]
    public void Gradient_AtAKink_IsTheChoice(string text, string x, string expected)
    {
        float[] values = Numbers(x);
        var feeds = new GraphText(text).Build(1).Feeds.ToDictionary(f => f.Key, f => new Feed(values, f.Value.Dims));
        var (model, _) = new GraphText(text).Build(1);

        var (_, _, gradients) = DifferentiatedGraph.Of(model, feeds, null, ["y"], ["x"], Saliency.Gradients.RuleTable.Standard).Run(feeds, count => [.. Enumerable.Repeat(1f, count)]);

        // Quotients of small whole numbers: one rounding.
        Assert.That(gradients.TryGetValue("x", out var dx) ? dx.Values : new float[values.Length], Is.EqualTo(Numbers(expected)).Within(1e-6));
    }

    private static float[] Numbers(string text) => [.. text.Split(',').Select(t => float.Parse(t, System.Globalization.CultureInfo.InvariantCulture))];
}
