namespace Saliency.Explainers;

/// <summary>The part of a model that comes after a layer, as a model of its own whose images are the layer's values; around the layer it sees the untouched image.</summary>
internal sealed class ResumedModel(IResumableModel model, LayerInfo layer, ModelInput untouched) : IModel
{
    public string Name => model.Name;

    public ImageShape InputShape { get; } = new(1, 1, layer.Length);

    public IReadOnlyList<OutputInfo> Outputs => model.Outputs;

    public IReadOnlyList<string> Labels => model.Labels;

    public void Run(ReadOnlySpan<float> images, int count, ModelAnswer answer) => model.RunFrom(layer.Name, images, count, answer, untouched.Values);
}
