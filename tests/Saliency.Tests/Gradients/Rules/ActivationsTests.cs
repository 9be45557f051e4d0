using MathNet.Numerics;
namespace Saliency.Tests.Gradients.Rules;

/// <summary>Functions of one value: gradients against central differences; how the lines are read stands at <see cref="OperatorCase"/>.</summary>
public class ActivationsTests
{
    private static readonly OperatorCase[] s_cases =
    [
        new("Relu", "Bx3x4"),
        new("Relu", "Bx3x2x4"),
        new("LeakyRelu", "Bx3x4"),
        new("LeakyRelu", "Bx7", "alpha=0.3"),
        new("PRelu", "Bx3x4 3x1"),
        new("PRelu", "Bx3x4x2 3x1x1"),
        new("PRelu", "Bx12 1"),
        new("PRelu", "Bx3x4 =3x1"),
        new("PRelu", "=Bx3x4 3x1"),
        new("Elu", "Bx12"),
        new("Elu", "Bx12", "alpha=0.6"),
        new("Selu", "Bx12"),
        new("Selu", "Bx12", "alpha=1.2 gamma=0.8"),
        new("Celu", "Bx12"),
        new("Celu", "Bx12", "alpha=0.7"),
        new("Sigmoid", "Bx12"),
        new("HardSigmoid", "Bx12"),
        new("HardSigmoid", "Bx12", "alpha=0.5 beta=0.4"),
        new("HardSwish", "Bx12"),
        new("HardSwish", "*Bx12"),
        new("Swish", "Bx12", Opset: 24),
        new("Swish", "Bx12", "alpha=1.7", 24),
        new("Softplus", "Bx12"),
        new("Softsign", "Bx12"),
        new("Tanh", "Bx12"),
        new("Erf", "Bx12"),
        new("Gelu", "Bx12", Opset: 20),
        new("Gelu", "Bx12", "approximate=tanh", 20),
        new("Gelu", "*Bx60", Opset: 20),
        new("Mish", "Bx12"),
        new("ThresholdedRelu", "Bx12"),
        new("ThresholdedRelu", "Bx12", "alpha=0.3"),
        new("Shrink", "Bx12"),
        new("Shrink", "Bx12", "lambd=0.3 bias=0.2"),
        new("Clip", "Bx12"),
        new("Clip", "Bx12 f0:-0.6"),
        new("Clip", "Bx12 - f0:0.7"),
        new("Clip", "Bx12 f0:-0.6 f0:0.7"),
        new("Clip", "Bx12 . +."),
        new("Clip", "Bx12 f0:-0.6 +."),
        new("Clip", "Bx12 . f0:0.7"),
        new("Clip", "Bx3x4 . +."),
        new("Clip", "*Bx12 f0:0 f0:6"),
        new("Clip", "Bx12", "min=-0.5 max=0.6", 6),
        new("Softmax", "Bx3x4"),
        new("Softmax", "Bx3x4", "axis=1"),
        new("Softmax", "Bx3x4", "axis=1", 11),
        new("Softmax", "Bx3x4", "axis=2", 11),
        new("LogSoftmax", "Bx3x4"),
        new("LogSoftmax", "Bx3x4", "axis=1"),
        new("LogSoftmax", "Bx3x4", "axis=1", 11),
        new("Hardmax", "Bx5"),
        new("Hardmax", "Bx3x4", "axis=1", 11),
        new("Dropout", "Bx12"),
        new("Dropout", "Bx12", "ratio=0.4", 10),
    ];

    private static readonly GraphText[] s_graphs =
    [
        new("x: *Bx2x4x4\nw: =3x2x3x3\nc = Conv(x, w)\nlow: f0:0\nhigh: f0:6\ny = Clip(c, low, high)"),
        new("x: *Bx2x7\nw: =3x2x3\nc = Conv(x, w)\nlow: f0:0\nhigh: f0:6\ny = Clip(c, low, high)"),
        new("x: *Bx2x3\ng: f:1,-2\nb: f:0.5,1\nm: f:0.1,0.2\nv: f:0.3,0.6\nn = BatchNormalization(x, g, b, m, v)\nlow: f0:0\nhigh: f0:6\ny = Clip(n, low, high)"),
    ];

    // The two forms differ by some 1e-3, less than differences of floats can tell.
    [TestCase("none")]
    [TestCase("tanh")]
    public void Gradient_OfGelu_IsThatOfItsForm(string form)
    {
        double[] x = [-2.5, -1.2, 0.3, 1.5, 2.2];
        var source = new GraphText($"x: Bx5\ny = Gelu(x) approximate={form}", 20);
        var feeds = new Dictionary<string, Feed> { ["x"] = new([.. x.Select(v => (float)v)], [1, 5]) };

        var (_, _, gradients) = source.Differentiate(["y"], ["x"]).Run(feeds, count => [.. Enumerable.Repeat(1f, count)]);

        double Value(double v) => form == "tanh"
            ? 0.5 * v * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (v + (0.044715 * v * v * v))))
            : 0.5 * v * (1 + SpecialFunctions.Erf(v / Math.Sqrt(2)));
        Assert.That(gradients["x"].Values, Is.EqualTo(x.Select(v => (Value(v + 1e-5) - Value(v - 1e-5)) / 2e-5)).Within(2e-6));
    }

    [TestCaseSource(nameof(s_cases))]
    public void Gradient_OfOperator_EqualsCentralDifferences(OperatorCase operatorCase) => operatorCase.AssertGradients();

    [TestCaseSource(nameof(s_graphs))]
    public void Gradient_OfGraph_EqualsCentralDifferences(GraphText graph) => graph.AssertGradients();
}
