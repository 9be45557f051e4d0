namespace Saliency.Tests.Gradients.Rules;

/// <summary>Matrix products: gradients against central differences; how the lines are read stands at <see cref="OperatorCase"/>.</summary>
public class MatrixProductsTests
{
    private static readonly OperatorCase[] s_cases =
    [
        new("MatMul", "Bx3 3x4"),
        new("MatMul", "Bx2x3 3x4"),
        new("MatMul", "Bx2x3 Bx3x4"),
        new("MatMul", "Bx2x3x4 Bx2x4x2"),
        new("MatMul", "Bx2x3x4 2x4x2"),
        new("MatMul", "Bx2x3x4 Bx1x4x2"),
        new("MatMul", "2x3 Bx3x4"),
        new("MatMul", "Bx3 3"),
        new("MatMul", "Bx2x3 3"),
        new("MatMul", "3 Bx3x4"),
        new("MatMul", "3 3"),
        new("MatMul", "3 Bx2x3x4"),
        new("MatMul", "Bx2x3x4 4"),
        new("MatMul", "Bx1x3x4 2x4x2"),
        new("MatMul", "2x1x3x4 Bx4x2"),
        new("MatMul", "1x3x4 Bx4x2"),
        new("MatMul", "Bx2x3 1x3x4"),
        new("MatMul", "Bx1x2x3 Bx1x3x4"),
        new("MatMul", "Bx2x3 =3x4"),
        new("MatMul", "=Bx2x3 3x4"),
        new("Gemm", "Bx3 3x4 4"),
        new("Gemm", "Bx3 4x3 4", "transB=1"),
        new("Gemm", "Bx3 4x3 1", "transB=1 alpha=0.5 beta=2.0"),
        new("Gemm", "3xB 3x4 4", "transA=1"),
        new("Gemm", "Bx3 3x4 ."),
        new("Gemm", "Bx3 3x4"),
        new("Gemm", "3xB 4x3 Bx4", "transA=1 transB=1 alpha=1.5"),
        new("Gemm", "Bx3 3x4 Bx1", "beta=0.5"),
        new("Gemm", "Bx3 =3x4 =4"),
        new("Gemm", "=Bx3 3x4 =4"),
        new("Gemm", "=Bx3 =3x4 4"),
        new("Einsum", "Bx2x3 Bx3x4", "equation=bij,bjk->bik"),
        new("Einsum", "Bx2x3x4 Bx2x5x4", "equation=bhid,bhjd->bhij"),
        new("Einsum", "Bx2x3 4x3", "equation=...d,ed->...e"),
        new("Einsum", "Bx2x3", "equation=bij->bi"),
        new("Einsum", "Bx2x3", "equation=bij->jbi"),
        new("Einsum", "Bx3 Bx3", "equation=bi,bi->b"),
        new("Einsum", "Bx3 4", "equation=bi,j->bij"),
        new("Einsum", "Bx2 Bx3 2x3", "equation=bi,bj,ij->b"),
        new("Einsum", "Bx2x3 3x4", "equation=bij,jk"),
        new("Einsum", "Bx3 =Bx3", "equation=bi,bi->b"),
        new("Einsum", "=Bx3 Bx3", "equation=bi,bi->b"),
        new("Einsum", "Bx2x2x3 Bx2x3x4", "equation=...ij,...jk"),
        new("Einsum", "Bx2x3 Bx3x4", "equation=AiC,ACk->Aik"),
        new("Einsum", "1x2x3 Bx3x4", "equation=...ij,...jk->...ik"),
        new("Einsum", "Bx2x3 1x3x4", "equation=...ij,...jk->...ik"),
        new("Einsum", "Bx1x3 Bx2x3", "equation=bij,bij->bj"),
    ];

    private static readonly GraphText[] s_graphs =
    [
        // A matrix whose columns, or whose rows, follow the batch.
        new("x: Bx2\nx1: Bx3x2\nt = Transpose(x)\ny = MatMul(x1, t)"),
        new("x: Bx2\nx1: Bx3x2\nt = Transpose(x1) perm=[1,2,0]\ny = MatMul(t, x)"),
    ];

    [TestCaseSource(nameof(s_graphs))]
    public void Gradient_OfGraph_EqualsCentralDifferences(GraphText graph) => graph.AssertGradients();

    [TestCaseSource(nameof(s_cases))]
    public void Gradient_OfOperator_EqualsCentralDifferences(OperatorCase operatorCase) => operatorCase.AssertGradients();
}
