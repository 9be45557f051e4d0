using System.Collections.Immutable;

namespace Saliency.Perturbation;

/// <summary>The one loop of all methods that ask a model about changed images. It owns batching, pooling, overlap, progress and cancellation.</summary>
/// <remarks>While the model answers one batch, the next is filled; the answers are taken in order. Two batches are held, whatever the number of samples.</remarks>
internal static class PerturbationLoop
{
    /// <summary>Asks about every sample of a perturbation, or about as many as an <see cref="IEstimation"/> needs.</summary>
    /// <returns>How many samples were asked about. It does not depend on the size of a batch.</returns>
    /// <exception cref="ModelAnswerException">An answer is NaN or infinite; its image is the sample's number.</exception>
    public static int Run(IModel model, ImmutableArray<Objective> objectives, IPerturbation perturbation, RunContext? context, CancellationToken cancellationToken)
    {
        context ??= RunContext.Default;
        int total = perturbation.Count, done = 0;
        var estimation = perturbation as IEstimation;
        var round = new Round(model, objectives, perturbation, context);
        while (done < total)
        {
            int end = Math.Min(total, estimation?.NextLook(done) ?? total);
            round.Run(done, end, cancellationToken);
            done = end;
            if (done < total && estimation!.IsSettled())
            {
                round.Report(total);
                break;
            }
        }
        return done;
    }

    /// <summary>What all rounds of a run have in common.</summary>
    private sealed class Round(IModel model, ImmutableArray<Objective> objectives, IPerturbation perturbation, RunContext context)
    {
        private readonly ModelAnswer _answer = new([.. objectives.SelectMany(o => o.Reads).Distinct()]);
        private readonly Lock _folding = new();
        private Func<SaliencyMap>? _mapSoFar;

        /// <summary>Asks about the samples from <paramref name="start"/> up to <paramref name="end"/>, the latter excluded.</summary>
        public void Run(int start, int end, CancellationToken cancellationToken)
        {
            int size = context.BatchSizeFor(model.InputShape, end - start);
            var values = new double[size * objectives.Length];
            using var filler = new SampleFiller(perturbation, model.InputShape.Length, start, size, context.Threads);

            cancellationToken.ThrowIfCancellationRequested();
            filler.Start(size);
            filler.Finish();
            for (int first = start; first < end; first += size)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int count = Math.Min(size, end - first), ahead = first + count;
                if (ahead < end) filler.Start(Math.Min(size, end - ahead));
                model.Run(filler.Images(first, count), count, _answer);
                _answer.EnsureFinite(first);
                for (int i = 0; i < count; i++)
                    for (int k = 0; k < objectives.Length; k++)
                        values[(i * objectives.Length) + k] = objectives[k].Evaluate(_answer, i);
                lock (_folding) perturbation.Accept(first, values.AsSpan(0, count * objectives.Length), filler.Scratch(first, count));
                filler.Finish();
                if (context.Progress is not null) Report(ahead);
            }
        }

        // The map is made only when asked for, and may be asked for from any thread at any time: it is that of the samples by then.
        public void Report(int done)
        {
            if (perturbation is IEstimation estimation) _mapSoFar ??= () => { lock (_folding) return estimation.Map(); };
            context.Progress?.Report(new RunProgress(done, perturbation.Count) { MapSoFar = _mapSoFar });
        }
    }
}
