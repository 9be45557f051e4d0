namespace Saliency;

/// <summary>Some of a method's inputs, image after image, as a model takes them.</summary>
/// <param name="First">Place of the first of them among all inputs.</param>
/// <param name="Count">How many they are.</param>
/// <param name="Values">Their numbers, until the next batch is asked for.</param>
internal readonly record struct InputBatch(int First, int Count, ReadOnlyMemory<float> Values)
{
    public ReadOnlySpan<float> Images => Values.Span;

    /// <summary>Inputs done when this batch is done.</summary>
    public int End => First + Count;

    /// <summary>Checks inputs and hands them on in order, a batch at a time.</summary>
    /// <param name="model">The model that they are for.</param>
    /// <param name="inputs">Images of its input shape.</param>
    /// <param name="size">The most of one batch.</param>
    /// <param name="cancellationToken">Honoured before each batch.</param>
    public static IEnumerable<InputBatch> Of(IModel model, IReadOnlyList<ModelInput> inputs, int size, CancellationToken cancellationToken)
    {
        model.Check(inputs);
        int length = model.InputShape.Length, most = Math.Min(size, inputs.Count);
        // One image at a time is read where it lies.
        var images = most > 1 ? new float[most * length] : [];
        for (int first = 0; first < inputs.Count; first += size)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = Math.Min(size, inputs.Count - first);
            for (int i = 0; most > 1 && i < count; i++) inputs[first + i].Values.CopyTo(images.AsSpan(i * length));
            yield return new InputBatch(first, count, most > 1 ? images.AsMemory(0, count * length) : inputs[first].Memory);
        }
    }
}
