namespace Saliency.Explainers;

/// <summary>Makes an attribution of a value and its gradient at the untouched image.</summary>
/// <param name="value">What was differentiated with respect to: the image, or the layer's activations.</param>
/// <param name="gradient">The score's gradient there.</param>
/// <param name="attribution">Receives as many numbers.</param>
internal delegate void GradientFormula(ReadOnlySpan<float> value, ReadOnlySpan<float> gradient, Span<float> attribution);

/// <summary>The methods that take one gradient, at the image as it is: run, choose the score by the answer, differentiate, combine.</summary>
internal sealed class UntouchedGradient(IDifferentiableModel model, string method, AttributedValue value, ScoreScale scale, string options, GradientFormula formula)
{
    private readonly ScoreScale _scale = Enum.IsDefined(scale) ? scale : throw new ArgumentOutOfRangeException(nameof(scale), scale, "Expected a defined scale.");

    public void Run(IReadOnlyList<ModelInput> inputs, Target target, RunContext context, Action<Attribution> accept, CancellationToken cancellationToken)
    {
        foreach (var input in inputs) model.Check(input);
        int size = context.GradientBatchSizeFor(model.InputShape, inputs.Count), length = model.InputShape.Length;
        var images = new float[size * length];
        var read = target.Reads(model);
        var answer = new ModelAnswer(value.Layer is { } layer ? [layer, .. read.Where(name => name != layer)] : [.. read]);
        var gradients = new ModelAnswer(value.Layer ?? model.InputName);
        Objective[] objectives = [];
        for (int first = 0; first < inputs.Count; first += size)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = Math.Min(size, inputs.Count - first);
            for (int i = 0; i < count; i++) inputs[first + i].Values.CopyTo(images.AsSpan(i * length));
            model.Differentiate(images.AsSpan(0, count * length), count, answer, Choose, gradients);
            gradients.EnsureFinite(first);
            for (int i = 0; i < count; i++)
            {
                var attribution = new float[gradients.LengthOf(0)];
                formula(value.Layer is null ? inputs[first + i].Values : answer[0, i], gradients[0, i], attribution);
                accept(value.Attribute(attribution, new MapOrigin(method, objectives[i].Description, model.Name, value.Describe(options), 1)));
            }
            context.Progress?.Report(new RunProgress(first + count, inputs.Count));

            Objective[] Choose(ModelAnswer all)
            {
                all.EnsureFinite(first);
                return objectives = [.. Enumerable.Range(0, count).Select(i => target.Resolve(model, all, i, _scale))];
            }
        }
    }
}
