namespace Saliency.Explainers;

/// <summary>Makes an attribution of a value and its gradient at the untouched image.</summary>
/// <param name="value">What was differentiated with respect to: the image, or the layer's activations.</param>
/// <param name="gradient">The score's gradient there.</param>
/// <param name="attribution">Receives as many numbers.</param>
internal delegate void GradientFormula(ReadOnlySpan<float> value, ReadOnlySpan<float> gradient, Span<float> attribution);

/// <summary>The methods that take one gradient, at the image as it is: run, choose the score by the answer, differentiate, combine. A score that is known beforehand needs no run of its own.</summary>
internal sealed class UntouchedGradient(IDifferentiableModel model, string method, AttributedValue value, ScoreScale scale, string options, GradientFormula formula)
{
    private readonly ScoreScale _scale = scale.EnsureDefined(nameof(scale));

    /// <summary>The gradient as it is.</summary>
    public static void Itself(ReadOnlySpan<float> value, ReadOnlySpan<float> gradient, Span<float> attribution) => gradient.CopyTo(attribution);

    /// <summary>What a model's own rules hand back to the image in place of the gradient, as it is.</summary>
    public static UntouchedGradient Under(Propagation propagation, IPropagatingModel model, string method, ScoreScale scale, string options)
    {
        var image = AttributedValue.Image(model);
        return new UntouchedGradient(model.Under(propagation), method, image, scale, options, Itself);
    }

    public void Run(IReadOnlyList<ModelInput> inputs, Target target, RunContext context, Action<Attribution> accept, CancellationToken cancellationToken)
    {
        var read = target.Reads(model);
        var answer = new ModelAnswer(value.Layer is { } layer ? [layer, .. read.Where(name => name != layer)] : [.. read]);
        var gradients = new ModelAnswer(value.Layer ?? model.InputName);
        foreach (var batch in InputBatch.Of(model, inputs, context.GradientBatchSizeFor(model.InputShape, inputs.Count), cancellationToken))
        {
            Objective[] objectives = [];
            if (value.Layer is null && target.Known(model, _scale) is { } known)
            {
                objectives = [.. Enumerable.Repeat(known, batch.Count)];
                model.Differentiate(batch.Images, batch.Count, objectives, gradients, answer);
                answer.EnsureFinite(batch.First);
            }
            else
            {
                model.Differentiate(batch.Images, batch.Count, answer, untouched => objectives = target.Resolve(model, untouched, batch, _scale), gradients);
            }
            gradients.EnsureFinite(batch.First);
            for (int i = 0; i < batch.Count; i++)
            {
                var attribution = new float[gradients.LengthOf(0)];
                formula(value.Layer is null ? inputs[batch.First + i].Values : answer[0, i], gradients[0, i], attribution);
                accept(value.Attribute(attribution, new MapOrigin(method, objectives[i].Description, model.Name, value.Describe(options), 1)));
            }
            context.Progress?.Report(new RunProgress(batch.End, inputs.Count));
        }
    }
}
