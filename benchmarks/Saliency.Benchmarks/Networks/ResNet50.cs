using Saliency.Onnx;
using Saliency.Tests.Networks;

namespace Saliency.Benchmarks.Networks;

/// <summary>ResNet-50 (He et al., 2016) of 224×224 images (or others) and 1000 classes with random weights: 25.6 million parameters. The stride lies in the 3×3 convolutions,
/// as in the form that people use today.</summary>
internal static class ResNet50
{
    // The last convolution of a block is drawn small: sixteen sums of equals would grow 2⁸-fold.
    private const double ResidualGain = 0.4;

    private static readonly (int Width, int Blocks, int Stride)[] Stages = [(64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2)];

    /// <param name="foldedNorms">Whether batch norms are folded into the convolutions, as exports for inference are.</param>
    /// <param name="fixedBatch">Whether the file fixes the batch at 1.</param>
    /// <param name="side">Height and width of an image.</param>
    public static ModelProto Build(bool foldedNorms = true, bool fixedBatch = false, int side = 224)
    {
        var n = new NetworkBuilder(fixedBatch, size: side);
        string x = n.MaxPool(n.Relu(Conv(n.Image, 3, 64, 7, 2, NetworkBuilder.RectifierGain)), 3, 2, pad: 1);
        int from = 64;
        foreach (var (width, blocks, stride) in Stages)
        {
            for (int block = 0; block < blocks; block++)
            {
                int step = block == 0 ? stride : 1;
                string inner = n.Relu(Conv(x, from, width, 1, 1, NetworkBuilder.RectifierGain));
                inner = n.Relu(Conv(inner, width, width, 3, step, NetworkBuilder.RectifierGain));
                inner = Conv(inner, width, 4 * width, 1, 1, ResidualGain);
                x = n.Relu(n.Add(inner, block == 0 ? Conv(x, from, 4 * width, 1, step, NetworkBuilder.LinearGain) : x));
                from = 4 * width;
            }
        }
        return n.Output(n.Dense(n.Pooled(n.Called(x, "features")), from, 1000), "logits").Graph.Model;

        string Conv(string at, int channels, int to, int kernel, int step, double gain) =>
            foldedNorms ? n.Conv(at, channels, to, kernel, step, gain: gain) : n.ConvNorm(at, channels, to, kernel, step, gain: gain);
    }
}
