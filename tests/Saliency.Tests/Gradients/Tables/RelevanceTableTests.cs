using Saliency.Gradients.Tables;

namespace Saliency.Tests.Gradients.Tables;

/// <summary>Relevance through single layers against doubles, and through what has no weights by hand.</summary>
public class RelevanceTableTests
{
    // Relevance is a quotient of sums: float32 keeps five digits where no divisor is small.
    private const double Close = 2e-4;

    private static readonly string[] s_rules = ["epsilon", "epsilon large", "epsilon without bias", "plus", "plus without bias", "alpha beta", "gamma", "gamma without bias", "box", "square", "flat"];

    private static readonly float[] s_kernel = GraphText.Ramp(3 * 2 * 3 * 3, 5), s_bias = [0.31f, -0.2f, 0.12f];

    [TestCaseSource(nameof(s_rules))]
    public void Convolution_ByEachRule_AsInDoubles(string name)
    {
        float[] x = GraphText.Ramp(2 * 4 * 5, 3);
        var layer = DenseLayer.OfConvolution(s_kernel, s_bias, 3, 2, 3, 4, 5);
        string text = $"x: Bx2x4x5\nw: f[3x2x3x3]:{Text(s_kernel)}\nb: f:{Text(s_bias)}\ny = Conv(x, w, b) pads=[1,1,1,1]";
        Check(name, text, layer, x, [1, 2, 4, 5]);
    }

    [TestCaseSource(nameof(s_rules))]
    public void Gemm_ByEachRule_AsInDoubles(string name)
    {
        float[] x = GraphText.Ramp(6, 3), w = GraphText.Ramp(18, 8);
        var matrix = new double[3, 6];
        for (int j = 0; j < 3; j++)
            for (int i = 0; i < 6; i++) matrix[j, i] = w[(j * 6) + i];
        string text = $"x: Bx6\nw: f[3x6]:{Text(w)}\nb: f:{Text(s_bias)}\ny = Gemm(x, w, b) transB=1";
        Check(name, text, new DenseLayer(matrix, Array.ConvertAll(s_bias, b => (double)b)), x, [1, 6]);
    }

    // Behind a Relu the negative half is left out; the numbers have to stay.
    [TestCase("plus"), TestCase("alpha beta"), TestCase("gamma")]
    public void Gemm_BehindARelu_AsInDoubles(string name)
    {
        float[] x = GraphText.Ramp(6, 3), w = GraphText.Ramp(18, 8), positive = Array.ConvertAll(x, v => Math.Max(0, v));
        var matrix = new double[3, 6];
        for (int j = 0; j < 3; j++)
            for (int i = 0; i < 6; i++) matrix[j, i] = w[(j * 6) + i];
        string text = $"x: Bx6\nw: f[3x6]:{Text(w)}\nb: f:{Text(s_bias)}\nh = Relu(x)\ny = Gemm(h, w, b) transB=1";
        Check(name, text, new DenseLayer(matrix, Array.ConvertAll(s_bias, b => (double)b)), positive, [1, 6]);
    }

    // A bias behind a product of matrices is the layer's own.
    [Test]
    public void MatMulAndAdd_ByEpsilon_AsTheGemm()
    {
        float[] w = GraphText.Ramp(18, 8), x = GraphText.Ramp(6, 3);
        var feeds = new Dictionary<string, Feed> { ["x"] = new(x, [1, 6]) };
        var apart = Relevance($"x: Bx6\nw: f[6x3]:{Text(w)}\nb: f:{Text(s_bias)}\np = MatMul(x, w)\ny = Add(p, b)", LrpComposite.Epsilon(), feeds);
        var whole = Relevance($"x: Bx6\nw: f[6x3]:{Text(w)}\nb: f:{Text(s_bias)}\ny = Gemm(x, w, b)", LrpComposite.Epsilon(), feeds);
        Assert.That(apart, Is.EqualTo(whole).Within(1e-4f));
    }

    [Test]
    public void Network_WithoutBiases_LosesNothing()
    {
        const string Text = "x: Bx2x6x6\nw: 4x2x3x3\nc = Conv(x, w) pads=[1,1,1,1]\nr = Relu(c)\np = MaxPool(r) kernel_shape=[2,2] strides=[2,2]\nv: 4x4x3x3\n"
            + "d = Conv(p, v) pads=[1,1,1,1]\ns = Add(d, p)\nq = Relu(s)\ng = GlobalAveragePool(q)\nf = Flatten(g)\nm: 4x3\ny = MatMul(f, m)";
        foreach (var composite in (LrpComposite[])[LrpComposite.EpsilonPlus, LrpComposite.EpsilonPlusFlat, LrpComposite.EpsilonAlpha2Beta1, LrpComposite.Epsilon(), LrpComposite.EpsilonGammaBox([-2], [2])])
        {
            var (model, feeds) = new GraphText(Text).Build(1);
            double score = GraphRunner.Run(model, feeds, ["y"])["y"].Values.Zip(GraphText.SeedOf(3), (y, s) => (double)y * s).Sum();
            Assert.That(Relevance(Text, composite, feeds).Sum(v => (double)v), Is.EqualTo(score).Within(1e-3 * Math.Abs(score)), composite.ToString());
        }
    }

    // x = (2, −1, 3, 0.5) twice over; seeds of one.
    [TestCase("x: Bx4\ny = Relu(x)", new[] { 2f, 0, 3, 0.5f }, TestName = "Relu passes what arrives")]
    [TestCase("x: Bx4\ny = Sigmoid(x)", new[] { 0.880797f, 0.268941f, 0.952574f, 0.622459f }, TestName = "Sigmoid passes what arrives")]
    [TestCase("x: Bx4\nt: f0:3\ny = Mul(x, t)", new[] { 6f, -3, 9, 1.5f }, TestName = "A constant factor passes what arrives")]
    [TestCase("x: Bx4\nt: f0:3\ny = Add(x, t)", new[] { 5f, 2, 6, 3.5f }, TestName = "A constant shift before any weights passes what arrives")]
    [TestCase("x: Bx4\na, b = Split(x) axis=1 num_outputs=2\ny = Add(a, b)", new[] { 2f, -1, 3, 0.5f }, TestName = "A sum shares in proportion")]
    [TestCase("x: Bx4\na, b = Split(x) axis=1 num_outputs=2\ny = Sub(a, b)", new[] { 2f, -1, -3, -0.5f }, TestName = "A difference shares in proportion")]
    [TestCase("x: Bx4\na, b = Split(x) axis=1 num_outputs=2\ny = Mul(a, b)", new[] { 3f, -0.25f, 3, -0.25f }, TestName = "A product of equals shares by halves")]
    [TestCase("x: Bx4\na, b = Split(x) axis=1 num_outputs=2\ng = Sigmoid(b)\ny = Mul(a, g)", new[] { 1.905148f, -0.622459f, 0, 0 }, TestName = "The signal takes all, the gate nothing")]
    [TestCase("x: Bx4\ng = HardSigmoid(x)\ny = Mul(g, x)", new[] { 1.8f, -0.3f, 3, 0.3f }, TestName = "Hard swish written out passes all to its input")]
    [TestCase("x: Bx4\na, b = Split(x) axis=1 num_outputs=2\ny = Div(a, b)", new[] { 0.666667f, -2, 0, 0 }, TestName = "The numerator takes all")]
    [TestCase("x: Bx4\na, b = Split(x) axis=1 num_outputs=2\ny = Max(a, b)", new[] { 0f, 0, 3, 0.5f }, TestName = "The greater takes all")]
    [TestCase("x: Bx4\na, b = Split(x) axis=1 num_outputs=2\ny = Concat(b, a) axis=1", new[] { 2f, -1, 3, 0.5f }, TestName = "Concatenation splits")]
    [TestCase("x: Bx4\naxes: i:1\ny = ReduceMean(x, axes)", new[] { 0.5f, -0.25f, 0.75f, 0.125f }, TestName = "A mean shares in proportion")]
    [TestCase("x: Bx4\naxes: i:1\ny = ReduceMax(x, axes)", new[] { 0f, 0, 3, 0 }, TestName = "The maximum's winner takes all")]
    [TestCase("x: Bx4\ns: f:1,1,1,1\nb: f:0,0,0,0\ny = LayerNormalization(x, s, b)", new[] { 0.577350f, -1.402136f, 1.237178f, -0.412393f }, TestName = "A normalisation passes what arrives")]
    public void Relevance_ThroughWhatHasNoWeights(string text, float[] expected)
    {
        var feeds = new Dictionary<string, Feed> { ["x"] = new([2, -1, 3, 0.5f], [1, 4]) };
        Assert.That(Relevance(text, LrpComposite.Epsilon(), feeds, ones: true), Is.EqualTo(expected).Within(2e-3f));
    }

    // y = γ(x − μ)/√(v + ε) + β: kept, its shift takes a share; x = 2 gives 2·2 − 1 + 3 = 6, of which the pixel made 4.
    [Test]
    public void BatchNormalization_Kept_ShiftTakesItsShare()
    {
        var feeds = new Dictionary<string, Feed> { ["x"] = new([2], [1, 1, 1]) };
        const string Text = "x: Bx1x1\ns: f:2\nb: f:3\nm: f:0.5\nv: f:1\ny = BatchNormalization(x, s, b, m, v) epsilon=0.0";
        Assert.That(Relevance(Text, LrpComposite.Epsilon(), feeds, ones: true), Is.EqualTo(new[] { 4f }).Within(1e-4f));
    }

    [Test]
    public void First_OfTwoLayersInARow_TheOneThatReadsPixels()
    {
        const string Text = "x: Bx6\nw: 6x5\nh = MatMul(x, w)\nr = Relu(h)\nv: 5x3\ny = MatMul(r, v)";
        var (_, feeds) = new GraphText(Text).Build(1);
        float[] flat = Relevance(Text, LrpComposite.Epsilon() with { First = LrpRule.Flat }, feeds);
        Assert.That(flat.Distinct().Count(), Is.LessThanOrEqualTo(2), "every pixel the same but for rounding");
        Assert.That(Relevance(Text, LrpComposite.Epsilon(), feeds).Distinct().Count(), Is.GreaterThan(2));
        Assert.That(flat.Sum(), Is.EqualTo(Relevance(Text, LrpComposite.Epsilon(), feeds).Sum()).Within(1e-3));
    }

    [Test]
    public void Attention_GoesToTheValuesAlone()
    {
        const string Text = "x: Bx3x4\nwq: 4x4\nwk: 4x4\nq = MatMul(x, wq)\nk = MatMul(x, wk)\nt = Transpose(k) perm=[0,2,1]\na = MatMul(q, t)\np = Softmax(a)\nwv: 4x4\nv = MatMul(x, wv)\ny = MatMul(p, v)";
        var names = new GraphText(Text).Differentiate(["y"], ["q", "k", "v"], RelevanceTable.Of((RelevancePropagation)Propagation.Relevance(LrpComposite.Epsilon()))).Names;
        Assert.That(names.Gradients.Keys, Is.EquivalentTo(new[] { "v" }));
    }

    [Test]
    public void Excitation_ThroughPositiveUnits_StaysAProbability()
    {
        const string Text = "x: +Bx2x6x6\nw: 4x2x3x3\nb: 4\nc = Conv(x, w, b) pads=[1,1,1,1]\nr = Relu(c)\ng = GlobalAveragePool(r)\nf = Flatten(g)\nm: +4x3\ny = MatMul(f, m)";
        var (_, feeds) = new GraphText(Text).Build(1);
        float[] map = Relevance(Text, (RelevancePropagation)Propagation.ExcitationBackprop, feeds, ones: true);
        Assert.That(map, Is.All.GreaterThanOrEqualTo(0));
        Assert.That(map.Sum(), Is.EqualTo(3).Within(1e-4), "one for each of the three outputs");
    }

    [TestCase("x: Bx4\nk: i:2\nv, i = TopK(x, k)\ny = Neg(v)", "TopK")]
    [TestCase("x: Bx2x2\ny = Det(x)", "Det")]
    public void Relevance_OfWhatHasNoRule_Refused(string text, string named) =>
        Assert.That(() => Relevance(text, LrpComposite.EpsilonPlus, new GraphText(text).Build(1).Feeds), Throws.TypeOf<UnsupportedOperatorException>().With.Message.Contains(named));

    private static void Check(string name, string text, DenseLayer layer, float[] x, long[] dims)
    {
        double[] values = Array.ConvertAll(x, v => (double)v), z = layer.Forward(values), r = [.. z.Zip(GraphText.SeedOf(z.Length), (a, b) => a * b)];
        var (rule, expected) = name switch
        {
            "epsilon" => (LrpRule.Epsilon(), layer.Epsilon(values, r, 1e-6)),
            "epsilon large" => (LrpRule.Epsilon(0.5), layer.Epsilon(values, r, 0.5)),
            "epsilon without bias" => (LrpRule.Epsilon() with { CountBias = false }, layer.Epsilon(values, r, 1e-6, bias: false)),
            "plus" => (LrpRule.ZPlus, layer.AlphaBeta(values, r, 1, 0)),
            "plus without bias" => (LrpRule.ZPlus with { CountBias = false }, layer.AlphaBeta(values, r, 1, 0, bias: false)),
            "alpha beta" => (LrpRule.AlphaBeta(3, 2), layer.AlphaBeta(values, r, 3, 2)),
            "gamma" => (LrpRule.Gamma(0.4), layer.Gamma(values, r, 0.4)),
            "gamma without bias" => (LrpRule.Gamma(0.4) with { CountBias = false }, layer.Gamma(values, r, 0.4, bias: false)),
            "box" => (LrpRule.ZBox([-1.7f], [1.9f]), layer.Box(values, r, -1.7f, 1.9f)),
            "square" => (LrpRule.WSquare, layer.Square(r)),
            _ => (LrpRule.Flat, layer.Flat(r)),
        };
        float[] actual = Relevance(text, new LrpComposite(rule, rule), new Dictionary<string, Feed> { ["x"] = new(x, dims) });
        double scale = expected.Max(Math.Abs);
        Assert.That(actual.Select(v => (double)v), Is.EqualTo(expected).Within(Close * scale));
    }

    private static float[] Relevance(string text, LrpComposite composite, Dictionary<string, Feed> feeds, bool ones = false) =>
        Relevance(text, (RelevancePropagation)Propagation.Relevance(composite), feeds, ones);

    private static float[] Relevance(string text, RelevancePropagation propagation, Dictionary<string, Feed> feeds, bool ones = false)
    {
        var graph = new GraphText(text).Differentiate(["y"], ["x"], RelevanceTable.Of(propagation));
        return graph.Run(feeds, ones ? count => [.. Enumerable.Repeat(1f, count)] : GraphText.SeedOf).Gradients["x"].Values;
    }

    private static string Text(float[] values) => string.Join(',', values.Select(v => v.ToString("R", System.Globalization.CultureInfo.InvariantCulture)));
}
