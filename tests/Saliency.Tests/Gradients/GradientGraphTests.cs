using Saliency.Gradients;
using Saliency.Onnx;

namespace Saliency.Tests.Gradients;

/// <summary>The walk itself: what arrives where, for graphs of any form.</summary>
public class GradientGraphTests
{
    // Float32 sums of a few terms of size one.
    private const double Rounding = 1e-5;

    private static DifferentiatedGraph Of(string text, string[] outputs, string[] by, RuleTable? rules = null)
    {
        var source = new GraphText(text);
        var (model, feeds) = source.Build(3);
        return DifferentiatedGraph.Of(model, feeds, source.Build(4).Feeds, outputs, by, rules ?? RuleTable.Standard);
    }

    private static Dictionary<string, Feed> Gradients(string text, string[] outputs, params string[] by) => Of(text, outputs, by).Run(new GraphText(text).Build(3).Feeds, GraphText.SeedOf).Gradients;

    private static float[] Ones(int count) => [.. Enumerable.Repeat(1f, count)];

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
    public void Gradient_ThroughAnArgMax_IsAbsent()
    {
        var names = Of("x: Bx4\na = ArgMax(x) axis=1\ny = Cast(a) to=1", ["y"], ["x"]).Names;

        Assert.That(names.Gradients, Is.Empty);
    }

    [Test]
    public void Differentiate_BelowAnInnerValue_AsksNoRuleAboveIt()
    {
        // Det has no rule; the gradient at h does not need one.
        Assert.That(() => Of("x: Bx2x2\nd = Det(x)\nh = Neg(d)\ny = Exp(h)", ["y"], ["h"]), Throws.Nothing);
    }

    [Test]
    public void Differentiate_AcrossUnknownOperators_NamesThemAll()
    {
        var error = Assert.Throws<UnsupportedOperatorException>(() => Of("x: Bx2x2\na = Det(x)\nb = Det(x)\nc = Bernoulli(x) dtype=1\nd = Det(c)\ne = Add(a, b)\ny = Add(d, e)", ["y"], ["x"]));

        Assert.That(error!.Nodes, Is.EqualTo(new UnsupportedOperator[] { new("Det", "node a"), new("Det", "node b"), new("Bernoulli", "node c"), new("Det", "node d") }));
    }

    [Test]
    public void Differentiate_AcrossRulesThatDecline_NamesThemWithTheOthers()
    {
        var error = Assert.Throws<UnsupportedOperatorException>(() => Of("x: Bx2x2\nd = Einsum(x) equation=bii->bi\nm: f:1,1\nn = Neg(d)\ne = Bernoulli(n) dtype=1\ny = Neg(e)", ["y"], ["x"]));

        Assert.That(error!.Nodes, Is.EqualTo(new UnsupportedOperator[] { new("Einsum with a diagonal", "node d"), new("Bernoulli", "node e") }));
    }

    [TestCase("axes = Identity(given)\ny = ReduceSum(x, axes)", "given: i:1", "ReduceSum with computed axes")]
    [TestCase("y, m, v = BatchNormalization(x, a, a, a, a) training_mode=1", "a: f:1,1", "BatchNormalization with training_mode, whose mean and variance are the batch's own")]
    [TestCase("y = com.microsoft:Attention(r, w, b, m) num_heads=1", "w: f[2x6]:1,2,3,4,5,6,7,8,9,10,11,12\nb: f:1,2,3,4,5,6\nm: l:1,1,1\nr = Identity(x)", "com.microsoft:Attention")]
    public void Differentiate_AcrossAFormThatIsDeclined_SaysWhichAndWhy(string node, string constants, string expected)
    {
        string input = node.Contains("Attention") ? "x: 3x1x2" : "x: Bx2";
        var (model, feeds) = new GraphText($"{input}\n{constants}\n{node}").Build(3);

        var error = Assert.Throws<UnsupportedOperatorException>(() => DifferentiatedGraph.Of(model, feeds, null, ["y"], ["x"], RuleTable.Standard));

        Assert.That(error!.Nodes.Single().Operator, Is.EqualTo(expected));
    }

    [Test]
    public void Differentiate_WithAnIfOfDataOnThePath_NamesIt()
    {
        var (model, feeds) = WithIf(ofData: true);

        var error = Assert.Throws<UnsupportedOperatorException>(() => DifferentiatedGraph.Of(model, feeds, null, ["y"], ["x"], RuleTable.Standard));

        Assert.That(error!.Nodes, Is.EqualTo(new UnsupportedOperator[] { new("If", "choice") }));
    }

    [Test]
    public void Differentiate_WithAnIfOfDataOffThePath_Succeeds()
    {
        var (model, feeds) = WithIf(ofData: true);
        model.Graph.Node.Add(new NodeProto { OpType = "Neg", Input = { "x" }, Output = { "other" } });

        Assert.That(() => DifferentiatedGraph.Of(model, feeds, null, ["other"], ["x"], RuleTable.Standard), Throws.Nothing);
    }

    [Test]
    public void Differentiate_WithAnIfOfShapes_TakesTheBranchThatRuns()
    {
        var (model, feeds) = WithIf(ofData: false);

        var (_, _, gradients) = DifferentiatedGraph.Of(model, feeds, null, ["y"], ["x"], RuleTable.Standard).Run(feeds, Ones);

        Assert.That(gradients["x"].Values, Is.All.EqualTo(-1));
    }

    // y = −x where the condition holds, else x + x. The condition: the second axis has two samples; or the sum is finite.
    private static (ModelProto Model, Dictionary<string, Feed> Feeds) WithIf(bool ofData)
    {
        string condition = ofData
            ? "sum = ReduceSum(x) keepdims=0\nmany: f0:1000\nholds = Less(sum, many)"
            : "shape = Shape(x)\none: i0:1\nextent = Gather(shape, one)\ntwo: i0:2\nholds = Equal(extent, two)";
        var (model, feeds) = new GraphText($"x: Bx2\n{condition}").Build(3);
        var then = new GraphProto { Name = "then", Node = { new NodeProto { OpType = "Neg", Input = { "x" }, Output = { "t" } } }, Output = { GraphText.Info("t", TensorProto.Types.DataType.Float) } };
        var otherwise = new GraphProto { Name = "else", Node = { new NodeProto { OpType = "Add", Input = { "x", "x" }, Output = { "e" } } }, Output = { GraphText.Info("e", TensorProto.Types.DataType.Float) } };
        var node = new NodeProto { OpType = "If", Name = "choice", Input = { "holds" }, Output = { "y" } };
        node.Attribute.Add(new AttributeProto { Name = "then_branch", Type = AttributeProto.Types.AttributeType.Graph, G = then });
        node.Attribute.Add(new AttributeProto { Name = "else_branch", Type = AttributeProto.Types.AttributeType.Graph, G = otherwise });
        model.Graph.Node.Add(node);
        return (model, feeds);
    }

    [Test]
    public void Gradient_BesideNonMaximumSuppression_PassesThroughTheScores()
    {
        // Box 1 overlaps box 0 and is suppressed: the selection is (0, 0, 0) and (0, 0, 2) where scores fall.
        const string Text = "x: 3\nboxes: f[1x3x4]:0,0,1,1,0,0,1,0.9,2,2,3,3\nk: f[1x1x3]:0.03,0.02,0.01\nsmall: f0:0.0001\nnoise = Mul(x, small)\nscores = Add(k, noise)\nmost: i:3\niou: f:0.5\n"
            + "chosen = NonMaxSuppression(boxes, scores, most, iou)\ny = GatherND(scores, chosen)";

        var (model, feeds) = new GraphText(Text).Build(1);
        var (_, _, gradients) = DifferentiatedGraph.Of(model, feeds, null, ["y"], ["x"], RuleTable.Standard).Run(feeds, Ones);

        Assert.That(gradients["x"].Values, Is.EqualTo(new[] { 0.0001f, 0, 0.0001f }).Within(1e-9));
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
