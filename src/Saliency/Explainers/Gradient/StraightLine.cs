using System.Numerics.Tensors;

namespace Saliency.Explainers;

/// <summary>The straight line from a baseline to an image.</summary>
internal sealed class StraightLine
{
    private readonly ModelInput _input;
    private readonly float[] _baseline;

    public StraightLine(ModelInput input, Baseline baseline)
    {
        _input = input;
        _baseline = new float[input.Shape.Length];
        baseline.Fill(input, _baseline);
    }

    /// <summary>Writes the image at a place: 0 is the baseline, 1 the image.</summary>
    public void Fill(double place, Span<float> image) => TensorPrimitives.Lerp(_baseline, _input.Values, (float)place, image);

    /// <summary><c>values ⊙ (x − b)</c>, in place.</summary>
    public void MultiplyByDifference(Span<double> values)
    {
        var image = _input.Values;
        for (int i = 0; i < values.Length; i++) values[i] *= image[i] - (double)_baseline[i];
    }
}
