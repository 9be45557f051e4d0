using System.Collections.Immutable;

namespace Saliency;

/// <summary>The number that is explained: a function of a model's outputs, fixed on the untouched input.</summary>
/// <remarks>Black-box methods evaluate it, gradient methods seed with its cotangent. Immutable and safe for concurrent calls.</remarks>
public abstract class Objective
{
    /// <summary>The number in words, for reports.</summary>
    public abstract string Description { get; }

    /// <summary>The description.</summary>
    public sealed override string ToString() => Description;

    /// <summary>The outputs that the number depends on; an answer handed to the other members must hold them.</summary>
    public abstract ImmutableArray<string> Reads { get; }

    /// <summary>Whether the number is a weighted sum of outputs, so that its gradient is the same at every answer and needs none.</summary>
    public virtual bool IsLinear => false;

    /// <summary>The number for one image of an answer.</summary>
    public abstract double Evaluate(ModelAnswer answer, int image);

    /// <summary>The gradient of the number with respect to one output, for one image of an answer.</summary>
    /// <param name="answer">The answer at which to differentiate; not looked at where <see cref="IsLinear"/> holds.</param>
    /// <param name="image">The image's place in it.</param>
    /// <param name="output">One of <see cref="Reads"/>.</param>
    /// <param name="cotangent">Receives as many values as the output has for one image.</param>
    public abstract void Differentiate(ModelAnswer answer, int image, string output, Span<float> cotangent);

    /// <summary>How many objectives each image of a batch has: 1 where one serves all.</summary>
    /// <exception cref="ArgumentException">There is none, or the images do not get equally many.</exception>
    internal static int Each(IReadOnlyList<Objective> objectives, int count)
    {
        if (objectives.Count == 1) return 1;
        return objectives.Count > 0 && objectives.Count % count == 0
            ? objectives.Count / count
            : throw new ArgumentException($"Expected one objective, or equally many for each of {count} images, got {objectives.Count}.", nameof(objectives));
    }
}
