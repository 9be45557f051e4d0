using System.Numerics.Tensors;

namespace Saliency.Tests.Explainers;

/// <summary>A model whose layer's values are given, whatever the image, and whose scores are weighted sums of them: the gradients are the weights.</summary>
internal sealed class CamFormulaModel : IDifferentiableModel, IResumableModel
{
    private readonly float[] _values;
    private readonly float[][] _gradients;

    public CamFormulaModel(ImageShape maps, float[] activations, params float[][] gradients)
        : this(new LayerInfo("layer", "Relu", [maps.Channels, maps.Height, maps.Width], LayerLayout.ChannelsFirst, maps), activations, gradients)
    {
    }

    public CamFormulaModel(LayerInfo layer, float[] values, params float[][] gradients)
    {
        (_values, _gradients) = (values, gradients);
        Layers = [layer, layer with { Name = "again" }];
        Outputs = [new OutputInfo("scores", [gradients.Length], ScoreKind.Logits)];
    }

    public static ModelInput Image { get; } = new(new ImageShape(1, 8, 8), new float[64]);

    public string Name => "given planes";

    public string InputName => "image";

    public ImageShape InputShape => Image.Shape;

    public IReadOnlyList<OutputInfo> Outputs { get; }

    public IReadOnlyList<LayerInfo> Layers { get; }

    public LayerInfo DefaultLayer => Layers[0];

    /// <summary>Calls so far of <see cref="Run"/> and of both forms of Differentiate.</summary>
    public int Forwards { get; private set; }

    /// <summary>Stands in place of the last value of all gradients; null leaves it.</summary>
    public float? LastGradient { get; init; }

    public LayerInfo FindLayer(string name) => Layers.First(l => l.Name == name);

    public void Run(ReadOnlySpan<float> images, int count, ModelAnswer answer)
    {
        Forwards++;
        for (int i = 0; i < count; i++) Fill(answer, count, i, _values);
    }

    public void RunFrom(string layer, ReadOnlySpan<float> values, int count, ModelAnswer answer, ReadOnlySpan<float> images = default)
    {
        for (int i = 0; i < count; i++) Fill(answer, count, i, values.Slice(i * _values.Length, _values.Length));
    }

    public void Differentiate(ReadOnlySpan<float> images, int count, IReadOnlyList<Objective> objectives, ModelAnswer gradients, ModelAnswer? answer = null)
    {
        var scores = new ModelAnswer("scores");
        for (int i = 0; i < count; i++) Fill(scores, count, i, _values);
        Backward(count, objectives, scores, gradients);
    }

    public void Differentiate(ReadOnlySpan<float> images, int count, ModelAnswer answer, ObjectiveChoice choose, ModelAnswer gradients)
    {
        Run(images, count, answer);
        Backward(count, choose(answer), answer, gradients);
    }

    private void Backward(int count, IReadOnlyList<Objective> objectives, ModelAnswer scores, ModelAnswer gradients)
    {
        int total = Math.Max(count, objectives.Count);
        var cotangent = new float[_gradients.Length];
        for (int value = 0; value < gradients.Names.Length; value++)
        {
            var all = gradients.Prepare(value, total, Layers[0].Shape.AsSpan());
            all.Clear();
            for (int k = 0; k < total; k++)
            {
                objectives[objectives.Count == 1 ? 0 : k].Differentiate(scores, k * count / total, "scores", cotangent);
                for (int c = 0; c < cotangent.Length; c++)
                    for (int i = 0; i < _values.Length; i++) all[(k * _values.Length) + i] += cotangent[c] * _gradients[c][i];
            }
            all[^1] = LastGradient ?? all[^1];
        }
    }

    private void Fill(ModelAnswer answer, int count, int image, ReadOnlySpan<float> values)
    {
        for (int v = 0; v < answer.Names.Length; v++)
        {
            if (answer.Names[v] == "scores")
            {
                var scores = answer.Prepare(v, count, _gradients.Length).Slice(image * _gradients.Length, _gradients.Length);
                for (int c = 0; c < scores.Length; c++) scores[c] = TensorPrimitives.Dot<float>(values, _gradients[c]);
            }
            else
            {
                values.CopyTo(answer.Prepare(v, count, Layers[0].Shape.AsSpan())[(image * _values.Length)..]);
            }
        }
    }
}
