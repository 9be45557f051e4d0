using System.Collections.Immutable;

namespace Saliency.Perturbation;

/// <summary>The one loop of all methods that ask a model about changed images. It owns batching, pooling, overlap, progress and cancellation.</summary>
/// <remarks>While the model answers one batch, the next is filled; the answers are taken in order. Two batches are held, whatever the number of samples.</remarks>
internal static class PerturbationLoop
{
    /// <summary>Asks about every sample of a perturbation.</summary>
    /// <exception cref="ModelAnswerException">An answer is NaN or infinite; its image is the sample's number.</exception>
    public static void Run(IModel model, ImmutableArray<Objective> objectives, IPerturbation perturbation, RunContext? context, CancellationToken cancellationToken)
    {
        context ??= RunContext.Default;
        int total = perturbation.Count;
        if (total == 0) return;
        int size = context.BatchSizeFor(model.InputShape, total);
        string[] reads = [.. objectives.SelectMany(o => o.Reads).Distinct()];
        var answer = new ModelAnswer(reads);
        var values = new double[size * objectives.Length];
        using var filler = new SampleFiller(perturbation, model.InputShape.Length, size, context.Threads);

        cancellationToken.ThrowIfCancellationRequested();
        filler.Start(size);
        filler.Finish();
        for (int first = 0; first < total; first += size)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = Math.Min(size, total - first), ahead = first + count;
            if (ahead < total) filler.Start(Math.Min(size, total - ahead));
            model.Run(filler.Images(first, count), count, answer);
            answer.EnsureFinite(first);
            for (int i = 0; i < count; i++)
                for (int k = 0; k < objectives.Length; k++)
                    values[(i * objectives.Length) + k] = objectives[k].Evaluate(answer, i);
            perturbation.Accept(first, values.AsSpan(0, count * objectives.Length), filler.Scratch(first, count));
            filler.Finish();
            context.Progress?.Report(new RunProgress(ahead, total));
        }
    }
}
