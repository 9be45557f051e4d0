using System.Numerics.Tensors;
using Saliency.Numerics;
using Saliency.Perturbation;

namespace Saliency.Explainers;

/// <summary>Changes the mask of a sample before the image is seen through it.</summary>
/// <param name="sample">Number of the sample, over all channels.</param>
/// <param name="repeat">Number of the sample among those of its channel.</param>
/// <param name="mask">The channel's enlarged plane, 0..1; may be written over.</param>
internal delegate void MaskChange(int sample, int repeat, Span<float> mask);

/// <summary>How the model scores an image that is seen through each plane of a layer: the question of Score-CAM and its kin.</summary>
/// <remarks>A plane is enlarged to the image with the corners of both at the same place (as torch's UpsamplingBilinear2d), scaled to 0..1, and multiplied onto every channel of
/// the image. A plane without contrast hides the image altogether.</remarks>
internal sealed class ChannelScores(CamView view, int repeats, MaskChange change) : IPerturbation
{
    // pytorch-grad-cam's, beside a plane without contrast.
    private const float Floor = 1e-8f;

    private readonly double[] _sums = new double[view.Shape.Channels];

    public int Count => _sums.Length * repeats;

    public int ScratchLength => view.Input.Shape.PlaneLength;

    /// <summary>Asks the model about every plane.</summary>
    /// <returns>For each channel, the mean score over its repeats.</returns>
    public static double[] Of(IModel model, CamView view, int repeats, MaskChange change)
    {
        var scores = new ChannelScores(view, repeats, change);
        PerturbationLoop.Run(model, [view.Objective], scores, view.Context, view.CancellationToken);
        TensorPrimitives.Divide(scores._sums, repeats, scores._sums);
        return scores._sums;
    }

    /// <summary>The weights of the channels: the softmax of their scores.</summary>
    public static double[] Softmax(double[] scores)
    {
        double most = TensorPrimitives.Max<double>(scores);
        double[] weights = Array.ConvertAll(scores, score => Math.Exp(score - most));
        TensorPrimitives.Divide(weights, TensorPrimitives.Sum<double>(weights), weights);
        return weights;
    }

    public void Fill(int sample, Span<float> image, Span<float> mask)
    {
        Mask(view.Activation(sample / repeats), view.Shape, view.Input.Shape, mask);
        change(sample, sample % repeats, mask);
        MaskBlend.Apply(view.Input.Values, mask, image);
    }

    public void Accept(int first, ReadOnlySpan<double> values, ReadOnlySpan<float> scratch)
    {
        for (int i = 0; i < values.Length; i++) _sums[(first + i) / repeats] += values[i];
    }

    /// <summary>Enlarges a plane and scales it to 0..1.</summary>
    internal static void Mask(ReadOnlySpan<float> plane, ImageShape layer, ImageShape input, Span<float> mask)
    {
        double stepY = Step(layer.Height, input.Height), stepX = Step(layer.Width, input.Width);
        Bilinear.Resample(plane, layer.Height, layer.Width, mask, input.Height, input.Width, 0.5 - (stepY / 2), stepY, 0.5 - (stepX / 2), stepX, GridBorder.Clamp);
        float min = TensorPrimitives.Min<float>(mask), range = TensorPrimitives.Max<float>(mask) - min + Floor;
        TensorPrimitives.Subtract(mask, min, mask);
        TensorPrimitives.Divide(mask, range, mask);
    }

    private static double Step(int from, int to) => to > 1 ? (from - 1.0) / (to - 1) : 0;
}
