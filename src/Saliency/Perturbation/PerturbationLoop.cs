using System.Buffers;
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
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = context.MaxDegreeOfParallelism };
        using Batch current = new(perturbation, model.InputShape.Length, size), next = new(perturbation, model.InputShape.Length, size);
        var (running, filling) = (current, next);

        cancellationToken.ThrowIfCancellationRequested();
        running.Fill(0, Math.Min(size, total), parallel);
        for (int first = 0; first < total; first += size)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = Math.Min(size, total - first), ahead = first + count, aheadCount = Math.Min(size, total - ahead);
            var fill = aheadCount > 0 ? StartFilling(filling, ahead, aheadCount, parallel) : Task.CompletedTask;
            try
            {
                model.Run(running.Images(count), count, answer);
                answer.EnsureFinite(first);
                for (int i = 0; i < count; i++)
                    for (int k = 0; k < objectives.Length; k++)
                        values[(i * objectives.Length) + k] = objectives[k].Evaluate(answer, i);
                perturbation.Accept(first, values.AsSpan(0, count * objectives.Length), running.Scratch(count));
            }
            finally
            {
                // The buffers go back to their pool only when nobody writes to them any more.
                fill.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
            }
            fill.GetAwaiter().GetResult();
            context.Progress?.Report(new RunProgress(ahead, total));
            (running, filling) = (filling, running);
        }
    }

    private static Task StartFilling(Batch batch, int first, int count, ParallelOptions parallel) =>
        Task.Run(() => batch.Fill(first, count, parallel), CancellationToken.None);

    private sealed class Batch(IPerturbation perturbation, int imageLength, int size) : IDisposable
    {
        private readonly float[] _images = ArrayPool<float>.Shared.Rent(size * imageLength);
        private readonly float[] _scratch = ArrayPool<float>.Shared.Rent(Math.Max(1, size * perturbation.ScratchLength));

        public ReadOnlySpan<float> Images(int count) => _images.AsSpan(0, count * imageLength);

        public ReadOnlySpan<float> Scratch(int count) => _scratch.AsSpan(0, count * perturbation.ScratchLength);

        public void Fill(int first, int count, ParallelOptions parallel) =>
            Parallel.For(0, count, parallel, i => perturbation.Fill(first + i,
                _images.AsSpan(i * imageLength, imageLength), _scratch.AsSpan(i * perturbation.ScratchLength, perturbation.ScratchLength)));

        public void Dispose()
        {
            ArrayPool<float>.Shared.Return(_images);
            ArrayPool<float>.Shared.Return(_scratch);
        }
    }
}
