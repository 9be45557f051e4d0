using Saliency;

namespace CustomModel;

/// <summary>A model that is a C# function: pixels in, a score for each class out.</summary>
/// <remarks>It is asked by several threads only where an explainer's caller uses several; a function without state is safe for that.</remarks>
internal sealed class FunctionModel(string name, ImageShape shape, string[] labels, FunctionModel.Score score) : IModel
{
    /// <summary>Writes the score of each class for one image of C×H×W values.</summary>
    public delegate void Score(ReadOnlySpan<float> image, Span<float> scores);

    public string Name => name;

    public ImageShape InputShape => shape;

    public IReadOnlyList<OutputInfo> Outputs { get; } = [new OutputInfo("scores", [labels.Length], ScoreKind.Logits)];

    public IReadOnlyList<string> Labels => labels;

    public void Run(ReadOnlySpan<float> images, int count, ModelAnswer answer)
    {
        var scores = answer.Prepare(answer.IndexOf("scores"), count, labels.Length);
        for (int i = 0; i < count; i++) score(images.Slice(i * shape.Length, shape.Length), scores.Slice(i * labels.Length, labels.Length));
    }
}
