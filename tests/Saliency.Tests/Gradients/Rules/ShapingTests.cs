namespace Saliency.Tests.Gradients.Rules;

/// <summary>Operators that move values: gradients against central differences; how the lines are read stands at <see cref="OperatorCase"/>.</summary>
public class ShapingTests
{
    private static readonly OperatorCase[] s_cases =
    [
        new("Reshape", "Bx6 i:0,2,3"),
        new("Reshape", "Bx2x3 i:-1,6"),
        new("Reshape", "Bx2x3 i:-1"),
        new("Flatten", "Bx2x3"),
        new("Flatten", "Bx2x3", "axis=2"),
        new("Flatten", "Bx2x3", "axis=0"),
        new("Squeeze", "Bx1x3x1 i:1"),
        new("Squeeze", "Bx1x3x1 i:1,-1"),
        new("Squeeze", "Bx1x3", "axes=[1]", 11),
        // Every axis of one: of a batch of one the batch itself.
        new("Squeeze", "Bx1x3x1"),
        new("Squeeze", "Bx1x1", "", 11),
        new("Unsqueeze", "Bx3 i:1"),
        new("Unsqueeze", "Bx3 i:0,-1"),
        new("Unsqueeze", "Bx3", "axes=[2]", 11),
        new("Transpose", "Bx2x3"),
        new("Transpose", "Bx2x3", "perm=[1,2,0]"),
        new("Concat", "Bx2x3 Bx1x3", "axis=1"),
        new("Concat", "Bx2 Bx2 Bx3", "axis=-1"),
        new("Concat", "Bx2 2x2 Bx2", "axis=0"),
        new("Concat", "Bx2 =2x2", "axis=0"),
        new("Concat", "Bx2x2 =1x2x2", "axis=0"),
        new("Concat", "2x3 =2x2", "axis=1"),
        new("Concat", "=2x2 2x3 =2x1", "axis=1"),
        new("Concat", "=Bx2 2x2 =Bx2", "axis=0"),
        new("Split", "Bx6", "axis=1 num_outputs=2", 18, Outputs: 2),
        new("Split", "Bx6 i:1,2,3", "axis=1", 18, Outputs: 3),
        new("Split", "Bx6 i:4,2", "axis=-1", 13, Outputs: 2),
        new("Split", "Bx6", "axis=1 split=[2,4]", 11, Outputs: 2),
        new("Split", "6x2 i:2,4", Outputs: 2),
        new("Expand", "Bx1x3 i:2,1,4,3"),
        new("Expand", "Bx1x3 i:1,2,1"),
        new("Expand", "3x1 i:3,4"),
        new("Tile", "Bx2x3 i:1,3,2"),
        new("Tile", "Bx2 i:2,1"),
        new("DepthToSpace", "Bx8x2x3", "blocksize=2"),
        new("DepthToSpace", "Bx8x2x3", "blocksize=2 mode=CRD"),
        new("DepthToSpace", "Bx4x2x3", "blocksize=2 mode=DCR"),
        new("SpaceToDepth", "Bx2x4x6", "blocksize=2"),
        new("Trilu", "Bx3x4"),
        new("Trilu", "Bx3x4 i0:1"),
        new("Trilu", "Bx3x4 i0:-1", "upper=0"),
        new("CumSum", "Bx4 i0:1"),
        new("CumSum", "Bx4x2 i0:-2", "exclusive=1"),
        new("CumSum", "Bx4 i0:1", "reverse=1"),
        new("CumSum", "Bx4 i0:1", "reverse=1 exclusive=1"),
    ];

    private static readonly GraphText[] s_graphs =
    [
        // A convolution whose gradient is cut into channels.
        new("x: Bx2x4x4\nx1: Bx3x4x4\nc = Concat(x, x1) axis=1\nw: =4x5x3x3\ny = Conv(c, w) pads=[1,1,1,1]"),
        new("x: Bx2x4x4\nk: =Bx1x4x4\nx1: Bx3x4x4\nc = Concat(x, k, x1) axis=1\nw: =4x6x3x2\ny = Conv(c, w) dilations=[1,2]"),
        new("x: Bx2x4x4\nx1: Bx2x4x4\nc = Concat(x, x1) axis=1\nw: =4x2x3x3\ny = Conv(c, w) group=2"),
        new("x: Bx2x4x4\nx1: Bx2x4x4\nc = Concat(x, x1) axis=1\nw: =4x1x3x3\ny = Conv(c, w) group=4"),
        new("x: Bx2x4x4\nx1: Bx2x4x4\nc = Concat(x, x1) axis=2\nw: =4x2x3x3\ny = Conv(c, w)"),
        new("x: Bx2x4x4\nx1: Bx3x4x4\nc = Concat(x, x1) axis=1\nw: =4x5x2x2\ny = Conv(c, w) strides=[2,2]"),
        // Pieces that nothing reads.
        new("x: Bx6\ns: i:2,3,1\na, b, c = Split(x, s) axis=1\ne = Neg(a)\nf = Concat(e, c) axis=1\none: f0:1\nk = Greater(b, one)\nl = Cast(k) to=1\ny = Concat(f, l) axis=1"),
    ];

    [TestCaseSource(nameof(s_cases))]
    public void Gradient_OfOperator_EqualsCentralDifferences(OperatorCase operatorCase) => operatorCase.AssertGradients();

    [TestCaseSource(nameof(s_graphs))]
    public void Gradient_OfGraph_EqualsCentralDifferences(GraphText graph) => graph.AssertGradients();
}
