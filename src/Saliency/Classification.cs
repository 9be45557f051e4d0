using System.Collections.Immutable;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Saliency.Numerics;

namespace Saliency;

/// <summary>One class and how likely the model holds it.</summary>
/// <param name="Index">Index into the output.</param>
/// <param name="Label">Its name, or "class 7" where the model has no labels.</param>
/// <param name="Probability">0..1 where the output's kind is known, else the raw score.</param>
public readonly record struct ClassScore(int Index, string Label, double Probability);

/// <summary>Plain questions to a model.</summary>
public static class Classification
{
    /// <summary>The model's answer to one input, with all its outputs.</summary>
    /// <exception cref="ArgumentException">The input has not the model's shape.</exception>
    /// <exception cref="ModelAnswerException">An answer is NaN or infinite.</exception>
    public static ModelAnswer Answer(this IModel model, ModelInput input)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Answer(model, input, [.. model.Outputs.Select(o => o.Name)]);
    }

    /// <summary>The model's answer to one input, with all that a target reads: the outputs, and layers where it looks at them.</summary>
    /// <exception cref="ArgumentException">The input has not the model's shape, or the model has not what the target reads.</exception>
    /// <exception cref="ModelAnswerException">An answer is NaN or infinite.</exception>
    public static ModelAnswer Answer(this IModel model, ModelInput input, Target target)
    {
        ArgumentNullException.ThrowIfNull(target);
        return Answer(model, input, target.Reads(model));
    }

    internal static ModelAnswer Answer(this IModel model, ModelInput input, ImmutableArray<string> names)
    {
        ArgumentNullException.ThrowIfNull(input);
        model.Check(input);
        var answer = new ModelAnswer(names.AsSpan());
        model.Run(input.Values, 1, answer);
        answer.EnsureFinite();
        return answer;
    }

    /// <summary>The most likely classes of one input, the likeliest first; among equals the lowest index first.</summary>
    /// <param name="model">A classifier; its first output is read.</param>
    /// <param name="input">The image.</param>
    /// <param name="top">How many classes at most.</param>
    public static ImmutableArray<ClassScore> Classify(this IModel model, ModelInput input, int top = 5)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(top);
        var scores = model.Answer(input)[0, 0];
        var order = new int[scores.Length];
        Ranking.Descending(scores, order);
        var probabilities = scores.ToArray();
        switch (model.Outputs[0].Kind)
        {
            case ScoreKind.Logits: TensorPrimitives.SoftMax(scores, probabilities); break;
            case ScoreKind.MultiLabelLogits: TensorPrimitives.Sigmoid(scores, probabilities); break;
        }
        return [.. order.Take(top).Select(i => new ClassScore(i, i < model.Labels.Count ? model.Labels[i] : $"class {i}", probabilities[i]))];
    }

    internal static void Check(this IModel model, ModelInput input)
    {
        if (input.Shape != model.InputShape)
            throw new ArgumentException($"Expected an input of {model.InputShape} for {model.Name}, got {input.Shape}.", nameof(input));
    }

    internal static void Check(this IModel model, IReadOnlyList<ModelInput> inputs, [CallerArgumentExpression(nameof(inputs))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(inputs, name);
        foreach (var input in inputs)
        {
            ArgumentNullException.ThrowIfNull(input, name);
            model.Check(input);
        }
    }
}
