namespace Saliency.Tests.Reference;

/// <summary>The same model with its channels below one another in one: every channel of a pixel becomes a pixel of its own, as in Quantus.</summary>
internal sealed class ChannelsAsPixels(IModel model) : IModel
{
    public string Name => model.Name;

    public ImageShape InputShape => new(1, model.InputShape.Channels * model.InputShape.Height, model.InputShape.Width);

    public IReadOnlyList<OutputInfo> Outputs => model.Outputs;

    public void Run(ReadOnlySpan<float> images, int count, ModelAnswer answer) => model.Run(images, count, answer);

    /// <summary>C×H×W values as the input of such a model.</summary>
    public static ModelInput Input(ReferenceArray image) => new(new ImageShape(1, image.Shape[0] * image.Shape[1], image.Shape[2]), image.Floats);

    /// <summary>C×H×W attributions as a map of such an input.</summary>
    public static SaliencyMap Map(ReferenceArray attributions) => new(attributions.Shape[0] * attributions.Shape[1], attributions.Shape[2], attributions.Floats);

    /// <summary>Attributions summed over the channels.</summary>
    public static SaliencyMap Summed(ReferenceArray attributions)
    {
        var (height, width) = (attributions.Shape[1], attributions.Shape[2]);
        var sums = new double[height * width];
        foreach (var (i, v) in attributions.Values.Index()) sums[i % sums.Length] += v;
        return new SaliencyMap(height, width, Array.ConvertAll(sums, s => (float)s));
    }
}
