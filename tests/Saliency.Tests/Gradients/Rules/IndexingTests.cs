namespace Saliency.Tests.Gradients.Rules;

/// <summary>Operators that pick, place or pad values: gradients against central differences; how the lines are read stands at <see cref="OperatorCase"/>.</summary>
public class IndexingTests
{
    private static readonly OperatorCase[] s_cases =
    [
        new("Slice", "Bx5x6 i:1,2 i:4,6 i:1,2"),
        new("Slice", "Bx5x6 i:-4 i:-1 i:1"),
        new("Slice", "Bx5x6 i:0 i:100 i:1"),
        new("Slice", "Bx5x6 i:5,0 i:-100,6 i:1,2 i:-2,3"),
        new("Slice", "Bx5 i:0,1 i:1,4"),
        new("Slice", "Bx5", "starts=[1] ends=[3] axes=[1]", 9),
        new("Slice", "Bx5x6 i:-100 i:3 i:1"),
        new("Slice", "Bx5x6 i:-1 i:100 i:1"),
        new("Slice", "Bx5x6 i:100,1 i:200,4 i:1,-1"),
        new("Slice", "Bx5x6 i:1,2 i:4,6 i:1,2 i:1,1"),
        new("Slice", "Bx5x6 i:1,2 i:4,6 i:1,2 i:1,2"),
        new("Slice", "5x4 i:1 i:4 - i:2"),
        new("Pad", "Bx2x3 i:0,1,2,0,0,1"),
        new("Pad", "Bx2x3 i:0,1,-1,0,0,2"),
        new("Pad", "Bx2x3 i:0,1,2,0,0,1 ."),
        new("Pad", "Bx2x3 i:1,2 - i:2"),
        new("Pad", "Bx3x4 i:0,1,2,0,2,3", "mode=reflect"),
        new("Pad", "Bx3x4 i:0,1,2,0,2,3", "mode=edge"),
        new("Pad", "Bx3x4 i:0,1,2,0,2,1", "mode=wrap", 19),
        new("Pad", "Bx3x4", "pads=[0,1,2,0,0,1] value=0.5", 10),
        new("Gather", "Bx4x3 i:0,2,2,-1", "axis=1"),
        new("Gather", "Bx4x3 i0:2", "axis=1"),
        new("Gather", "Bx4x3 i0:-1", "axis=2"),
        new("Gather", "Bx4x3 i:1", "axis=1"),
        new("Gather", "Bx4x3 i:0", "axis=1"),
        new("Gather", "Bx4 i:0"),
        new("Gather", "Bx4 i0:-1"),
        new("Gather", "Bx4x3 i[1x1x1]:1", "axis=2"),
        new("Gather", "Bx4 i[2x2]:0,1,1,3", "axis=1"),
        new("Gather", "Bx4x3 i[1x1]:3", "axis=1"),
        new("Gather", "4x3 i:1,3,1"),
        new("GatherElements", "4x3 i[2x3]:0,1,3,0,2,1", "axis=0"),
        new("GatherElements", "Bx3 i[1x2]:2,2", "axis=1"),
        new("GatherND", "4x3 i[3x2]:0,1,3,2,0,1"),
        new("GatherND", "4x3 i[3x1]:0,3,0"),
        new("ScatterElements", "Bx4 i[1x2]:1,3 1x2", "axis=1"),
        new("ScatterElements", "5x3 i[2x3]:0,1,2,4,3,0 2x3"),
        new("ScatterElements", "5x3 i[2x3]:0,1,2,4,3,0 =2x3"),
        new("ScatterElements", "=5x3 i[2x3]:0,1,2,4,3,0 2x3"),
        new("ScatterElements", "+5x3 i[3x3]:0,1,2,0,3,0,0,1,1 =3x3", "reduction=mul"),
        new("ScatterElements", "5x3 i[3x3]:0,1,2,0,3,0,0,1,1 =3x3", "reduction=max"),
        new("ScatterElements", "=5x3 i[3x3]:0,1,2,0,3,0,0,1,1 3x3", "reduction=min"),
        new("ScatterElements", "5x3 i[2x3]:0,1,2,0,3,0 2x3", "reduction=add"),
        new("ScatterElements", "+5x3 i[3x3]:0,1,2,0,3,0,0,1,1 +3x3", "reduction=mul"),
        new("ScatterElements", "5x3 i[3x3]:0,1,2,0,3,0,0,1,1 3x3", "reduction=max"),
        new("ScatterElements", "5x3 i[3x3]:0,1,2,0,3,0,0,1,1 3x3", "reduction=min"),
        new("ScatterND", "4x3 i[2x1]:1,3 2x3"),
        new("ScatterND", "4x3 i[3x2]:1,2,0,0,1,2 3", "reduction=add"),
        new("ScatterND", "+4x3 i[3x2]:1,2,0,0,1,2 +3", "reduction=mul"),
        new("ScatterND", "4x3 i[3x2]:1,2,0,0,1,2 3", "reduction=max"),
        new("ScatterND", "4x3 i[3x2]:1,2,0,0,1,2 3", "reduction=min"),
        new("Scatter", "Bx4 i[1x2]:1,3 1x2", "axis=1", 9),
        new("TopK", "Bx5 i:2", "axis=1", 18, Outputs: 2),
        new("TopK", "Bx5x2 i:3", "axis=1 largest=0", 18, Outputs: 2),
        new("TopK", "Bx5", "k=2", 9, Outputs: 2),
        new("Compress", "Bx4 b:1,0,1,1", "axis=1"),
        new("Compress", "2x3 b:1,0,1,1,0,1"),
        new("OneHot", "i:0,2,1 i0:3 2"),
        new("OneHot", "i:0,2,1 i0:3 2", "axis=0"),
        new("OneHot", "i:0,2,0,1 i0:3 2"),
        new("GatherND", "2x3x2 i[2x1]:0,2", "batch_dims=1"),
        new("OneHot", "i[2x2]:0,2,0,1 i0:3 2", "axis=1"),
    ];

    private static readonly GraphText[] s_graphs =
    [
        new("x: Bx5\nzero: i:0\none: i:1\nn = Shape(x) end=1\ny = Slice(x, zero, n, one)"),
    ];

    [TestCaseSource(nameof(s_cases))]
    public void Gradient_OfOperator_EqualsCentralDifferences(OperatorCase operatorCase) => operatorCase.AssertGradients();

    [TestCaseSource(nameof(s_graphs))]
    public void Gradient_OfGraph_EqualsCentralDifferences(GraphText graph) => graph.AssertGradients();
}
