using Saliency.Gradients;
using Saliency.Onnx;

namespace Saliency.Tests.Gradients;

/// <summary>What stops a gradient: integers silently, unknown operators and declined forms by name, and all of it only where it lies on the path.</summary>
public class BarrierTests
{
    private static DifferentiatedGraph Of(string text, string[] outputs, string[] by) => new GraphText(text).Differentiate(outputs, by);

    private static float[] Ones(int count) => [.. Enumerable.Repeat(1f, count)];

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
    [TestCase("n, m = LayerNormalization(x, a)\ny = Add(n, m)", "a: f:1,1", "LayerNormalization with its mean or deviation used further on")]
    [TestCase("n, m, d = LayerNormalization(x, a)\ny = Add(n, d)", "a: f:1,1", "LayerNormalization with its mean or deviation used further on")]
    [TestCase("f = Reshape(x, a)\np, i = MaxPool(f) kernel_shape=[2] storage_order=1\nt = Cast(i) to=1\ny = Add(p, t)", "a: i:0,1,2", "MaxPool with storage_order 1 and its indices used")]
    [TestCase("y = Resize(x, -, s) mode=linear", "s: f:1.16,1.5", "Resize with a size that follows the batch")]
    [TestCase("y = Resize(x, -, s)", "s: f:2,1", "Resize with a size that follows the batch")]
    [TestCase("y = Resize(x, -, s) coordinate_transformation_mode=half_pixel_symmetric", "s: f:1,1.5", "Resize with the nearest sample by half_pixel_symmetric")]
    [TestCase("s = Identity(given)\ny = Resize(x, -, -, s) keep_aspect_ratio_policy=not_larger", "given: i:6,9", "Resize with proportions kept for computed sizes")]
    [TestCase("r = Identity(given)\ny = Resize(x, r, s) coordinate_transformation_mode=tf_crop_and_resize mode=linear", "given: f:0,0,1,1\ns: f:1,2", "Resize with a computed region")]
    [TestCase("v = Reshape(x, a)\ny = GridSample(v, g)", "a: i:0,1,1,1,2\ng: f[3x1x1x1x3]:0,0,0,0,0,0,0,0,0", "GridSample with volumes")]
    [TestCase("y = com.microsoft:Attention(r, w, b, m) num_heads=1", "w: f[2x6]:1,2,3,4,5,6,7,8,9,10,11,12\nb: f:1,2,3,4,5,6\nm: l:1,1,1\nr = Identity(x)", "com.microsoft:Attention")]
    public void Differentiate_AcrossAFormThatIsDeclined_SaysWhichAndWhy(string node, string constants, string expected)
    {
        string input = node.Contains("Attention") ? "x: 3x1x2" : "x: Bx2";
        var text = new GraphText($"{input}\n{constants}\n{node}");
        var (model, feeds) = text.Build(3);
        var otherBatch = expected.EndsWith("the batch", StringComparison.Ordinal) ? text.Build(4).Feeds : null;

        var error = Assert.Throws<UnsupportedOperatorException>(() => DifferentiatedGraph.Of(model, feeds, otherBatch, ["y"], ["x"], RuleTable.Standard));

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
}
