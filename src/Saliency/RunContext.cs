namespace Saliency;

/// <summary>How far a run has come.</summary>
/// <param name="Done">Steps done: never falls, ends at <paramref name="Total"/>.</param>
/// <param name="Total">Steps in all.</param>
public readonly record struct RunProgress(int Done, int Total)
{
    /// <summary>Makes the map of what was asked by then; null for methods that have none before their end.</summary>
    /// <remarks>Nothing is computed until it is called. It may be called from any thread, later too, and then gives the map of that moment.</remarks>
    public Func<SaliencyMap>? MapSoFar { get; init; }
}

/// <summary>The circumstances of a run. They change how long it takes and how much memory it needs, never its result.</summary>
public sealed record RunContext
{
    /// <summary>Automatic batch size, all cores, silence.</summary>
    public static RunContext Default { get; } = new();

    /// <summary>Images for each model call; null chooses by <see cref="MemoryBudget"/>, fewer for gradients than for answers: what suits a CPU. A GPU wants more.</summary>
    public int? BatchSize { get; init; }

    /// <summary>Bytes that a method's batch of images may take when <see cref="BatchSize"/> is null.</summary>
    public long MemoryBudget { get; init; } = 64L << 20;

    /// <summary>Threads for the library's own work, at least 1; the model has its own.</summary>
    public int MaxDegreeOfParallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>Told after every batch.</summary>
    public IProgress<RunProgress>? Progress { get; init; }

    internal int Threads => MaxDegreeOfParallelism >= 1
        ? MaxDegreeOfParallelism
        : throw new InvalidOperationException($"Expected at least one thread, got {MaxDegreeOfParallelism}.");

    internal int BatchSizeFor(ImageShape shape, int count)
    {
        if (BatchSize is < 1) throw new InvalidOperationException($"Expected a batch size of at least 1, got {BatchSize}.");
        long fits = MemoryBudget / ((long)shape.Length * sizeof(float));
        return (int)Math.Min(Math.Max(1, count), BatchSize ?? Math.Clamp(fits, 1, 32));
    }

    /// <summary>The same for runs forwards and backwards, which keep every activation of the batch: a 32nd of the images, at most 8. On a CPU larger batches are hardly faster
    /// (docs/performance.md).</summary>
    internal int GradientBatchSizeFor(ImageShape shape, int count)
    {
        int most = (this with { MemoryBudget = MemoryBudget / 32 }).BatchSizeFor(shape, count);
        return BatchSize is null ? Math.Min(most, 8) : most;
    }
}
