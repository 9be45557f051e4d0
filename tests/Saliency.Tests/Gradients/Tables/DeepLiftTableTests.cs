namespace Saliency.Tests.Gradients.Tables;

/// <summary>DeepLIFT's multipliers: complete through every operator, and right by hand.</summary>
public class DeepLiftTableTests
{
    // Float32 sums of a few dozen terms; slopes over small differences lose a digit or two.
    private const double Complete = 2e-5;

    private static readonly (string Text, int Opset)[] s_graphs =
    [
        ("x: Bx12\ny = Relu(x)", 18),
        ("x: Bx12\ny = LeakyRelu(x) alpha=0.2", 18),
        ("x: Bx3x4\ns: =3x1\ny = PRelu(x, s)", 18),
        ("x: Bx12\ny = Sigmoid(x)", 18),
        ("x: Bx12\ny = HardSwish(x)", 18),
        ("x: Bx12\ny = Gelu(x)", 20),
        ("x: Bx12\ny = Selu(x)", 18),
        ("x: Bx12\nlow: f0:-0.5\nhigh: f0:0.75\ny = Clip(x, low, high)", 18),
        ("x: Bx2x3x3\nw: =4x2x3x3\nc = Conv(x, w) pads=[1,1,1,1]\nlow: f0:0\nhigh: f0:6\ny = Clip(c, low, high)", 18),
        ("x: +Bx12\ny = Log(x)", 18),
        ("x: Bx12\ny = Exp(x)", 18),
        ("x: Bx12\np: f0:2\ny = Pow(x, p)", 18),
        ("x: Bx12\ny = Floor(x)", 18),
        ("x: Bx5\ny = Softmax(x)", 18),
        ("x: Bx5x4\ny = Softmax(x) axis=1", 18),
        ("x: Bx5\ny = LogSoftmax(x)", 18),
        ("x: Bx3x6\ns: =6\nb: =6\ny = LayerNormalization(x, s, b)", 18),
        ("x: Bx3x6\ns: =3\nb: =3\ny = InstanceNormalization(x, s, b)", 18),
        ("x: Bx4x5\ns: =4\nb: =4\ny = GroupNormalization(x, s, b) num_groups=2", 21),
        ("x: Bx3x6\ns: =6\ny = RMSNormalization(x, s)", 23),
        ("x: Bx12\ny = Mul(x, x)", 18),
        ("x: Bx12\ng = Sigmoid(x)\ny = Mul(x, g)", 18),
        ("x: Bx3x4\nm = ReduceMean(x) keepdims=1\ny = Mul(m, x)", 18),
        ("x: Bx12\ng = Exp(x)\ny = Div(x, g)", 18),
        ("x: +Bx12\none: f0:1\ny = Div(one, x)", 18),
        ("x: Bx3x4\nt = Transpose(x) perm=[0,2,1]\ny = MatMul(x, t)", 18),
        ("x: Bx3x4\nt = Transpose(x) perm=[0,2,1]\na = MatMul(x, t)\np = Softmax(a)\ny = MatMul(p, x)", 18),
        ("x: Bx3x4\ny = Einsum(x, x) equation=bij,bkj->bik", 18),
        ("x: Bx4\nw: =4x3\nb: =3\ny = Gemm(x, w, b)", 18),
        ("x: Bx2x5x5\nw: =3x2x3x3\nb: =3\ny = Conv(x, w, b) strides=[2,2] pads=[1,1,1,1]", 18),
        ("x: Bx2x3x3\nw: =2x3x2x2\ny = ConvTranspose(x, w) strides=[2,2]", 18),
        ("x: Bx2x6x6\ny = MaxPool(x) kernel_shape=[3,3] strides=[2,2]", 18),
        ("x: Bx2x6x6\ny = MaxPool(x) kernel_shape=[3,3] strides=[1,1] pads=[1,1,1,1]", 18),
        ("x: Bx2x4x4\ny = GlobalMaxPool(x)", 18),
        ("x: Bx3x4\naxes: i:2\ny = ReduceMax(x, axes)", 18),
        ("x: Bx3x4\naxes: i:1\ny = ReduceMin(x, axes)", 18),
        ("x: Bx12\nn = Neg(x)\ny = Max(x, n)", 18),
        ("x: Bx12\nh: f0:0.25\ny = Min(x, h)", 18),
        ("x: Bx2x4x4\ny = AveragePool(x) kernel_shape=[3,3] pads=[1,1,1,1]", 18),
        ("x: Bx2x3x3\ns: =2\nb: =2\nm: =2\nv: +2\ny = BatchNormalization(x, s, b, m, v)", 18),
        ("x: Bx12\na, b = Split(x) axis=1 num_outputs=2\nc = Relu(a)\ny = Concat(b, c) axis=1", 18),
    ];

    private static IEnumerable<TestCaseData> Graphs => s_graphs.Select(g => new TestCaseData(g.Text, g.Opset).SetArgDisplayNames(g.Text[g.Text.IndexOf('\n')..].Replace('\n', ' ')));

    [TestCaseSource(nameof(Graphs))]
    public void Multipliers_OfAnyOperator_AddUpToTheDifference(string text, int opset)
    {
        var result = PairedGraph.Run(text, opset);
        Assert.That(result.Y, Is.Not.EqualTo(result.ReferenceY), "the references answer otherwise");
        Assert.That(result.Gap, Is.EqualTo(0).Within(Complete));
    }

    // Δy/Δx for (2, −1), (−1, −3), (−2, 2), (3, 1).
    [Test]
    public void Relu_OfAPair_SlopeBetweenTheTwo()
    {
        var result = PairedGraph.Run("x: Bx4\ny = Relu(x)", x: [2, -1, -2, 3], reference: [-1, -3, 2, 1]);
        float[] slopes = [2f / 3, 0, 0.5f, 1];
        Assert.That(result.Multipliers, Is.EqualTo(slopes.Zip(result.Seed, (s, d) => s * d)).Within(1e-6f));
    }

    [Test]
    public void Sigmoid_ImageAndReferenceAlike_Derivative()
    {
        var result = PairedGraph.Run("x: Bx2\ny = Sigmoid(x)", x: [0.5f, -1], reference: [0.5f, -1]);
        double[] slopes = [.. new[] { 0.5, -1 }.Select(v => 1 / (1 + Math.Exp(-v))).Select(p => p * (1 - p))];
        Assert.That(result.Multipliers.Select(m => (double)m), Is.EqualTo(slopes.Zip(result.Seed, (s, d) => s * d)).Within(1e-6));
    }

    // Below, at, inside and above the bounds; the last two pairs differ.
    [Test]
    public void Clip_ImageAndReferenceAlike_Derivative()
    {
        var result = PairedGraph.Run("x: Bx6\nlow: f0:0\nhigh: f0:6\ny = Clip(x, low, high)", x: [-2, 3, 1e-3f, 8, 7, -1], reference: [-2, 3, 1e-3f, 8, 2, -3]);
        float[] slopes = [0, 1, 1, 0, 4f / 5, 0];
        Assert.That(result.Multipliers, Is.EqualTo(slopes.Zip(result.Seed, (s, d) => s * d)).Within(1e-6f));
    }

    // The pixel that wins is the same in both images, but its neighbour is not.
    [Test]
    public void MaxPool_WinnerAlike_Derivative()
    {
        var result = PairedGraph.Run("x: Bx1x3\ny = MaxPool(x) kernel_shape=[3]", x: [1, 5, 2], reference: [4, 5, 3]);
        Assert.That(result.Multipliers, Is.EqualTo(new[] { 0, result.Seed[0], 0 }).Within(1e-6f));
    }

    // ab − a′b′ = (a − a′)·(b + b′)/2 + (b − b′)·(a + a′)/2
    [Test]
    public void Mul_OfTwoThatVary_MiddleOfTheOther()
    {
        var result = PairedGraph.Run("x: Bx2\na, b = Split(x) axis=1 num_outputs=2\ny = Mul(a, b)", x: [3, 5], reference: [1, -2]);
        Assert.That(result.Multipliers, Is.EqualTo(new[] { result.Seed[0] * 1.5f, result.Seed[0] * 2 }).Within(1e-6f));
    }

    // Image (1, 5, 2), reference (4, 0, 3): the maximum rises from 4 to 5, all of it at the image's winner, whose pixel rose by 5.
    [Test]
    public void MaxPool_OfAPairWhoseMaximumRises_GainAtTheImagesWinner()
    {
        var result = PairedGraph.Run("x: Bx1x3\ny = MaxPool(x) kernel_shape=[3]", x: [1, 5, 2], reference: [4, 0, 3]);
        Assert.That(result.Multipliers, Is.EqualTo(new[] { 0, result.Seed[0] / 5, 0 }).Within(1e-6f));
    }

    // The other way round it falls, at the reference's winner.
    [Test]
    public void MaxPool_OfAPairWhoseMaximumFalls_LossAtTheReferencesWinner()
    {
        var result = PairedGraph.Run("x: Bx1x3\ny = MaxPool(x) kernel_shape=[3]", x: [4, 0, 3], reference: [1, 5, 2]);
        Assert.That(result.Multipliers, Is.EqualTo(new[] { 0, result.Seed[0] / 5, 0 }).Within(1e-6f));
    }

    [TestCase("x: Bx4\nk: i:2\nv, i = TopK(x, k)\ny = Neg(v)", "TopK")]
    [TestCase("x: Bx4\nzero: f0:0\nc = Greater(x, zero)\nn = Neg(x)\ny = Where(c, x, n)", "Where with a condition that depends on the image")]
    [TestCase("x: Bx4\nn = Neg(x)\nq = Abs(x)\ny = Max(x, n, q)", "Max with more than two operands")]
    public void Multipliers_OfWhatHasNoRule_Refused(string text, string named) =>
        Assert.That(() => PairedGraph.Run(text), Throws.TypeOf<UnsupportedOperatorException>().With.Message.Contains(named));
}
