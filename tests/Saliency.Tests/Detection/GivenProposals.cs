using System.Collections.Immutable;

namespace Saliency.Tests.Detection;

/// <summary>A detector whose proposals are the first numbers of the image.</summary>
internal sealed class GivenProposals(ImageShape shape, ImmutableArray<int> answered) : IModel
{
    public string Name => "given proposals";

    public ImageShape InputShape => shape;

    public IReadOnlyList<OutputInfo> Outputs { get; } = [new OutputInfo("proposals", answered, ScoreKind.Values)];

    public void Run(ReadOnlySpan<float> images, int count, ModelAnswer answer)
    {
        int length = Outputs[0].Length;
        for (int value = 0; value < answer.Names.Length; value++)
        {
            var values = answer.Prepare(value, count, answered.AsSpan());
            for (int i = 0; i < count; i++) images.Slice(i * shape.Length, length).CopyTo(values.Slice(i * length, length));
        }
    }
}

/// <summary>A detector of two classes in two outputs: one thing whose chance is how much of its corner is as bright as in the untouched picture, and one that is always there.</summary>
internal sealed class CornerDetector : IModel
{
    public static ImageShape Shape { get; } = new(1, 24, 24);

    /// <summary>Where the thing is.</summary>
    public static Saliency.Detection.Box Thing { get; } = new(14, 2, 22, 10);

    public string Name => "corner detector";

    public ImageShape InputShape => Shape;

    public IReadOnlyList<OutputInfo> Outputs { get; } = [new OutputInfo("scores", [2, 2], ScoreKind.Values), new OutputInfo("boxes", [2, 4], ScoreKind.Values)];

    public void Run(ReadOnlySpan<float> images, int count, ModelAnswer answer)
    {
        for (int value = 0; value < answer.Names.Length; value++)
        {
            bool boxes = answer.Names[value] == "boxes";
            var values = boxes ? answer.Prepare(value, count, 2, 4) : answer.Prepare(value, count, 2, 2);
            for (int i = 0; i < count; i++)
            {
                if (boxes) ((ReadOnlySpan<float>)[2 / 24f, 14 / 24f, 10 / 24f, 22 / 24f, 0.5f, 0, 1, 0.5f]).CopyTo(values[(8 * i)..]);
                else ((ReadOnlySpan<float>)[Brightness(images.Slice(i * Shape.Length, Shape.Length)), 0.01f, 0.05f, 0.8f]).CopyTo(values[(4 * i)..]);
            }
        }
    }

    private static float Brightness(ReadOnlySpan<float> image)
    {
        double sum = 0;
        for (int y = 2; y < 10; y++)
            for (int x = 14; x < 22; x++) sum += image[(y * 24) + x];
        return (float)(sum / 64);
    }
}
