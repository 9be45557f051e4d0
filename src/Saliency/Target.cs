using System.Collections.Immutable;
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

/// <summary>How several scores become one number.</summary>
public enum ScorePooling
{
    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>Their mean.</summary>
    Mean,
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

    /// <summary>Several classes as one, such as all breeds of dog: the sum or the mean of their scores.</summary>
    /// <param name="indices">Different classes, at least one.</param>
    /// <param name="pooling">Sum (of probabilities: the chance that it is one of them) or mean.</param>
    /// <param name="output">Name of the output; null is the first.</param>
    /// <exception cref="ArgumentException">There is no class, or one comes twice.</exception>
    public static Target Classes(IReadOnlyList<int> indices, ScorePooling pooling = ScorePooling.Sum, string? output = null)
    {
        ArgumentNullException.ThrowIfNull(indices);
        pooling.EnsureDefined(nameof(pooling));
        return Weighted([.. indices.Select(i => (i, pooling == ScorePooling.Mean ? 1f / indices.Count : 1f))], output);
    }

    /// <summary>A weighted sum of class scores, Σ wₖ·sₖ.</summary>
    /// <param name="terms">Different classes, at least one, each with a finite weight.</param>
    /// <param name="output">Name of the output; null is the first.</param>
    /// <exception cref="ArgumentException">There is no class, one comes twice, or a weight is not finite.</exception>
    public static Target Weighted(IReadOnlyList<(int Class, float Weight)> terms, string? output = null)
    {
        ArgumentNullException.ThrowIfNull(terms);
        if (terms.Count == 0) throw new ArgumentException("Expected at least one class, got none.", nameof(terms));
        foreach (var (c, weight) in terms)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(c, nameof(terms));
            if (!float.IsFinite(weight)) throw new ArgumentException($"Expected finite weights, got {weight} for class {c}.", nameof(terms));
        }
        if (terms.GroupBy(t => t.Class).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"Expected different classes, got {twice.Key} {twice.Count()} times.", nameof(terms));
        return new WeightedTarget(output, [.. terms]);
    }

    /// <summary>How alike the model finds the image and another: the cosine of the angle between their embeddings, e·r / (|e|·|r|), −1..1.</summary>
    /// <remarks>The reference is run once for each model, when the target is first resolved on it. An image whose embedding is zero has similarity 0 and no gradient.
    /// The scale does not matter.</remarks>
    /// <param name="reference">The other image, of the model's input shape.</param>
    /// <param name="embedding">The output that holds the embedding, or a layer; null is the first output.</param>
    public static Target Similarity(ModelInput reference, string? embedding = null)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return new SimilarityTarget(reference, embedding);
    }

    /// <summary>An inner neuron: one number of a layer.</summary>
    /// <remarks>Needs a model whose layers can be read (<see cref="ILayeredModel"/>). The scale does not matter.</remarks>
    /// <param name="layer">Name of the layer.</param>
    /// <param name="index">Index into the layer's values, its axes flattened.</param>
    public static Target Neuron(string layer, int index)
    {
        ArgumentException.ThrowIfNullOrEmpty(layer);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return new NeuronTarget(layer, index);
    }

    /// <summary>An inner neuron by its place: one channel of a layer at one pixel, however the layer is laid out.</summary>
    /// <inheritdoc cref="Neuron(string, int)"/>
    /// <param name="layer">Name of a layer with spatial extent.</param>
    /// <param name="channel">The channel.</param>
    /// <param name="row">The row of its plane.</param>
    /// <param name="column">The column of its plane.</param>
    public static Target Neuron(string layer, int channel, int row, int column)
    {
        ArgumentException.ThrowIfNullOrEmpty(layer);
        ArgumentOutOfRangeException.ThrowIfNegative(channel);
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfNegative(column);
        return new ChannelTarget(layer, channel, (row, column));
    }

    /// <summary>A channel of a layer: its mean over all pixels.</summary>
    /// <inheritdoc cref="Neuron(string, int)"/>
    /// <param name="layer">Name of a layer with spatial extent.</param>
    /// <param name="channel">The channel.</param>
    public static Target Channel(string layer, int channel)
    {
        ArgumentException.ThrowIfNullOrEmpty(layer);
        ArgumentOutOfRangeException.ThrowIfNegative(channel);
        return new ChannelTarget(layer, channel, null);
    }

    /// <summary>A class of a segmentation: its scores summed over a region, as pytorch-grad-cam's target for semantic segmentation does.</summary>
    /// <remarks>The region is fixed on the untouched input. As probabilities, logits are normalised over the classes at each pixel.</remarks>
    /// <param name="index">The class: a plane of the output.</param>
    /// <param name="mask">The region, of the output's height and width; null is where the class scores highest on the untouched input (among equals the lowest index).</param>
    /// <param name="pooling">Sum or mean over the region.</param>
    /// <param name="output">Name of an output of classes × height × width; null is the first.</param>
    /// <exception cref="ArgumentException">The mask is empty.</exception>
    public static Target Region(int index, Mask? mask = null, ScorePooling pooling = ScorePooling.Sum, string? output = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        pooling.EnsureDefined(nameof(pooling));
        if (mask is { Count: 0 }) throw new ArgumentException("Expected a mask with pixels inside, got an empty one.", nameof(mask));
        return new RegionTarget(index, mask, pooling, output);
    }

    /// <summary>What an answer must hold for <see cref="Resolve(IModel, ModelAnswer, int, ScoreScale)"/>: the model's outputs; a target that reads layers adds them.</summary>
    /// <exception cref="ArgumentException">The model's layers cannot be read, or it has none of that name.</exception>
    public virtual ImmutableArray<string> Reads(IModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return [.. model.Outputs.Select(o => o.Name)];
    }

    /// <summary>Fixes the number to explain.</summary>
    /// <param name="model">The model that answered.</param>
    /// <param name="untouched">Its answer to the untouched input, with all that the target <see cref="Reads"/>.</param>
    /// <param name="image">The image's place in that answer.</param>
    /// <param name="scale">Logits or probabilities.</param>
    /// <exception cref="ArgumentOutOfRangeException">The class is not among the model's.</exception>
    public abstract Objective Resolve(IModel model, ModelAnswer untouched, int image, ScoreScale scale);

    /// <summary>Runs the model once on the untouched input and fixes the number to explain.</summary>
    public Objective Resolve(IModel model, ModelInput input, ScoreScale scale = ScoreScale.Native)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(input);
        return Resolve(model, model.Answer(input, this), 0, scale);
    }

    /// <summary>The number to explain where it does not depend on the answer, so that no run has to come before; null where it does.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The class is not among the model's.</exception>
    internal virtual Objective? Known(IModel model, ScoreScale scale) => null;

    /// <summary>Fixes the number to explain of each input of a batch, whose answer must be finite.</summary>
    internal Objective[] Resolve(IModel model, ModelAnswer untouched, InputBatch batch, ScoreScale scale)
    {
        untouched.EnsureFinite(batch.First);
        return [.. Enumerable.Range(0, batch.Count).Select(i => Resolve(model, untouched, i, scale))];
    }

    private protected static OutputInfo OutputOf(IModel model, string? name) => name is null
        ? model.Outputs[0]
        : model.Outputs.FirstOrDefault(o => o.Name == name)
            ?? throw new ArgumentException($"Expected an output of {model.Name} ({string.Join(", ", model.Outputs.Select(o => o.Name))}), got '{name}'.", nameof(name));

    private protected static void CheckClass(IModel model, OutputInfo output, int index, int classes)
    {
        if (index >= classes)
            throw new ArgumentOutOfRangeException(null, index, $"Expected a class of 0 to {classes - 1} in output '{output.Name}' of {model.Name}, got {index}.");
    }

    private protected LayerInfo LayerOf(IModel model, string name) => model is ILayeredModel layered
        ? layered.FindLayer(name)
        : throw new ArgumentException($"Expected a model whose layers can be read ({nameof(ILayeredModel)}) for {this}, got {model.Name}.", nameof(model));

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
            return Of(model, output, untouched.LengthOf(untouched.IndexOf(output.Name)), scale);
        }

        internal override Objective Known(IModel model, ScoreScale scale)
        {
            var output = OutputOf(model, name);
            return Of(model, output, output.Length, scale);
        }

        private ScoreObjective Of(IModel model, OutputInfo output, int classes, ScoreScale scale)
        {
            foreach (var (c, _) in terms) CheckClass(model, output, c, classes);
            return new ScoreObjective(model, output, scale, terms);
        }

        public override string ToString() => ScoreObjective.InWords(terms, c => $"class {c}");
    }
}
