using System.Diagnostics.CodeAnalysis;

namespace Saliency.Evaluation;

/// <summary>Images × models × explainers × metrics.</summary>
/// <remarks>
/// <para>Each explainer makes one map of each image for each model; every metric judges it. The next image is loaded while this one is worked on, and
/// forgotten after its turn, so that memory does not grow with their number; what stays are the rows.</para>
/// <para>A row depends on its image, model, explainer and metric alone: batch size, threads, shards and interruptions cannot change it. A failure is a row with its
/// reason, and the study goes on.</para>
/// <para>Immutable. Models, explainers and metrics are the caller's and are not disposed.</para>
/// </remarks>
public sealed record Study
{
    /// <summary>The models, at least one, of different names.</summary>
    public required IReadOnlyList<StudyModel> Models { get; init => field = [.. value ?? throw new ArgumentNullException(nameof(value))]; }

    /// <summary>The explainers, at least one, of different names.</summary>
    public required IReadOnlyList<StudyExplainer> Explainers { get; init => field = [.. value ?? throw new ArgumentNullException(nameof(value))]; }

    /// <summary>The metrics, at least one, of different names.</summary>
    public required IReadOnlyList<StudyMetric> Metrics { get; init => field = [.. value ?? throw new ArgumentNullException(nameof(value))]; }

    /// <summary>What else a row depends on (which photos, which truth), as text: part of the study's fingerprint.</summary>
    public string Settings { get; init; } = "";

    /// <summary>Whether rows keep the curves that values were read from. A curve of 225 points takes about 4 kB of memory and 8 kB of a file in each row that has one.</summary>
    public bool KeepCurves { get; init; } = true;

    /// <summary>Runs the study, or what is left of it.</summary>
    /// <param name="images">The images, always in the same order; asked for one after the other, so that the sequence may be as long as it likes.</param>
    /// <param name="run">Files, shard, progress.</param>
    /// <param name="cancellationToken">Honoured within one batch of the model. The rows of all images that were complete for a model are then in the row file.</param>
    /// <exception cref="ArgumentException">A part is missing, or two parts share a name.</exception>
    /// <exception cref="InvalidDataException">The row file is that of another study or of other images, or it is damaged.</exception>
    /// <exception cref="IOException">Another run writes to the row file, or it cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public Report Run(IEnumerable<StudyImage> images, StudyRun? run = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        run ??= new StudyRun();
        Check(Models, m => m.Name, "models");
        Check(Explainers, e => e.Name, "explainers");
        Check(Metrics, m => m.Name, "metrics");
        cancellationToken.ThrowIfCancellationRequested();
        var benches = Models.Select(m => new StudyBench(this, m)).ToArray();
        var header = StudyHeader.Of(this, benches);
        using var rows = RowStore.Open(run.RowFile, header);
        var pace = new StudyPace(run, images.TryGetNonEnumeratedCount(out int count) ? count : null, Models.Count * Explainers.Count);
        foreach (var (unit, sample) in StudyUnit.LoadAhead(StudyUnit.Of(images, run.Shard, Models.Count), Loader))
        {
            if (sample is null)
            {
                pace.Resumed(Explainers.Count, unit.Image.Name);
                continue;
            }
            var result = benches[unit.Model].Judge(unit.Index, unit.Image.Name, sample, run, pace, cancellationToken);
            run.Pictures?.Write(result, unit.Model);
            run.Judged?.Invoke(result);
            rows.Append(result.Rows);
        }
        return new Report(header, rows.Rows);

        // What an earlier run has judged need not be loaded.
        Func<StudySample>? Loader(StudyUnit unit) =>
            rows.Contains(unit.Index, unit.Image.Name, Models[unit.Model].Name) ? null : () => unit.Image.Load(Models[unit.Model]);
    }

    private static void Check<T>([NotNull] IReadOnlyList<T>? parts, Func<T, string> name, string what)
    {
        if (parts is not { Count: > 0 }) throw new ArgumentException($"Expected a study with {what}, got none.");
        if (parts.GroupBy(name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"Expected {what} of different names, got '{twice.Key}' {twice.Count()} times.");
    }
}
