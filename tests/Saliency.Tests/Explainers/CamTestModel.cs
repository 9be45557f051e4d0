namespace Saliency.Tests.Explainers;

/// <summary>A model with one layer whose activations are given, whatever the image.</summary>
internal sealed class CamTestModel : ILayeredModel
{
    private readonly float[] _activations;

    public CamTestModel(ImageShape maps, params float[] activations) : this(new LayerInfo("layer", "Relu", [maps.Channels, maps.Height, maps.Width], LayerLayout.ChannelsFirst, maps), activations) { }

    public CamTestModel(LayerInfo layer, float[] activations)
    {
        _activations = activations;
        Layers = [layer, new LayerInfo("vector", "Gemm", [3], LayerLayout.None, null)];
    }

    public string Name => "given activations";

    public ImageShape InputShape => new(1, 8, 8);

    public IReadOnlyList<OutputInfo> Outputs { get; } = [new OutputInfo("scores", [2], ScoreKind.Logits)];

    public IReadOnlyList<LayerInfo> Layers { get; }

    public LayerInfo DefaultLayer => Layers[0];

    public LayerInfo FindLayer(string name) => Layers.FirstOrDefault(l => l.Name == name) ?? throw new ArgumentException($"Expected 'layer' or 'vector', got '{name}'.", nameof(name));

    public void Run(ReadOnlySpan<float> images, int count, ModelAnswer answer)
    {
        for (int v = 0; v < answer.Names.Length; v++)
        {
            bool layer = answer.Names[v] == "layer";
            var values = layer ? answer.Prepare(v, count, Layers[0].Shape.AsSpan()) : answer.Prepare(v, count, 2);
            for (int i = 0; i < count; i++)
                if (layer) _activations.CopyTo(values[(i * _activations.Length)..]);
                else values.Slice(i * 2, 2).Fill(0.5f);
        }
    }

    public static float[] Explain(IExplainer explainer) => explainer.Explain(new ModelInput(new ImageShape(1, 8, 8), new float[64]), Target.Predicted).Values.ToArray();
}
