namespace Saliency.Models;

/// <summary>A model that carries back by other rules; everything else is the model itself.</summary>
internal sealed class PropagationView(OnnxModel model, Propagation propagation) : IDifferentiableModel
{
    public string Name => model.Name;

    public ImageShape InputShape => model.InputShape;

    public string InputName => model.InputName;

    public IReadOnlyList<OutputInfo> Outputs => model.Outputs;

    public IReadOnlyList<string> Labels => model.Labels;

    public IReadOnlyList<LayerInfo> Layers => model.Layers;

    public LayerInfo DefaultLayer => model.DefaultLayer;

    public LayerInfo FindLayer(string name) => model.FindLayer(name);

    public void Run(ReadOnlySpan<float> images, int count, ModelAnswer answer) => model.Run(images, count, answer);

    public void Differentiate(ReadOnlySpan<float> images, int count, IReadOnlyList<Objective> objectives, ModelAnswer gradients, ModelAnswer? answer = null) =>
        model.Differentiate(images, count, objectives, gradients, answer, propagation);

    public void Differentiate(ReadOnlySpan<float> images, int count, ModelAnswer answer, ObjectiveChoice choose, ModelAnswer gradients) =>
        model.Differentiate(this, images, count, answer, choose, gradients, propagation);
}
