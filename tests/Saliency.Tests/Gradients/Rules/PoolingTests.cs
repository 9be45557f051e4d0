namespace Saliency.Tests.Gradients.Rules;

/// <summary>Pools: gradients against central differences; how the lines are read stands at <see cref="OperatorCase"/>.</summary>
public class PoolingTests
{
    private static readonly OperatorCase[] s_cases =
    [
        new("MaxPool", "Bx2x8", "kernel_shape=[2] strides=[2]"),
        new("MaxPool", "Bx2x6x6", "kernel_shape=[2,2] strides=[2,2]"),
        new("MaxPool", "Bx2x5x5", "kernel_shape=[3,3] strides=[2,2] pads=[1,1,1,1]"),
        new("MaxPool", "Bx2x5x5", "kernel_shape=[3,3]"),
        new("MaxPool", "Bx1x6x6", "kernel_shape=[3,3] strides=[2,2] ceil_mode=1"),
        new("MaxPool", "Bx1x7x7", "kernel_shape=[2,2] dilations=[2,3]"),
        new("MaxPool", "Bx1x5x5", "kernel_shape=[3,3] strides=[2,2] auto_pad=SAME_UPPER"),
        new("MaxPool", "Bx1x5x5", "kernel_shape=[3,2] strides=[2,2] auto_pad=SAME_LOWER"),
        new("MaxPool", "Bx1x4x4x4", "kernel_shape=[2,2,2] strides=[2,2,2]"),
        new("MaxPool", "Bx2x5x5", "kernel_shape=[3,3] strides=[2,1] storage_order=1"),
        new("MaxPool", "Bx2x5x5", "kernel_shape=[3,3] strides=[2,2]", 8),
        new("AveragePool", "Bx2x8", "kernel_shape=[3] strides=[2]"),
        new("AveragePool", "Bx2x6x6", "kernel_shape=[2,2] strides=[2,2]"),
        new("AveragePool", "Bx2x5x5", "kernel_shape=[3,3] strides=[2,2] pads=[1,1,1,1]"),
        new("AveragePool", "Bx2x5x5", "kernel_shape=[3,3] strides=[2,2] pads=[1,1,1,1] count_include_pad=1"),
        new("AveragePool", "Bx1x6x6", "kernel_shape=[3,3] strides=[2,2] ceil_mode=1"),
        new("AveragePool", "Bx1x6x6", "kernel_shape=[3,3] strides=[2,2] pads=[1,1,0,0] ceil_mode=1 count_include_pad=1"),
        new("AveragePool", "Bx2x5x5", "kernel_shape=[2,3] pads=[0,1,1,0]"),
        new("AveragePool", "Bx1x5x5", "kernel_shape=[3,3] strides=[2,2] auto_pad=SAME_UPPER"),
        new("AveragePool", "Bx1x7x7", "kernel_shape=[2,2] dilations=[2,2]", 19),
        new("AveragePool", "Bx1x4x4x4", "kernel_shape=[2,2,2]"),
        new("AveragePool", "Bx2x7x5", "kernel_shape=[3,2] strides=[2,3] pads=[0,1,2,0] dilations=[2,1] count_include_pad=1", 19),
        new("AveragePool", "Bx1x6x6", "kernel_shape=[4,3] auto_pad=SAME_LOWER strides=[3,2]"),
        new("LpPool", "Bx2x6x6", "kernel_shape=[2,2] strides=[2,2]"),
        new("LpPool", "Bx2x5x5", "kernel_shape=[3,3] strides=[2,2] pads=[1,1,1,1] p=3"),
        new("LpPool", "Bx2x7", "kernel_shape=[3] p=1"),
        new("LpPool", "Bx2x7", "kernel_shape=[3] p=4"),
        new("AveragePool", "Bx1x5x6", "kernel_shape=[3,3] strides=[3,3] pads=[1,1,1,1] dilations=[1,2] ceil_mode=1 count_include_pad=1", 19),
        new("MaxUnpool", "1x1x2x2 i[1x1x2x2]:0,3,9,14", "kernel_shape=[2,2] strides=[2,2]"),
        new("AveragePool", "Bx1x7x7", "kernel_shape=[2,2] strides=[3,3] auto_pad=SAME_UPPER"),
        new("AveragePool", "Bx1x8x8", "kernel_shape=[1,2] strides=[3,4] auto_pad=SAME_LOWER"),
        new("MaxPool", "Bx1x8x8", "kernel_shape=[1,2] strides=[3,4] auto_pad=SAME_LOWER"),
        new("GlobalAveragePool", "Bx3x4"),
        new("GlobalAveragePool", "Bx2x3x3"),
        new("GlobalMaxPool", "Bx2x3x3"),
        new("GlobalMaxPool", "Bx2x5"),
        new("GlobalLpPool", "Bx2x3x3"),
        new("GlobalLpPool", "Bx2x3x3", "p=3"),
        new("GlobalLpPool", "Bx2x3x3", "p=1"),
    ];

    [TestCaseSource(nameof(s_cases))]
    public void Gradient_OfOperator_EqualsCentralDifferences(OperatorCase operatorCase) => operatorCase.AssertGradients();
}
