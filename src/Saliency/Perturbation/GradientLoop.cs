namespace Saliency.Perturbation;

/// <summary>The one loop of all methods that ask for gradients at changed images, built as <see cref="PerturbationLoop"/>: while the model differentiates one batch, the next is filled.</summary>
internal static class GradientLoop
{
    /// <summary>Asks for the gradient of every sample.</summary>
    /// <param name="model">The model.</param>
    /// <param name="layer">What to differentiate with respect to; null is the image.</param>
    /// <param name="samples">Fills the images and takes the gradients.</param>
    /// <param name="context">Batch size, threads, progress.</param>
    /// <param name="cancellationToken">Honoured before each batch.</param>
    /// <exception cref="ModelAnswerException">An answer or a gradient is NaN or infinite; its image is the sample's number.</exception>
    public static void Run(IDifferentiableModel model, string? layer, IGradientSamples samples, RunContext? context, CancellationToken cancellationToken)
    {
        context ??= RunContext.Default;
        int total = samples.Count;
        if (total == 0) return;
        int size = context.GradientBatchSizeFor(model.InputShape, total), length = model.InputShape.Length;
        var reads = Enumerable.Range(0, total).SelectMany(i => samples.ObjectiveOf(i).Reads);
        // What the objectives read comes along, to be looked at for NaN: a linear objective's gradient would not show it.
        var answer = new ModelAnswer([.. (layer is null ? reads : reads.Prepend(layer)).Distinct()]);
        var gradients = new ModelAnswer(layer ?? model.InputName);
        var objectives = new Objective[size];
        using var filler = new SampleFiller(samples, length, 0, size, context.Threads);

        cancellationToken.ThrowIfCancellationRequested();
        filler.Start(size);
        filler.Finish();
        for (int first = 0; first < total; first += size)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = Math.Min(size, total - first), ahead = first + count, next = Math.Min(size, total - ahead);
            if (next > 0 && !samples.Sequential) filler.Start(next);
            for (int i = 0; i < count; i++) objectives[i] = samples.ObjectiveOf(first + i);
            var images = filler.Images(first, count);
            model.Differentiate(images, count, new ArraySegment<Objective>(objectives, 0, count), gradients, answer);
            answer.EnsureFinite(first);
            gradients.EnsureFinite(first);
            var scratch = filler.Scratch(first, count);
            for (int i = 0; i < count; i++)
            {
                samples.Accept(first + i, layer is null ? images.Slice(i * length, length) : answer[0, i], gradients[0, i],
                    scratch.Slice(i * samples.ScratchLength, samples.ScratchLength));
            }
            if (next > 0 && samples.Sequential) filler.Start(next);
            filler.Finish();
            context.Progress?.Report(new RunProgress(ahead, total));
        }
    }
}
