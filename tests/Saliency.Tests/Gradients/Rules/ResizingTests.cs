namespace Saliency.Tests.Gradients.Rules;

/// <summary>Resize in every mode, and what it was called before: gradients against central differences; how the lines are read stands at <see cref="OperatorCase"/>.</summary>
public class ResizingTests
{
    private static readonly OperatorCase[] s_cases =
    [
        new("Resize", "Bx2x3x4 - f:1,1,2,3"),
        new("Resize", "Bx2x5x6 - f:1,1,0.5,0.5", "mode=linear"),
        new("Resize", "Bx2x3x4 - f:1,1,2,2", "mode=linear coordinate_transformation_mode=align_corners"),
        new("Resize", "Bx2x3x4 - f:1,1,2,2", "mode=linear coordinate_transformation_mode=asymmetric"),
        new("Resize", "Bx2x3x4 - f:1,1,2,2", "mode=linear coordinate_transformation_mode=pytorch_half_pixel"),
        new("Resize", "Bx2x3x4 - f:1,1,1.5,1.7", "mode=linear"),
        new("Resize", "Bx2x3x4 - f:1,1,1.3,1.7", "mode=linear coordinate_transformation_mode=half_pixel_symmetric", 19),
        new("Resize", "Bx2x6x4 - f:1,1,0.7,0.6", "mode=linear coordinate_transformation_mode=half_pixel_symmetric", 19),
        new("Resize", "Bx2x5x5 - f:1,1,2,2", "mode=cubic"),
        new("Resize", "Bx2x5x5 - f:1,1,2,2", "mode=cubic cubic_coeff_a=-0.5 exclude_outside=1"),
        new("Resize", "Bx2x5x5 - f:1,1,0.6,0.6", "mode=cubic coordinate_transformation_mode=align_corners"),
        new("Resize", "Bx2x7x7 - f:1,1,0.4,0.4", "mode=cubic antialias=1 exclude_outside=1"),
        new("Resize", "Bx2x7x7 - f:1,1,0.4,0.4", "mode=linear antialias=1 exclude_outside=1"),
        new("Resize", "Bx2x7x7 - f:1,1,0.4,0.6", "mode=linear antialias=1"),
        new("Resize", "Bx2x7x7 - f:1,1,0.4,0.6", "mode=cubic antialias=1"),
        new("Resize", "Bx2x4x4 - f:2,1.5", "axes=[2,3] mode=linear"),
        new("Resize", "Bx2x4x4 - f:1.6,1.4", "axes=[2,3] mode=linear"),
        new("Resize", "Bx2x5x4 - f:1,1,1.1,1.2", "mode=linear"),
        new("Resize", "Bx2x5x4 - f:1,1,1.1,2", "mode=linear"),
        new("Resize", "Bx2x5x5 f:0,0,0.2,0.1,1,1,0.8,0.7 f:1,1,1,2", "mode=linear coordinate_transformation_mode=tf_crop_and_resize"),
        new("Resize", "Bx2x5x5 f:0,0,0.2,0.1,1,1,0.8,0.7 f:1,1,1,2", "coordinate_transformation_mode=tf_crop_and_resize"),
        new("Resize", "Bx2x5x5 f:0,0,0.2,0.1,1,1,0.8,0.9 f:1,1,2,1", "mode=cubic coordinate_transformation_mode=tf_crop_and_resize"),
        new("Resize", "Bx2x5x5 f:0,0,0.2,0.1,1,1,0.8,0.7 f:1,1,1,1", "mode=linear coordinate_transformation_mode=tf_crop_and_resize"),
        new("Resize", "3x2x4 - f:2,1,1.5"),
        new("Resize", "Bx2x3x4 - f:1,1,2,2", "mode=linear antialias=1"),
        new("Resize", "Bx2x5x4 - - i:9,7", "axes=[2,3] mode=linear keep_aspect_ratio_policy=not_larger"),
        new("Resize", "Bx2x4x5 - - i:1,1", "axes=[2,3] mode=linear coordinate_transformation_mode=align_corners"),
        new("Resize", "Bx2x4x5 - - i:1,1", "axes=[2,3] mode=linear coordinate_transformation_mode=pytorch_half_pixel"),
        new("Resize", "Bx2x5x7 - f:1,1,1.7,1.3", "nearest_mode=round_prefer_ceil"),
        new("Resize", "Bx2x5x7 - f:1,1,1.7,1.3", "nearest_mode=round_prefer_floor"),
        new("Resize", "Bx2x5x7 - f:1,1,0.7,0.45", "nearest_mode=round_prefer_ceil coordinate_transformation_mode=asymmetric"),
        new("Resize", "Bx2x5x7 - f:1,1,0.7,0.45", "nearest_mode=round_prefer_floor coordinate_transformation_mode=asymmetric"),
        new("Resize", "Bx2x5x5 f:0,0,0.2,0.1,1,1,0.8,0.7 f:1,1,0.2,0.2", "mode=linear coordinate_transformation_mode=tf_crop_and_resize"),
        new("Resize", "Bx2x5x5 f:0.2,0.1,0.8,0.7 f:2,2", "axes=[2,3] mode=linear coordinate_transformation_mode=tf_crop_and_resize"),
        new("Resize", "Bx2x5x5 f:0,0,1,1 f:2,2", "axes=[2,3] mode=linear coordinate_transformation_mode=tf_crop_and_resize"),
        new("Resize", "Bx2x4x6 - - i:8,9", "axes=[2,3] mode=linear keep_aspect_ratio_policy=not_larger"),
        new("Resize", "Bx2x4x6 - - i:9,9", "axes=[2,3] mode=linear keep_aspect_ratio_policy=not_smaller"),
        new("Resize", "Bx2x4x6 - - i:7,9", "axes=[3,2] mode=linear"),
        new("Resize", "Bx2x5x5 - f:1,1,1.6,1.6", "nearest_mode=floor"),
        new("Resize", "Bx2x5x5 - f:1,1,1.6,1.6", "nearest_mode=ceil coordinate_transformation_mode=asymmetric"),
        new("Resize", "Bx2x5x5 - f:1,1,0.5,0.5", "nearest_mode=round_prefer_ceil"),
        new("Resize", "Bx2x5x5 - f:1,1,0.5,0.5", "nearest_mode=round_prefer_floor"),
        new("Resize", "Bx2x5x5 f:0,0,0.2,0.1,1,1,0.8,0.7 f:1,1,2,2", "mode=linear coordinate_transformation_mode=tf_crop_and_resize"),
        new("Resize", "Bx2x5x5 f:0,0,-0.2,0.1,1,1,0.8,1.3 f:1,1,2,2", "mode=linear coordinate_transformation_mode=tf_crop_and_resize extrapolation_value=2.0"),
        new("Resize", "Bx2x5 - f:1,1,2.4", "mode=linear"),
        new("Resize", "Bx1x3x4x2 - f:1,1,2,1,2", "mode=linear"),
        new("Resize", "Bx2x3x4 f:1,1,2,2", Opset: 10),
        new("Resize", "Bx2x5x6 f:1,1,0.6,0.7", Opset: 10),
        new("Resize", "Bx2x5x6 f:1,1,1.5,0.6", Opset: 10),
        new("Resize", "Bx2x5x6 f:1,1,0.6,1.5", "mode=linear", 10),
        new("Upsample", "Bx2x3x4 f:1,1,2,3", Opset: 9),
        new("Upsample", "Bx2x3x4 f:1,1,2,2", "mode=linear", 9),
        new("Upsample", "Bx2x3x4", "scales=[1.0,1.0,2.0,3.0]", 7),
        new("Resize", "Bx2x3 - f:1,1.49,0.5", "mode=linear coordinate_transformation_mode=asymmetric antialias=1"),
        new("Resize", "Bx2x2x5 - f:1,1,1.35,1.34", "mode=linear antialias=1"),
        new("Resize", "Bx1x2x5 - f:1,1,1.35,1.34", "mode=cubic antialias=1"),
    ];

    private static IEnumerable<OperatorCase> Nearest =>
        from coordinates in (string[])["half_pixel", "asymmetric", "align_corners", "pytorch_half_pixel", "tf_crop_and_resize"]
        from nearest in (string[])["floor", "ceil", "round_prefer_floor", "round_prefer_ceil"]
        from size in (int[])[5, 10]
        from scale in (string[])["0.3", "0.45", "0.6", "0.7", "1.1", "1.6", "2.2", "3.7"]
        select new OperatorCase("Resize", $"Bx{size} {(coordinates == "tf_crop_and_resize" ? "f:0,0,1,1" : "-")} f:1,{scale}", $"nearest_mode={nearest} coordinate_transformation_mode={coordinates}");

    // Many scales put a sample exactly in the middle between two others, in the floats of ONNX Runtime at least: 1.5/0.6 is 2.5 there.
    [TestCaseSource(nameof(Nearest))]
    public void Gradient_OfNearestSamples_IsOfThoseThatOnnxRuntimeTakes(OperatorCase operatorCase) => operatorCase.AssertGradients();

    [TestCaseSource(nameof(s_cases))]
    public void Gradient_OfOperator_EqualsCentralDifferences(OperatorCase operatorCase) => operatorCase.AssertGradients();
}
