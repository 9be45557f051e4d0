namespace Saliency.Evaluation;

/// <summary>The circumstances of a study's run. They never change a row.</summary>
public sealed record StudyRun
{
    /// <summary>A file of JSON lines that receives the rows as they come, and from which a later run goes on; null keeps them in memory alone.</summary>
    public string? RowFile { get; init; }

    /// <summary>The share of the images to work on.</summary>
    public Shard Shard { get; init; } = Shard.Whole;

    /// <summary>Pictures for the report's page; null makes none.</summary>
    public StudyPictures? Pictures { get; init; }

    /// <summary>Ends the study with the first failure's exception instead of writing it into the rows.</summary>
    public bool StopOnError { get; init; }

    /// <summary>Batch size and threads of explainers and metrics. Its progress is not used.</summary>
    public RunContext Context { get; init; } = RunContext.Default;

    /// <summary>Told after every map and its judgements.</summary>
    public IProgress<StudyProgress>? Progress { get; init; }

    /// <summary>Called after each image and model, before its rows are written, with the maps that are then forgotten: for pictures and files of one's own.</summary>
    public Action<StudyResult>? Judged { get; init; }

    /// <summary>What tells the time for <see cref="StudyProgress"/>.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

/// <summary>How far a study has come.</summary>
/// <param name="Done">Maps made and judged (image × model × explainer), those of an earlier run included; never falls.</param>
/// <param name="Total">Maps in all; null where the sequence of images does not know its length.</param>
/// <param name="Failed">Judgements that failed.</param>
/// <param name="Elapsed">Time since this run began.</param>
/// <param name="Remaining">Time left if the rest takes as long as what this run has done; null before there is anything to go by.</param>
/// <param name="Image">The name of the image last worked on.</param>
public sealed record StudyProgress(int Done, int? Total, int Failed, TimeSpan Elapsed, TimeSpan? Remaining, string Image);

/// <summary>What a study made of one image with one model.</summary>
/// <param name="Index">The image's place in the sequence.</param>
/// <param name="Image">The image's name.</param>
/// <param name="Model">The model.</param>
/// <param name="Sample">The loaded image; null where loading failed.</param>
/// <param name="Maps">A map for each explainer of the study, in its order; null where there is none.</param>
/// <param name="Rows">The judgements: explainer after explainer, each with the study's metrics in their order.</param>
public sealed record StudyResult(int Index, string Image, StudyModel Model, StudySample? Sample, IReadOnlyList<SaliencyMap?> Maps, IReadOnlyList<StudyRow> Rows);
