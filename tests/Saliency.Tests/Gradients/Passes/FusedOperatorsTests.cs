namespace Saliency.Tests.Gradients.Passes;

/// <summary>ONNX Runtime's fused operators: gradients against central differences; how the lines are read stands at <see cref="OperatorCase"/>.</summary>
public class FusedOperatorsTests
{
    private static readonly OperatorCase[] s_cases =
    [
        new("com.microsoft:FusedConv", "Bx2x5x5 3x2x3x3 3", "activation=Relu pads=[1,1,1,1]"),
        new("com.microsoft:FusedConv", "Bx2x5x5 3x2x3x3", "activation=LeakyRelu activation_params=[0.2]"),
        new("com.microsoft:FusedConv", "Bx2x5x5 3x2x3x3 3", "activation=Tanh strides=[2,2]"),
        new("com.microsoft:FusedConv", "Bx2x5x5 3x2x3x3 3", "activation=Sigmoid"),
        new("com.microsoft:FusedConv", "Bx2x5x5 3x2x3x3 3", "activation=Clip activation_params=[-0.5,1.5]"),
        new("com.microsoft:FusedConv", "Bx2x5x5 3x2x3x3 3", "activation=HardSigmoid activation_params=[0.3,0.4]"),
        new("com.microsoft:FusedConv", "Bx2x5x5 3x2x3x3 3 Bx3x3x3", "activation=Relu"),
        new("com.microsoft:FusedConv", "Bx2x5x5 3x2x3x3 - Bx3x3x3", "activation=Relu"),
        new("com.microsoft:FusedGemm", "Bx3 3x4 4", "activation=Relu alpha=0.5"),
        new("com.microsoft:FusedGemm", "Bx3 4x3 4", "activation=LeakyRelu activation_alpha=0.3 transB=1"),
        new("com.microsoft:FusedMatMul", "Bx2x3 Bx4x3", "transB=1 alpha=0.5"),
        new("com.microsoft:FusedMatMul", "Bx3x2 3x4", "transA=1"),
        new("com.microsoft:FusedMatMul", "3x2 Bx3x4", "transA=1"),
        new("com.microsoft:FusedMatMul", "2xBx3 Bx3x4", "transBatchA=1"),
        new("com.microsoft:FusedMatMul", "Bx2x3 4xBx3", "transBatchB=1 transB=1"),
        new("com.microsoft:Gelu", "Bx7"),
        new("com.microsoft:BiasGelu", "Bx2x4 4"),
        new("com.microsoft:FastGelu", "Bx7"),
        new("com.microsoft:FastGelu", "Bx2x4 4"),
        new("com.microsoft:QuickGelu", "Bx7"),
        new("com.microsoft:QuickGelu", "Bx7", "alpha=1.3"),
        new("com.microsoft:SkipLayerNormalization", "Bx3x4 Bx3x4 4 4"),
        new("com.microsoft:SkipLayerNormalization", "Bx3x4 Bx3x4 4 4 4", "epsilon=0.1"),
        new("com.microsoft:SkipLayerNormalization", "Bx3x4 1x3x4 4"),
        new("com.microsoft:SkipSimplifiedLayerNormalization", "Bx3x4 Bx3x4 4", "epsilon=0.1"),
        new("com.microsoft:SkipSimplifiedLayerNormalization", "Bx3x4 Bx3x4 4 4"),
        new("SimplifiedLayerNormalization", "Bx3x4 4", "axis=-1 epsilon=0.1"),
        new("com.microsoft:Attention", "Bx3x4 4x12 12", "num_heads=2"),
        new("com.microsoft:Attention", "Bx3x4 4x12 12", "num_heads=1 scale=0.3"),
        new("com.microsoft:Attention", "Bx3x4 4x14 14", "num_heads=2 qkv_hidden_sizes=[4,4,6]"),
        new("com.microsoft:Attention", "Bx3x4 4x12 12 - - Bx2x3x3", "num_heads=2"),
        new("com.microsoft:MultiHeadAttention", "Bx3x4 Bx5x4 Bx5x6", "num_heads=2"),
        new("com.microsoft:MultiHeadAttention", "Bx3x4 Bx5x4 Bx5x4 12", "num_heads=2 scale=0.4"),
        new("com.microsoft:MultiHeadAttention", "Bx3x4 Bx5x4 Bx5x4 - - 1x2x3x5", "num_heads=2"),
        new("Attention", "Bx3x4 Bx5x4 Bx5x6", "q_num_heads=2 kv_num_heads=2", 23),
        new("Attention", "Bx2x3x4 Bx2x5x4 Bx2x5x6", "", 23),
        new("Attention", "Bx2x3x4 Bx2x5x4 Bx2x5x6 =3x5", "scale=0.4", 24),
    ];

    // These run on CUDA alone: their rewriting is held against the formula of their documentation.
    [TestCase("b: 6\ny = com.microsoft:BiasSplitGelu(x, b)", "b: 6\nt = Add(x, b)\nl, r = Split(t) axis=-1 num_outputs=2\ng = Gelu(r)\ny = Mul(l, g)")]
    [TestCase("b: 6\nk: Bx2x6\ny = com.microsoft:BiasAdd(x, b, k)", "b: 6\nk: Bx2x6\ny = Sum(x, b, k)")]
    [TestCase("b: 6\ny = com.microsoft:LayerNormalization(x, b) epsilon=0.1 axis=-1", "b: 6\ny = LayerNormalization(x, b) epsilon=0.1 axis=-1")]
    public void Gradient_OfAnOperatorOfOtherDevices_EqualsThatOfItsFormula(string fused, string plain)
    {
        float[] Of(string text)
        {
            var source = new GraphText("x: Bx2x6\n" + text, Opset: 20);
            return source.Differentiate(["y"], ["x"]).Run(source.Build(3).Feeds, GraphText.SeedOf).Gradients["x"].Values;
        }

        Assert.That(Of(fused), Is.EqualTo(Of(plain)).Within(1e-5));
    }

    [TestCaseSource(nameof(s_cases))]
    public void Gradient_OfOperator_EqualsCentralDifferences(OperatorCase operatorCase) => operatorCase.AssertGradients();
}
