namespace Saliency.Tests.Gradients.Rules;

/// <summary>Quantisation passes gradients straight through: what arrives at a value that fits leaves unchanged, what was clamped gets none.</summary>
public class QuantizationTests
{
    private static readonly TestCaseData[] s_forms =
    [
        new TestCaseData("s: f0:0.01\nz: u0:128\nq = QuantizeLinear(x, s, z)\ny = DequantizeLinear(q, s, z)", (Func<int, (double, double)>)(_ => (-1.28, 1.27))).SetArgDisplayNames("uint8"),
        new TestCaseData("s: f0:0.01\nz: s0:20\nq = QuantizeLinear(x, s, z)\ny = DequantizeLinear(q, s, z)", (Func<int, (double, double)>)(_ => (-1.48, 1.07))).SetArgDisplayNames("int8"),
        new TestCaseData("s: f0:0.01\nq = QuantizeLinear(x, s)\ny = DequantizeLinear(q, s)", (Func<int, (double, double)>)(_ => (0, 2.55))).SetArgDisplayNames("without zero point"),
        new TestCaseData("s: f:0.002,0.006,0.02\nz: s:0,10,-100\nq = QuantizeLinear(x, s, z) axis=1\ny = DequantizeLinear(q, s, z) axis=1",
            (Func<int, (double, double)>)(channel => channel == 0 ? (-0.256, 0.254) : channel == 1 ? (-0.828, 0.702) : (-0.56, 4.54))).SetArgDisplayNames("per channel"),
        new TestCaseData("s: f0:0.01\nz: u0:128\nq = QuantizeLinear(x, s, z)\nt = Transpose(q) perm=[0,2,1]\nr = Transpose(t) perm=[0,2,1]\ny = DequantizeLinear(r, s, z)",
            (Func<int, (double, double)>)(_ => (-1.28, 1.27))).SetArgDisplayNames("moved between"),
        new TestCaseData("q, s, z = DynamicQuantizeLinear(x)\ny = DequantizeLinear(q, s, z)", (Func<int, (double, double)>)(_ => (-9, 9))).SetArgDisplayNames("dynamic"),
    ];

    [TestCaseSource(nameof(s_forms))]
    public void Gradient_AcrossAPair_PassesWhereTheValueFits(string nodes, Func<int, (double Low, double High)> range)
    {
        var source = new GraphText("x: Bx3x5\n" + nodes);
        var feeds = source.Build(3).Feeds;
        float[] x = feeds["x"].Values, seed = GraphText.SeedOf(x.Length);
        // No value of the ramp lies so near a bound that rounding would decide.
        var expected = x.Select((v, i) => range(i / 5 % 3) is var (low, high) && v >= low && v <= high ? seed[i] : 0);

        var (_, _, gradients) = source.Differentiate(["y"], ["x"]).Run(feeds, GraphText.SeedOf);

        // Divided by the scale and multiplied by it again: two roundings.
        Assert.That(gradients["x"].Values, Is.EqualTo(expected).Within(1e-6));
    }
}
