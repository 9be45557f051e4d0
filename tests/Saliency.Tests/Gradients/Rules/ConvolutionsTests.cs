namespace Saliency.Tests.Gradients.Rules;

/// <summary>Convolutions and transposed ones: gradients against central differences; how the lines are read stands at <see cref="OperatorCase"/>.</summary>
public class ConvolutionsTests
{
    private static readonly OperatorCase[] s_cases =
    [
        new("Conv", "Bx2x7 3x2x3 3"),
        new("Conv", "Bx2x5x5 3x2x3x3 3", "pads=[1,1,1,1]"),
        new("Conv", "Bx2x5x6 3x2x3x2", "strides=[2,1] pads=[1,0,0,1]"),
        new("Conv", "Bx2x6x6 3x2x3x3 3", "strides=[2,2] pads=[1,1,1,1]"),
        new("Conv", "Bx2x7x7 3x2x2x2", "dilations=[2,3]"),
        new("Conv", "Bx2x8x8 2x2x3x3", "strides=[3,2] dilations=[2,1] pads=[2,1,1,0]"),
        new("Conv", "Bx4x5x5 6x2x3x3 6", "group=2 pads=[1,1,1,1]"),
        new("Conv", "Bx4x6x6 4x2x3x3", "group=2 strides=[2,2]"),
        new("Conv", "Bx3x5x5 3x1x3x3 3", "group=3 pads=[1,1,1,1]"),
        new("Conv", "Bx3x6x6 3x1x3x3", "group=3 strides=[2,2] pads=[1,1,1,1]"),
        new("Conv", "Bx3x5x5 6x1x3x3", "group=3"),
        new("Conv", "Bx2x5x5 3x2x3x3", "auto_pad=SAME_UPPER"),
        new("Conv", "Bx2x6x6 3x2x3x3", "auto_pad=SAME_LOWER strides=[2,2]"),
        new("Conv", "Bx2x6x6 3x2x2x2", "auto_pad=VALID"),
        new("Conv", "Bx2x4x4 3x2x1x1 3"),
        new("Conv", "Bx2x5x5 3x2x1x1", "strides=[2,2]"),
        new("Conv", "Bx1x3x4x4 2x1x2x2x2 2", "pads=[0,1,1,1,0,0]"),
        new("Conv", "Bx1x4x4x4 2x1x3x3x3", "strides=[2,1,2] pads=[1,1,1,1,1,1]"),
        new("Conv", "Bx2x5x5 3x2x3x3", "pads=[3,3,3,3]"),
        new("Conv", "Bx2x5x5 3x2x3x3", "pads=[4,1,0,3]"),
        new("Conv", "Bx2x5x5 3x2x3x3", "pads=[1,1,0,0]"),
        new("Conv", "Bx2x6x6 3x2x2x2", "auto_pad=VALID strides=[2,3]"),
        new("Conv", "=Bx2x5x5 3x2x3x3"),
        new("Conv", "Bx2x5x5 =3x2x3x3"),
        new("Conv", "=Bx2x5x5 =3x2x3x3 3"),
        new("Conv", "Bx4x5x5 2x2x3x3", "group=2"),
        new("Conv", "Bx2x6x6 3x2x1x1", "strides=[2,2] auto_pad=SAME_UPPER"),
        new("Conv", "Bx2x6x6 3x2x4x4", "auto_pad=SAME_LOWER"),
        new("Conv", "Bx2x6x6 3x2x4x4", "auto_pad=SAME_UPPER"),
        new("Conv", "Bx2x8x8 3x2x2x3", "strides=[3,3] dilations=[1,2]"),
        new("ConvTranspose", "Bx2x5 2x3x3 3"),
        new("ConvTranspose", "Bx2x4x4 2x3x3x3 3", "strides=[2,2] pads=[1,1,1,1] output_padding=[1,1]"),
        new("ConvTranspose", "Bx2x3x4 2x3x2x3", "strides=[2,1]"),
        new("ConvTranspose", "Bx4x3x3 4x2x3x3", "group=2 dilations=[2,1]"),
        new("ConvTranspose", "Bx3x3x3 3x1x3x3 3", "group=3 strides=[2,2]"),
        new("ConvTranspose", "Bx2x3x3 2x2x3x3", "strides=[2,2] auto_pad=SAME_UPPER"),
        new("ConvTranspose", "Bx2x3x3 2x2x3x3", "strides=[2,2] output_shape=[6,6]"),
        new("ConvTranspose", "=Bx2x3x3 2x2x3x3"),
        new("ConvTranspose", "Bx2x3x3 =2x2x3x3"),
        new("ConvTranspose", "=Bx2x3x3 =2x3x3x3 3"),
        new("ConvTranspose", "Bx2x3x3 2x2x5x5", "strides=[2,2] auto_pad=SAME_UPPER"),
        new("ConvTranspose", "Bx2x3x3 2x2x5x5", "strides=[2,2] auto_pad=SAME_LOWER"),
        new("ConvTranspose", "Bx2x3x4 2x2x3x3", "strides=[2,2] auto_pad=SAME_LOWER"),
        new("ConvTranspose", "Bx2x3x3 2x2x5x5", "strides=[2,2] output_shape=[6,7]"),
        new("ConvTranspose", "Bx2x3x3 2x2x3x3", "strides=[2,2] output_shape=[6,6] output_padding=[1,1]"),
        new("ConvTranspose", "Bx2x3x3 2x2x3x3", "strides=[2,2] output_shape=[5,5] output_padding=[1,1]"),
        new("ConvTranspose", "Bx2x3x3 2x2x2x2", "strides=[2,2] dilations=[2,2] output_shape=[6,6]"),
        new("ConvTranspose", "Bx2x3x3 2x2x2x2", "strides=[2,2] output_shape=[7,7] output_padding=[1,1]"),
        new("ConvTranspose", "Bx2x4x4 2x2x3x3", "strides=[3,2] pads=[1,0,0,2]"),
    ];

    [TestCaseSource(nameof(s_cases))]
    public void Gradient_OfOperator_EqualsCentralDifferences(OperatorCase operatorCase) => operatorCase.AssertGradients();
}
