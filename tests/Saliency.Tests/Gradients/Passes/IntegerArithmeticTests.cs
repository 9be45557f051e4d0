namespace Saliency.Tests.Gradients.Passes;

/// <summary>Operators on integers: what they compute stays within one step, and their gradient is that of the same operator on floats.</summary>
public class IntegerArithmeticTests
{
    // x spans ±1.6: no value is clamped; y's scale leaves room as well.
    private const string Quantise = "s: f0:0.015\nz: u0:110\nys: f0:0.06\nyz: u0:120\nxq = QuantizeLinear(x, s, z)\n";
    private const string Dequantise = "\ny = DequantizeLinear(yq, ys, yz)";
    private const string ConvWeights = "w: s[2x2x3x3]:10,-20,35,7,-4,18,22,-31,5,13,-9,27,-14,3,8,-25,16,30,-6,12,19,-28,33,1,24,-17,-11,6,29,-2,15,-23,4,21,-8,26\nws: f:0.02,0.03\nwz: s:0,0\n";
    private const string MatrixWeights = "w: s[4x3]:10,-20,35,7,-4,18,22,-31,5,13,-9,27\nws: f0:0.02\nwz: s0:3\n";
    private const string RowWeights = "w: s[3x4]:10,-20,35,7,-4,18,22,-31,5,13,-9,27\nws: f0:0.02\nwz: s0:3\n";

    private static readonly TestCaseData[] s_cases =
    [
        Case("QLinearConv", "x: Bx2x4x4", ConvWeights + "b: l:100,-300", Quantise + "yq = QLinearConv(xq, s, z, w, ws, wz, ys, yz, b) pads=[1,1,1,1]" + Dequantise,
            "wf = DequantizeLinear(w, ws, wz) axis=0\ny = Conv(x, wf) pads=[1,1,1,1]", 0.06),
        Case("QLinearConv strided, grouped", "x: Bx4x5x5", ConvWeights, Quantise + "yq = QLinearConv(xq, s, z, w, ws, wz, ys, yz) group=2 strides=[2,2]" + Dequantise,
            "wf = DequantizeLinear(w, ws, wz) axis=0\ny = Conv(x, wf) group=2 strides=[2,2]", 0.06),
        Case("QLinearMatMul", "x: Bx4", MatrixWeights, Quantise + "yq = QLinearMatMul(xq, s, z, w, ws, wz, ys, yz)" + Dequantise,
            "wf = DequantizeLinear(w, ws, wz)\ny = MatMul(x, wf)", 0.06),
        Case("QGemm", "x: Bx4", RowWeights + "b: l:100,-300,50", Quantise + "yq = com.microsoft:QGemm(xq, s, z, w, ws, wz, b, ys, yz) transB=1" + Dequantise,
            "wf = DequantizeLinear(w, ws, wz)\ny = Gemm(x, wf) transB=1", 0.06),
        Case("QGemm to floats", "x: Bx4", MatrixWeights, Quantise + "y = com.microsoft:QGemm(xq, s, z, w, ws, wz) alpha=0.5",
            "wf = DequantizeLinear(w, ws, wz)\ny = Gemm(x, wf) alpha=0.5", 0.01),
        Case("QLinearAdd", "x: Bx6", "", Quantise + "yq = com.microsoft:QLinearAdd(xq, s, z, xq, s, z, ys, yz)" + Dequantise, "y = Add(x, x)", 0.06),
        Case("QLinearMul", "x: Bx6", "", Quantise + "yq = com.microsoft:QLinearMul(xq, s, z, xq, s, z, ys, yz)" + Dequantise, "y = Mul(x, x)", 0.06),
        Case("QLinearSigmoid", "x: Bx6", "", Quantise + "yq = com.microsoft:QLinearSigmoid(xq, s, z, ys, yz)" + Dequantise, "y = Sigmoid(x)", 0.06),
        Case("QLinearLeakyRelu", "x: Bx6", "", Quantise + "yq = com.microsoft:QLinearLeakyRelu(xq, s, z, ys, yz) alpha=0.3" + Dequantise, "y = LeakyRelu(x) alpha=0.3", 0.06),
        Case("QLinearSoftmax", "x: Bx6", "os: f0:0.00390625\noz: u0:0", Quantise + "yq = com.microsoft:QLinearSoftmax(xq, s, z, os, oz) axis=-1 opset=13\ny = DequantizeLinear(yq, os, oz)", "y = Softmax(x)", 0.0040),
        Case("QLinearGlobalAveragePool", "x: Bx2x3x3", "", Quantise + "yq = com.microsoft:QLinearGlobalAveragePool(xq, s, z, ys, yz)" + Dequantise, "y = GlobalAveragePool(x)", 0.06),
        Case("QLinearAveragePool", "x: Bx2x4x4", "", Quantise + "yq = com.microsoft:QLinearAveragePool(xq, s, z, ys, yz) kernel_shape=[2,2] strides=[2,2]" + Dequantise,
            "y = AveragePool(x) kernel_shape=[2,2] strides=[2,2]", 0.06),
        Case("QLinearConcat", "x: Bx3", "", Quantise + "yq = com.microsoft:QLinearConcat(ys, yz, xq, s, z, xq, s, z) axis=1" + Dequantise, "y = Concat(x, x) axis=1", 0.06),
        Case("ConvInteger", "x: Bx2x4x4", ConvWeights.Replace("wz: s:0,0", "wz: s0:4").Replace("ws: f:0.02,0.03", "ws: f0:0.02"),
            "xq, xs, xz = DynamicQuantizeLinear(x)\nyi = ConvInteger(xq, w, xz, wz) pads=[1,1,1,1] strides=[2,1]\nyf = Cast(yi) to=1\nscale = Mul(xs, ws)\ny = Mul(yf, scale)",
            "wf = DequantizeLinear(w, ws, wz)\ny = Conv(x, wf) pads=[1,1,1,1] strides=[2,1]", 0.02),
        Case("MatMulInteger", "x: Bx2x4", MatrixWeights,
            "xq, xs, xz = DynamicQuantizeLinear(x)\nyi = MatMulInteger(xq, w, xz, wz)\nyf = Cast(yi) to=1\nscale = Mul(xs, ws)\ny = Mul(yf, scale)",
            "wf = DequantizeLinear(w, ws, wz)\ny = MatMul(x, wf)", 0.02),
        Case("MatMulIntegerToFloat", "x: Bx4", MatrixWeights, Quantise + "y = com.microsoft:MatMulIntegerToFloat(xq, w, s, ws, z, wz)", "wf = DequantizeLinear(w, ws, wz)\ny = MatMul(x, wf)", 0.02),
        Case("DynamicQuantizeMatMul", "x: Bx4", MatrixWeights + "b: f:0.5,1,-1", "y = com.microsoft:DynamicQuantizeMatMul(x, w, ws, wz, b)", "wf = DequantizeLinear(w, ws, wz)\ny = MatMul(x, wf)", 0.02),
    ];

    private static TestCaseData Case(string name, string input, string constants, string integers, string floats, double step) =>
        new TestCaseData($"{input}\n{constants}\n{integers}", $"{input}\n{constants}\n{floats}", step).SetArgDisplayNames(name);

    [TestCaseSource(nameof(s_cases))]
    public void Forward_OfIntegerOperator_StaysWithinOneStep(string integers, string floats, double step)
    {
        var (model, feeds) = new GraphText(integers).Build(3);
        var expected = GraphRunner.Run(model, feeds, ["y"])["y"].Values;

        var (outputs, _, _) = Differentiate(integers).Run(feeds, GraphText.SeedOf);

        Assert.That(outputs["y"].Values, Is.EqualTo(expected).Within(step * 1.001), floats);
    }

    [TestCaseSource(nameof(s_cases))]
    public void Gradient_OfIntegerOperator_IsThatOfTheOperatorOnFloats(string integers, string floats, double _)
    {
        foreach (int batch in (int[])[3, 1])
        {
            var feeds = new GraphText(integers).Build(batch).Feeds;
            var (_, cotangents, gradients) = Differentiate(integers).Run(feeds, GraphText.SeedOf);
            using var twin = CentralDifferences.Of(new GraphText(floats).Build(batch).Model);
            double[] expected = twin.Gradient(feeds, "x", cotangents, 1.0 / 64);

            // Operators that are not linear are differentiated at the quantised place, at most half a step of 0.015 away; their second derivatives are below 2; softmax reads its own rounded answer.
            Assert.That(gradients["x"].Values, Is.EqualTo(expected).Within(0.02), $"batch {batch}");
        }
    }

    [Test]
    public void Gradient_WhereTheAnswerIsClamped_IsZero()
    {
        const string Text = "x: Bx6\ns: f0:0.015\nz: u0:110\nys: f0:0.005\nyz: u0:128\nxq = QuantizeLinear(x, s, z)\nyq = com.microsoft:QLinearAdd(xq, s, z, xq, s, z, ys, yz)\ny = DequantizeLinear(yq, ys, yz)";
        var (_, feeds) = new GraphText(Text).Build(3);
        bool[] clamped = Array.ConvertAll(feeds["x"].Values, x => x is > 0.34f or < -0.34f);

        var (_, _, gradients) = Differentiate(Text).Run(feeds, GraphText.SeedOf);

        Assert.That(Array.ConvertAll(gradients["x"].Values, g => g == 0), Is.EqualTo(clamped));
    }

    [Test]
    public void Gradient_OfIntegerSumsThatAreReadAsIntegers_IsLeftOut()
    {
        const string Text = "x: Bx4\nw: s[4x3]:10,-20,35,7,-4,18,22,-31,5,13,-9,27\nxq, xs, xz = DynamicQuantizeLinear(x)\nyi = MatMulInteger(xq, w, xz)\none: l0:1\nmore = Add(yi, one)\nyf = Cast(more) to=1\ny = Mul(yf, xs)";

        var graph = Differentiate(Text).Model.Graph;

        Assert.That(graph.Node.Select(n => n.OpType), Does.Contain("MatMulInteger"));
    }

    private static DifferentiatedGraph Differentiate(string text) => new GraphText(text).Differentiate(["y"], ["x"]);
}
