using Saliency.Onnx;
using Saliency.Tests.Networks;

namespace Saliency.Benchmarks.Networks;

/// <summary>VGG-16 (Simonyan and Zisserman, 2015) of 224×224 images and 1000 classes with random weights: 138.4 million parameters, half a gigabyte.</summary>
internal static class Vgg16
{
    private static readonly (int Width, int Layers)[] Stages = [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)];

    /// <param name="fixedBatch">Whether the file fixes the batch at 1.</param>
    public static ModelProto Build(bool fixedBatch = false)
    {
        var n = new NetworkBuilder(fixedBatch, size: 224);
        string x = n.Image;
        int from = 3;
        foreach (var (width, layers) in Stages)
        {
            if (from > 3) x = n.MaxPool(x, 2, 2);
            for (int layer = 0; layer < layers; layer++, from = width) x = n.Relu(n.Conv(x, from, width));
        }
        int length = 512 * 7 * 7;
        x = n.Reshape(n.MaxPool(n.Called(x, "features"), 2, 2), 1, length);
        x = n.Relu(n.Dense(x, length, 4096, NetworkBuilder.RectifierGain));
        x = n.Relu(n.Dense(x, 4096, 4096, NetworkBuilder.RectifierGain));
        return n.Output(n.Dense(x, 4096, 1000), "logits").Graph.Model;
    }
}
