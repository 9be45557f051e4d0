namespace Saliency.Tests.Gradients.Rules;

/// <summary>Forms that rules choose for speed, and work that nobody asked for: how many nodes of a kind a rule writes.</summary>
public class EconomyTests
{
    private const string Axis = "a: i:1\nb: i:3\nc: i:1\n", Scatter = "at: i[1x2]:1,3\n";

    [TestCase("x: Bx2x5x5\nw: =3x2x3x3\ny = Conv(x, w) pads=[1,1,1,1]", "Conv", 1)]
    [TestCase("x: Bx2x5x5\nw: =3x2x3x3\ny = Conv(x, w) pads=[2,2,2,2]", "ConvTranspose", 0)]
    [TestCase("x: Bx2x5x5\nw: =3x2x3x3\ny = Conv(x, w) pads=[3,0,0,0]", "ConvTranspose", 1)]
    [TestCase("x: Bx2x5x5\nw: =3x2x3x3\ny = Conv(x, w) pads=[0,0,0,3]", "ConvTranspose", 1)]
    [TestCase("x: Bx3x5x5\nw: =3x1x3x3\ny = Conv(x, w) group=3", "Conv", 1)]
    [TestCase("x: Bx2x5x5\nw: =3x2x1x1\ny = Conv(x, w)", "Slice", 0)]
    [TestCase("k: =Bx2x5x5\nx: 3x2x3x3\ny = Conv(k, x)", "Conv", 1)]
    [TestCase("k: =Bx2x5x5\nx: 3x2x3x3\ny = Conv(k, x)", "Slice", 0)]
    [TestCase("x: Bx2x3x3\nw: =2x3x2x2\ny = ConvTranspose(x, w)", "Conv", 1)]
    [TestCase("k: =Bx2x3x3\nx: 2x3x2x2\ny = ConvTranspose(k, x)", "Conv", 1)]
    [TestCase("x: Bx5x6\n" + Axis + "y = Slice(x, a, b, c)", "Pad", 1)]
    [TestCase("x: Bx5x6\n" + Axis + "d: i:1\ny = Slice(x, a, b, c, d)", "Pad", 1)]
    [TestCase("x: 5x6\n" + Axis + "y = Slice(x, a, b)", "Pad", 1)]
    [TestCase("x: Bx5x6\na: i:2\ny = Gather(x, a) axis=1", "Pad", 1)]
    [TestCase("x: Bx4\n" + Scatter + "u: =1x2\ny = ScatterElements(x, at, u) axis=1", "GatherElements", 0)]
    [TestCase("x: +Bx4\n" + Scatter + "u: =1x2\ny = ScatterElements(x, at, u) axis=1 reduction=mul", "GatherElements", 0)]
    [TestCase("x: Bx4\n" + Scatter + "u: =1x2\ny = ScatterElements(x, at, u) axis=1 reduction=max", "GatherElements", 1)]
    [TestCase("k: =1x4\n" + Scatter + "x: 1x2\ny = ScatterElements(k, at, x) axis=1", "ScatterElements", 0)]
    [TestCase("x: +Bx4\ntwo: f0:2\ny = Pow(x, two)", "Pow", 0)]
    [TestCase("x: +Bx4\nhalf: f0:0.5\ny = Pow(x, half)", "Pow", 0)]
    [TestCase("x: +Bx4\na: f0:3\ny = Pow(x, a)", "Cast", 0)]
    [TestCase("x: Bx3x4\ns: =3x1\ny = PRelu(x, s)", "Min", 0)]
    [TestCase("k: =Bx3x4\nx: 3x1\ny = PRelu(k, x)", "Where", 0)]
    [TestCase("k: =Bx2x3\nx: 3x4\ny = MatMul(k, x)", "ReduceSum", 0)]
    [TestCase("k: =Bx3\nx: 3x4\ny = MatMul(k, x)", "Reshape", 0)]
    [TestCase("x: Bx2x3\nk: =3x4\ny = MatMul(x, k)", "Reshape", 0)]
    [TestCase("x: Bx2x3\nk: =Bx3x4\ny = Einsum(x, k) equation=bij,bjk->bik", "Einsum", 1)]
    [TestCase("x: Bx2x3\nk: =Bx3x4\ny = Einsum(x, k) equation=bij,bjk->bik", "Expand", 0)]
    [TestCase("x: Bx3x4\ng: =3\nb: =3\ny = InstanceNormalization(x, g, b)", "ReduceSum", 0)]
    [TestCase("x: Bx3x4\ng: =4\nb: =4\ny = LayerNormalization(x, g, b)", "ReduceSum", 0)]
    [TestCase("x: Bx4x3\ng: =4\nb: =4\ny = GroupNormalization(x, g, b) num_groups=2", "ReduceSum", 0)]
    [TestCase("x: Bx3x4\ng: =4\ny = RMSNormalization(x, g)", "ReduceSum", 0)]
    [TestCase("x: Bx2x4\ny = LpPool(x) kernel_shape=[2]", "Pow", 0)]
    [TestCase("x: Bx2x4\ny = GlobalLpPool(x)", "Pow", 0)]
    [TestCase("x: Bx3x4\naxes: i:1\ny = ReduceMean(x, axes)", "Size", 0)]
    [TestCase("x: Bx2x3x4\ns: f:1,1,1,2\ny = Resize(x, -, s) mode=linear", "MatMul", 1)]
    [TestCase("x: Bx2x3x4\ns: f:1,1,2,2\ny = Resize(x, -, s) mode=linear", "Transpose", 0)]
    [TestCase("x: Bx4\ny = Transpose(x) perm=[0,1]", "Transpose", 0)]
    [TestCase("x: Bx4\ny = Transpose(x) perm=[1,0]", "Transpose", 1)]
    [TestCase("x: Bx2\nx1: Bx3\ny = Concat(x, x1) axis=1", "Shape", 0)]
    [TestCase("x: Bx2\nk: =Bx3\ny = Concat(x, k) axis=1", "Split", 0)]
    public void Rule_OfAForm_WritesSoManyNodes(string text, string op, int expected)
    {
        var source = new GraphText(text, text.Contains("RMSNormalization") ? 23 : text.Contains("GroupNormalization") ? 21 : 18);
        string[] wanted = [.. text.Split('\n').Select(line => line.Split(": ")[0]).Where(name => name is "x" or "x1")];

        var written = source.Differentiate(["y"], wanted).Model.Graph.Node.Where(n => n.Name.StartsWith("saliency/", StringComparison.Ordinal) && n.OpType == op);

        Assert.That(written.Count(), Is.EqualTo(expected));
    }
}
