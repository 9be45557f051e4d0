namespace Saliency.Tests.Gradients.Rules;

/// <summary>Normalisations: gradients against central differences; how the lines are read stands at <see cref="OperatorCase"/>.</summary>
public class NormalizationsTests
{
    private static readonly OperatorCase[] s_cases =
    [
        new("BatchNormalization", "Bx3x4 3 3 3 +3"),
        new("BatchNormalization", "Bx3x2x2 3 3 3 +3", "epsilon=0.1"),
        new("BatchNormalization", "Bx3 3 3 3 +3"),
        new("BatchNormalization", "Bx3 3 3 3 f:0.00001,0.00002,0.00003"),
        new("BatchNormalization", "Bx3x4 =3 =3 =3 f:0.5,1,2"),
        new("BatchNormalization", "=Bx3x4 =3 3 =3 f:0.5,1,2"),
        new("BatchNormalization", "=Bx3x4 =3 =3 3 f:0.5,1,2"),
        new("BatchNormalization", "=Bx3x4 3 =3 =3 f:0.5,1,2"),
        new("BatchNormalization", "=Bx3x4 =3 =3 =3 +3"),
        new("BatchNormalization", "Bx3x2x2 3 3 3 +3", Opset: 9),
        new("InstanceNormalization", "Bx3x6 3 3"),
        new("InstanceNormalization", "Bx2x3x3 2 2", "epsilon=0.1"),
        new("InstanceNormalization", "Bx3x6 =3 3"),
        new("InstanceNormalization", "Bx3x6 3 =3"),
        new("LayerNormalization", "Bx3x4 4 4"),
        new("LayerNormalization", "Bx3x4 4"),
        new("LayerNormalization", "Bx3x4 3x4 3x4", "axis=1"),
        new("LayerNormalization", "Bx5 5 5", "axis=-1 epsilon=0.2"),
        new("LayerNormalization", "Bx3x4 =4 4"),
        new("LayerNormalization", "Bx3x4 4 =4"),
        new("GroupNormalization", "Bx4x3 2 2", "num_groups=2"),
        new("GroupNormalization", "Bx4x2x2 4 4", "num_groups=2", 21),
        new("GroupNormalization", "Bx4x2x2 4 4", "num_groups=4 epsilon=0.1"),
        new("GroupNormalization", "Bx4x3 =2 2", "num_groups=2"),
        new("GroupNormalization", "Bx4x3 2 =2", "num_groups=2"),
        new("GroupNormalization", "Bx6x3 6 6", "num_groups=2", 21),
        new("RMSNormalization", "Bx3x4 4", Opset: 23),
        new("RMSNormalization", "Bx3x4 3x4", "axis=1 epsilon=0.1", 23),
        new("RMSNormalization", "Bx3x4 =4", Opset: 23),
        new("RMSNormalization", "=Bx3x4 4", Opset: 23),
        new("MeanVarianceNormalization", "Bx2x3x3"),
        new("MeanVarianceNormalization", "Bx2x3x3", "axes=[2,3]"),
        new("MeanVarianceNormalization", "Bx2x3x3", "axes=[1,2,3]"),
        new("LpNormalization", "Bx5"),
        new("LpNormalization", "Bx5x2", "axis=1 p=1"),
        new("LpNormalization", "Bx2x5", "p=1"),
        new("LpNormalization", "Bx5x2", "axis=1 p=2"),
        new("LRN", "Bx5x2x2", "size=3"),
        new("LRN", "Bx5x2x2", "size=5 alpha=0.5 beta=0.6 bias=1.5"),
        new("LRN", "Bx6x2x1", "size=3 alpha=0.9"),
    ];

    private static readonly GraphText[] s_graphs =
    [
        // Values so small that the guard against a deviation of zero decides.
        new("x: Bx3x6\ns: f0:0.002\nm = Mul(x, s)\ng: =3\nb: =3\ny = InstanceNormalization(m, g, b)"),
        new("x: Bx3x4\ns: f0:0.002\nm = Mul(x, s)\ng: =4\nb: =4\ny = LayerNormalization(m, g, b)"),
        new("x: Bx4x3\ns: f0:0.002\nm = Mul(x, s)\ng: =4\nb: =4\ny = GroupNormalization(m, g, b) num_groups=2", 21),
        new("x: Bx3x4\ns: f0:0.002\nm = Mul(x, s)\ng: =4\ny = RMSNormalization(m, g)", 23),
        new("x: Bx2x3x3\ns: f0:0.00002\nm = Mul(x, s)\ny = MeanVarianceNormalization(m)"),
        // Values so large that the default α counts.
        new("x: Bx5x2x2\ns: f0:50.0\nm = Mul(x, s)\ny = LRN(m) size=3"),
    ];

    [TestCaseSource(nameof(s_cases))]
    public void Gradient_OfOperator_EqualsCentralDifferences(OperatorCase operatorCase) => operatorCase.AssertGradients();

    [TestCaseSource(nameof(s_graphs))]
    public void Gradient_OfGraph_EqualsCentralDifferences(GraphText graph) => graph.AssertGradients();
}
