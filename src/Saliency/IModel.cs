using System.Collections.Immutable;

namespace Saliency;

/// <summary>What the numbers of an output mean; it decides how probabilities are had from them.</summary>
public enum ScoreKind
{
    /// <summary>Numbers of no known scale: boxes, embeddings, regressions.</summary>
    Values,

    /// <summary>Scores before a softmax over the output: one class wins.</summary>
    Logits,

    /// <summary>Scores before a sigmoid each: several classes may hold.</summary>
    MultiLabelLogits,

    /// <summary>Probabilities already.</summary>
    Probabilities,
}

/// <summary>A named output of a model.</summary>
/// <param name="Name">The name to ask for.</param>
/// <param name="Shape">Shape for one image, without the batch axis; where it depends on the image, as first observed.</param>
/// <param name="Kind">What its numbers mean.</param>
public sealed record OutputInfo(string Name, ImmutableArray<int> Shape, ScoreKind Kind)
{
    /// <summary>The number of floats for one image.</summary>
    public int Length => Shape.Aggregate(1, (product, d) => checked(product * d));

    /// <summary>The name, the shape for one image and the kind.</summary>
    public override string ToString() => $"{Name} {string.Join('×', Shape)} ({Kind})";
}

/// <summary>A vision model: images in, named numbers out.</summary>
/// <remarks>Small enough to be written over a web service or a plain function. Implementations are safe for concurrent calls of <see cref="Run"/>
/// and answer each image of a batch as if it came alone.</remarks>
public interface IModel
{
    /// <summary>A short name for reports.</summary>
    string Name { get; }

    /// <summary>The extent of one image.</summary>
    ImageShape InputShape { get; }

    /// <summary>What the model answers; the first is what class targets mean unless they name another.</summary>
    IReadOnlyList<OutputInfo> Outputs { get; }

    /// <summary>Names of the classes of the first output, by index; empty where they are not known.</summary>
    IReadOnlyList<string> Labels => [];

    /// <summary>Answers a batch.</summary>
    /// <param name="images"><paramref name="count"/> images of C×H×W floats, one after the other.</param>
    /// <param name="count">Number of images, at least 1.</param>
    /// <param name="answer">Names what is wanted; the model fills it through <see cref="ModelAnswer.Prepare"/>.</param>
    void Run(ReadOnlySpan<float> images, int count, ModelAnswer answer);
}
