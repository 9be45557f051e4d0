namespace Saliency.Tests.Gradients.Rules;

/// <summary>Normalisations: gradients against central differences; how the lines are read stands at <see cref="OperatorCase"/>.</summary>
public class NormalizationsTests
{
    private static readonly OperatorCase[] s_cases =
    [
        new("BatchNormalization", "Bx3x4 3 3 3 +3"),
        new("BatchNormalization", "Bx3x2x2 3 3 3 +3", "epsilon=0.1"),
        new("BatchNormalization", "Bx3 3 3 3 +3"),
        new("BatchNormalization", "Bx3x2x2 3 3 3 +3", Opset: 9),
        new("InstanceNormalization", "Bx3x6 3 3"),
        new("InstanceNormalization", "Bx2x3x3 2 2", "epsilon=0.1"),
        new("LayerNormalization", "Bx3x4 4 4"),
        new("LayerNormalization", "Bx3x4 4"),
        new("LayerNormalization", "Bx3x4 3x4 3x4", "axis=1"),
        new("LayerNormalization", "Bx5 5 5", "axis=-1 epsilon=0.2"),
        new("GroupNormalization", "Bx4x3 2 2", "num_groups=2"),
        new("GroupNormalization", "Bx4x2x2 4 4", "num_groups=2", 21),
        new("GroupNormalization", "Bx4x2x2 4 4", "num_groups=4 epsilon=0.1"),
        new("RMSNormalization", "Bx3x4 4", Opset: 23),
        new("RMSNormalization", "Bx3x4 3x4", "axis=1 epsilon=0.1", 23),
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

    [TestCaseSource(nameof(s_cases))]
    public void Gradient_OfOperator_EqualsCentralDifferences(OperatorCase operatorCase) => operatorCase.AssertGradients();
}
