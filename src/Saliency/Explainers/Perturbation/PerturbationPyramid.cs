using Saliency.Numerics;

namespace Saliency.Explainers;

/// <summary>Pictures of one image, from the most hidden to the untouched; a mask's value chooses between them at each pixel.</summary>
internal sealed class PerturbationPyramid
{
    private readonly float[][] _levels;
    private readonly int _plane, _width;

    private PerturbationPyramid(ImageShape shape, float[][] levels) => (_plane, _width, _levels) = (shape.PlaneLength, shape.Width, levels);

    /// <summary>The image under blurs of evenly falling width, the last of none.</summary>
    public static PerturbationPyramid Blurred(ModelInput input, int levels, double sigmaPixels) => new(input.Shape, [.. Enumerable.Range(0, levels - 1).Select(level =>
    {
        var blurred = new float[input.Shape.Length];
        SeparableBlur.Apply(input.Values, input.Shape.Height, input.Shape.Width, GaussianKernel.Truncated(sigmaPixels * (1 - ((double)level / (levels - 1)))), BlurBorder.Zero, blurred);
        return blurred;
    }), input.Values.ToArray()]);

    /// <summary>A baseline and the image.</summary>
    public static PerturbationPyramid Faded(ModelInput input, Baseline baseline)
    {
        var hidden = new float[input.Shape.Length];
        baseline.Fill(input, hidden);
        return new(input.Shape, [hidden, input.Values.ToArray()]);
    }

    /// <summary>Writes the image under a mask.</summary>
    /// <param name="mask">H×W values of 0 (most hidden) to 1 (untouched).</param>
    /// <param name="deleting">The mask hides instead of showing.</param>
    /// <param name="mirrored">The image is written with left and right exchanged.</param>
    /// <param name="image">Receives it.</param>
    public void Fill(ReadOnlySpan<float> mask, bool deleting, bool mirrored, Span<float> image)
    {
        for (int i = 0; i < image.Length; i++)
        {
            var (level, share) = Place(deleting ? 1 - mask[i % _plane] : mask[i % _plane]);
            image[mirrored ? Mirrored(i) : i] = (_levels[level][i] * (1 - share)) + (_levels[level + 1][i] * share);
        }
    }

    /// <summary>Adds what the derivative of a score by the image, written so, is by the mask's value that chooses.</summary>
    public void AddByMask(ReadOnlySpan<float> mask, bool deleting, bool mirrored, ReadOnlySpan<float> gradient, Span<float> byMask)
    {
        for (int i = 0; i < gradient.Length; i++)
        {
            var (level, _) = Place(deleting ? 1 - mask[i % _plane] : mask[i % _plane]);
            byMask[i % _plane] += gradient[mirrored ? Mirrored(i) : i] * (_levels[level + 1][i] - _levels[level][i]) * (_levels.Length - 1);
        }
    }

    private int Mirrored(int i) => i - (i % _width) + _width - 1 - (i % _width);

    private (int Level, float Share) Place(float value)
    {
        float place = value * (_levels.Length - 1);
        int level = Math.Min((int)place, _levels.Length - 2);
        return (level, place - level);
    }
}
