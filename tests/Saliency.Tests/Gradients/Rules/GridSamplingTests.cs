namespace Saliency.Tests.Gradients.Rules;

/// <summary>Sampling at computed places: gradients against central differences; how the lines are read stands at <see cref="OperatorCase"/>.</summary>
public class GridSamplingTests
{
    private static readonly OperatorCase[] s_cases =
    [
        new("GridSample", "Bx2x4x5 Bx3x2x2", "mode=bilinear padding_mode=zeros align_corners=0", 16),
        new("GridSample", "Bx2x4x3 Bx2x4x2", "mode=linear padding_mode=zeros align_corners=0", 20),
        new("GridSample", "Bx2x4x5 Bx3x2x2", "mode=bilinear padding_mode=zeros align_corners=1", 16),
        new("GridSample", "Bx2x4x5 Bx3x2x2", "mode=bilinear padding_mode=border align_corners=0", 16),
        new("GridSample", "Bx2x4x3 Bx2x4x2", "mode=linear padding_mode=border align_corners=0", 20),
        new("GridSample", "Bx2x4x5 Bx3x2x2", "mode=bilinear padding_mode=border align_corners=1", 16),
        new("GridSample", "Bx2x4x5 Bx3x2x2", "mode=bilinear padding_mode=reflection align_corners=0", 16),
        new("GridSample", "Bx2x4x3 Bx2x4x2", "mode=linear padding_mode=reflection align_corners=0", 20),
        new("GridSample", "Bx2x4x5 Bx3x2x2", "mode=bilinear padding_mode=reflection align_corners=1", 16),
        new("GridSample", "Bx2x4x5 Bx3x2x2", "mode=nearest padding_mode=zeros align_corners=0", 16),
        new("GridSample", "Bx2x4x3 Bx2x4x2", "mode=nearest padding_mode=zeros align_corners=0", 20),
        new("GridSample", "Bx2x4x5 Bx3x2x2", "mode=nearest padding_mode=zeros align_corners=1", 16),
        new("GridSample", "Bx2x4x5 Bx3x2x2", "mode=nearest padding_mode=border align_corners=0", 16),
        new("GridSample", "Bx2x4x3 Bx2x4x2", "mode=nearest padding_mode=border align_corners=0", 20),
        new("GridSample", "Bx2x4x5 Bx3x2x2", "mode=nearest padding_mode=border align_corners=1", 16),
        new("GridSample", "Bx2x4x5 Bx3x2x2", "mode=nearest padding_mode=reflection align_corners=0", 16),
        new("GridSample", "Bx2x4x3 Bx2x4x2", "mode=nearest padding_mode=reflection align_corners=0", 20),
        new("GridSample", "Bx2x4x5 Bx3x2x2", "mode=nearest padding_mode=reflection align_corners=1", 16),
        new("GridSample", "Bx2x4x5 Bx3x2x2", "mode=bicubic padding_mode=zeros align_corners=0", 16),
        new("GridSample", "Bx2x4x3 Bx2x4x2", "mode=cubic padding_mode=zeros align_corners=0", 20),
        new("GridSample", "Bx2x4x5 Bx3x2x2", "mode=bicubic padding_mode=zeros align_corners=1", 16),
        new("GridSample", "Bx2x4x5 Bx3x2x2", "mode=bicubic padding_mode=border align_corners=0", 16),
        new("GridSample", "Bx2x4x3 Bx2x4x2", "mode=cubic padding_mode=border align_corners=0", 20),
        new("GridSample", "Bx2x4x5 Bx3x2x2", "mode=bicubic padding_mode=border align_corners=1", 16),
        new("GridSample", "Bx2x4x5 Bx3x2x2", "mode=bicubic padding_mode=reflection align_corners=0", 16),
        new("GridSample", "Bx2x4x3 Bx2x4x2", "mode=cubic padding_mode=reflection align_corners=0", 20),
        new("GridSample", "Bx2x4x5 Bx3x2x2", "mode=bicubic padding_mode=reflection align_corners=1", 16),
        new("GridSample", "Bx1x1x4 Bx3x2x2", Opset: 16),
        new("GridSample", "Bx1x1x4 Bx3x2x2", "padding_mode=reflection align_corners=1", 16),
        new("GridSample", "Bx1x4x5 Bx6x6x2", "padding_mode=reflection", 16),
        new("GridSample", "Bx1x4x5 *Bx6x6x2", "padding_mode=reflection", 16),
        new("GridSample", "Bx1x4x5 *Bx6x6x2", "padding_mode=reflection align_corners=1", 16),
        new("GridSample", "Bx1x1x4 *Bx3x2x2", "mode=bicubic padding_mode=reflection align_corners=1", 16),
        new("GridSample", "=Bx2x4x5 Bx3x2x2", Opset: 16),
        new("GridSample", "Bx2x4x5 =Bx3x2x2", Opset: 16),
    ];

    [TestCaseSource(nameof(s_cases))]
    public void Gradient_OfOperator_EqualsCentralDifferences(OperatorCase operatorCase) => operatorCase.AssertGradients();
}
