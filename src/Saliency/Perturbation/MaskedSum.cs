using Saliency.Numerics;

namespace Saliency.Perturbation;

/// <summary>Writes the mask of a sample: H×W values of 0 (hidden) to 1 (kept), by the sample's number alone.</summary>
internal delegate void MaskSource(int sample, Span<float> mask);

/// <summary>Shows the model an image under many masks and sums the masks by the scores they leave: Σᵢ f(x⊙mᵢ)·mᵢ.</summary>
internal sealed class MaskedSum(ModelInput input, int count, MaskSource masks, bool countCover) : IPerturbation
{
    // Beside a pixel that no mask ever showed; the size of Xplique's constant.
    private const double Epsilon = 1e-6;

    private readonly double[] _sum = new double[input.Shape.PlaneLength];
    private readonly double[] _cover = new double[countCover ? input.Shape.PlaneLength : 0];
    private double[] _ones = [];

    public int Count => count;

    public int ScratchLength => input.Shape.PlaneLength;

    public void Fill(int sample, Span<float> image, Span<float> mask)
    {
        masks(sample, mask);
        MaskBlend.Apply(input.Values, mask, image);
    }

    public void Accept(int first, ReadOnlySpan<double> values, ReadOnlySpan<float> scratch)
    {
        WeightedPlaneSum.Add(scratch, values, _sum);
        if (!countCover) return;
        if (_ones.Length < values.Length) Array.Fill(_ones = new double[values.Length], 1);
        WeightedPlaneSum.Add(scratch, _ones.AsSpan(0, values.Length), _cover);
    }

    /// <summary>The sum divided by one number for all pixels.</summary>
    public float[] Over(double divisor) => Array.ConvertAll(_sum, s => (float)(s / divisor));

    /// <summary>The sum divided by each pixel's own cover, Σᵢ mᵢ.</summary>
    public float[] OverCover()
    {
        var map = new float[_sum.Length];
        for (int i = 0; i < map.Length; i++) map[i] = (float)(_sum[i] / (_cover[i] + Epsilon));
        return map;
    }
}
