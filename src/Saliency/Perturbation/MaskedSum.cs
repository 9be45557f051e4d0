using Saliency.Numerics;

namespace Saliency.Perturbation;

/// <summary>Writes the mask of a sample: H×W values of 0 (hidden) to 1 (kept), by the sample's number alone.</summary>
internal delegate void MaskSource(int sample, Span<float> mask);

/// <summary>What a sum of masks, weighted by the scores they leave, is divided by.</summary>
internal enum MaskDivisor
{
    /// <summary>One number for each mask: its expected cover.</summary>
    Expected,

    /// <summary>Each pixel's own cover, Σᵢ mᵢ.</summary>
    Cover,
}

/// <summary>Shows the model an image under many masks and sums the masks by the scores they leave: Σᵢ f(x⊙mᵢ)·mᵢ.</summary>
/// <param name="input">The image.</param>
/// <param name="hidden">Images of what a mask hides; sample i takes number i modulo their number. None stands for zeros.</param>
/// <param name="count">Masks at most.</param>
/// <param name="masks">Makes them.</param>
/// <param name="divisor">What the sum is divided by.</param>
/// <param name="expected">The expected cover of a pixel by one mask.</param>
internal sealed class MaskedSum(ModelInput input, float[][] hidden, int count, MaskSource masks, MaskDivisor divisor, double expected) : IEstimation
{
    // Beside a pixel that no mask ever showed; the size of Xplique's constant.
    private const double Epsilon = 1e-6;

    // Σ f·m, then Σ m where it is wanted, then the number of masks. Four masks are added in one pass.
    private readonly GroupedSums _sums = new((input.Shape.PlaneLength * (divisor == MaskDivisor.Cover ? 2 : 1)) + 1, block: 4);
    private double[] _ones = [];
    private int _taken;

    public int Count => count;

    public int ScratchLength => input.Shape.PlaneLength;

    /// <summary>What the map says that it came from; its runs are those before the first mask.</summary>
    public MapOrigin Origin { get; init; } = new("masked sum");

    /// <summary>The error at which it may end, as a share of the map's range; null goes on to the last mask.</summary>
    public double? UntilError { get; init; }

    public void Fill(int sample, Span<float> image, Span<float> mask)
    {
        masks(sample, mask);
        if (hidden.Length == 0) MaskBlend.Apply(input.Values, mask, image);
        else MaskBlend.Apply(input.Values, mask, hidden[sample % hidden.Length], image);
    }

    public void Accept(int first, ReadOnlySpan<double> values, ReadOnlySpan<float> scratch)
    {
        int plane = input.Shape.PlaneLength;
        if (_ones.Length < values.Length) Array.Fill(_ones = new double[values.Length], 1);
        for (int i = 0; i < values.Length;)
        {
            int run = Math.Min(values.Length - i, _sums.RunLength(first + i));
            var sums = _sums.For(first + i);
            var planes = scratch.Slice(i * plane, run * plane);
            WeightedPlaneSum.Add(planes, values.Slice(i, run), sums[..plane]);
            if (divisor == MaskDivisor.Cover) WeightedPlaneSum.Add(planes, _ones.AsSpan(0, run), sums.Slice(plane, plane));
            sums[^1] += run;
            i += run;
        }
        _taken += values.Length;
    }

    public int NextLook(int done) => UntilError is null ? count : ((done / 256) + 1) * 256;

    public bool IsSettled() => UntilError is { } share && Estimate().IsWithin(share);

    public SaliencyMap Map()
    {
        var (values, errors) = Estimate();
        var origin = Origin with { ModelRuns = Origin.ModelRuns + _taken };
        return new SaliencyMap(input.Shape.Height, input.Shape.Width, Floats(values), origin)
        {
            StandardError = errors.Length == 0 ? null : new SaliencyMap(input.Shape.Height, input.Shape.Width, Floats(errors), origin),
        };
    }

    private Estimate Estimate() => _sums.Estimate(sums =>
    {
        var map = new double[input.Shape.PlaneLength];
        for (int i = 0; i < map.Length; i++)
            map[i] = sums[i] / (divisor == MaskDivisor.Cover ? sums[map.Length + i] + Epsilon : Math.Max(1, sums[^1]) * expected);
        return map;
    });

    private static float[] Floats(double[] values) => Array.ConvertAll(values, v => (float)v);
}
