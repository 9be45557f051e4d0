namespace Saliency.Tests.Gradients.Rules;

/// <summary>Pooling of regions: gradients against central differences; how the lines are read stands at <see cref="OperatorCase"/>.</summary>
public class RegionPoolingTests
{
    private static readonly OperatorCase[] s_cases =
    [
        new("RoiAlign", "Bx2x6x6 f[3x4]:0.3,0.4,4.2,5.1,1.1,0.6,3.4,2.9,-2.5,-1,8,7.5 i:0,0,0", "output_height=2 output_width=3 sampling_ratio=2"),
        new("RoiAlign", "Bx2x6x6 f[3x4]:0.3,0.4,4.2,5.1,1.1,0.6,3.4,2.9,-2.5,-1,8,7.5 i:0,0,0", "output_height=2 output_width=3 sampling_ratio=2 coordinate_transformation_mode=output_half_pixel"),
        new("RoiAlign", "Bx2x6x6 f[3x4]:0.3,0.4,4.2,5.1,1.1,0.6,1.4,1.2,-2.5,-1,8,7.5 i:0,0,0", "output_height=2 output_width=2 sampling_ratio=1 spatial_scale=0.7 coordinate_transformation_mode=output_half_pixel"),
        new("RoiAlign", "Bx2x6x6 f[3x4]:0.3,0.4,4.2,5.1,1.1,0.6,3.4,2.9,-2.5,-1,8,7.5 i:0,0,0", "output_height=2 output_width=3"),
        new("RoiAlign", "Bx2x6x6 f[3x4]:0.3,0.4,4.2,5.1,3.4,2.9,1.1,0.6,-2.5,-1,8,7.5 i:0,0,0"),
        new("RoiAlign", "Bx2x6x6 f[2x4]:0.3,0.4,4.2,5.1,1.1,0.6,3.4,2.9 i:0,0", "output_height=2 output_width=2 sampling_ratio=2", 10),
        new("RoiAlign", "Bx2x6x6 f[3x4]:0.3,0.4,4.2,5.1,1.1,0.6,3.4,2.9,-2.5,-1,8,7.5 i:0,0,0", "mode=max output_height=2 output_width=3 sampling_ratio=2"),
        new("RoiAlign", "Bx2x6x6 f[3x4]:0.3,0.4,4.2,5.1,1.1,0.6,3.4,2.9,-2.5,-1,8,7.5 i:0,0,0", "mode=max output_height=2 output_width=3 coordinate_transformation_mode=output_half_pixel"),
        new("RoiAlign", "Bx2x6x6 f[3x4]:0.3,0.4,4.2,5.1,1.1,0.6,3.4,2.9,-2.5,-1,8,7.5 i:0,0,0", "mode=max"),
        new("RoiAlign", "nBx2x6x6 f[3x4]:0.3,0.4,4.2,5.1,1.1,0.6,2.4,1.9,0.5,0.5,4.6,4.5 i:0,0,0", "mode=max output_height=2 output_width=3"),
        new("RoiAlign", "3x2x6x6 f[3x4]:0.3,0.4,4.2,5.1,1.1,0.6,3.4,2.9,-2.5,-1,8,7.5 i:2,0,2", "output_height=2 output_width=2 sampling_ratio=2"),
        new("RoiAlign", "3x2x4x7 f[3x4]:0.3,0.4,4.2,3.1,1.1,0.6,3.4,2.9,-2.5,-1,8,7.5 i:2,0,2", "output_height=3 output_width=2"),
        new("RoiAlign", "3x2x4x7 f[1x4]:0.3,0.4,4.2,3.1 i:2", "output_height=1 output_width=2 sampling_ratio=1 coordinate_transformation_mode=output_half_pixel"),
        new("RoiAlign", "3x2x4x7 f[3x4]:0.3,0.4,4.2,3.1,1.1,0.6,3.4,2.9,-2.5,-1,8,7.5 i:2,0,2", "mode=max output_height=3 output_width=2 sampling_ratio=2"),
        new("RoiAlign", "3x2x6x6 f[3x4]:0.3,0.4,4.2,5.1,1.1,0.6,3.4,2.9,-2.5,-1,8,7.5 i:2,0,2", "mode=max output_height=2 output_width=2 sampling_ratio=2"),
    ];

    [TestCaseSource(nameof(s_cases))]
    public void Gradient_OfOperator_EqualsCentralDifferences(OperatorCase operatorCase) => operatorCase.AssertGradients();
}
