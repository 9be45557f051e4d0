using System.Collections.Immutable;

namespace Saliency.Tests.Explainers;

/// <summary>A model that is a function of an image's pixels: one output of values for each function.</summary>
internal sealed class PixelFunction(ImageShape shape, params Func<float[], double>[] functions) : IModel
{
    private int _images;

    public string Name => "function";

    public ImageShape InputShape => shape;

    public IReadOnlyList<OutputInfo> Outputs { get; } = [new OutputInfo("values", [functions.Length], ScoreKind.Values)];

    /// <summary>Images asked about so far.</summary>
    public int Images => _images;

    public void Run(ReadOnlySpan<float> images, int count, ModelAnswer answer)
    {
        var values = answer.Prepare(0, count, ImmutableArray.Create(functions.Length).AsSpan());
        for (int i = 0; i < count; i++)
        {
            float[] image = images.Slice(i * shape.Length, shape.Length).ToArray();
            for (int f = 0; f < functions.Length; f++) values[(i * functions.Length) + f] = (float)functions[f](image);
        }
        Interlocked.Add(ref _images, count);
    }
}
