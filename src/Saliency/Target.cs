using System.Numerics.Tensors;

namespace Saliency;

/// <summary>On which scale a class score is read.</summary>
public enum ScoreScale
{
    /// <summary>As the model gives it: usually logits.</summary>
    Native,

    /// <summary>0..1: softmax or sigmoid of logits, probabilities unchanged.</summary>
    Probability,
}

/// <summary>Says which number of a model's answer is explained.</summary>
/// <remarks>A target is resolved once, on the untouched input, into an <see cref="Objective"/>, so that "the predicted class" cannot drift while
/// the image is perturbed. Own targets derive from this class.</remarks>
public abstract class Target
{
    /// <summary>The class of the highest score; among equals the lowest index.</summary>
    public static Target Predicted { get; } = new PredictedTarget();

    /// <summary>One class.</summary>
    /// <param name="index">Index into the output, its axes flattened.</param>
    /// <param name="output">Name of the output; null is the first.</param>
    public static Target Class(int index, string? output = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return new WeightedTarget(output, (index, 1));
    }

    /// <summary>What speaks for one class rather than another: the difference of their scores.</summary>
    /// <param name="index">The class in favour.</param>
    /// <param name="against">The class against it.</param>
    /// <param name="output">Name of the output; null is the first.</param>
    public static Target Margin(int index, int against, string? output = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfNegative(against);
        return index != against
            ? new WeightedTarget(output, (index, 1), (against, -1))
            : throw new ArgumentException($"Expected two classes, got {index} twice.", nameof(against));
    }

    /// <summary>Fixes the number to explain.</summary>
    /// <param name="model">The model that answered.</param>
    /// <param name="untouched">Its answer to the untouched input, with all outputs.</param>
    /// <param name="image">The image's place in that answer.</param>
    /// <param name="scale">Logits or probabilities.</param>
    /// <exception cref="ArgumentOutOfRangeException">The class is not among the model's.</exception>
    public abstract Objective Resolve(IModel model, ModelAnswer untouched, int image, ScoreScale scale);

    /// <summary>Runs the model once on the untouched input and fixes the number to explain.</summary>
    public Objective Resolve(IModel model, ModelInput input, ScoreScale scale = ScoreScale.Native)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(input);
        return Resolve(model, model.Answer(input), 0, scale);
    }

    private static OutputInfo OutputOf(IModel model, string? name) => name is null
        ? model.Outputs[0]
        : model.Outputs.FirstOrDefault(o => o.Name == name)
            ?? throw new ArgumentException($"Expected an output of {model.Name} ({string.Join(", ", model.Outputs.Select(o => o.Name))}), got '{name}'.", nameof(name));

    private sealed class PredictedTarget : Target
    {
        public override Objective Resolve(IModel model, ModelAnswer untouched, int image, ScoreScale scale)
        {
            var output = OutputOf(model, null);
            int best = TensorPrimitives.IndexOfMax(untouched[untouched.IndexOf(output.Name), image]);
            return new ScoreObjective(model, output, scale, (best, 1));
        }

        public override string ToString() => "predicted class";
    }

    private sealed class WeightedTarget(string? name, params (int Class, float Weight)[] terms) : Target
    {
        public override Objective Resolve(IModel model, ModelAnswer untouched, int image, ScoreScale scale)
        {
            var output = OutputOf(model, name);
            int classes = untouched.LengthOf(untouched.IndexOf(output.Name));
            foreach (var (c, _) in terms)
            {
                if (c >= classes)
                    throw new ArgumentOutOfRangeException(null, c, $"Expected a class of 0 to {classes - 1} in output '{output.Name}' of {model.Name}, got {c}.");
            }
            return new ScoreObjective(model, output, scale, terms);
        }

        public override string ToString() => string.Join(" − ", terms.Select(t => $"class {t.Class}"));
    }
}
