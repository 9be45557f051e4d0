namespace Saliency.Evaluation;

/// <summary>How a report's page looks.</summary>
public sealed record ReportPage
{
    /// <summary>Its title.</summary>
    public string Title { get; init; } = "Saliency study";

    /// <summary>A sentence below the title; empty writes none.</summary>
    public string Description { get; init; } = "";

    /// <summary>The folder that <see cref="StudyRun.Pictures"/> wrote; null shows no pictures.</summary>
    public StudyPictures? Pictures { get; init; }

    /// <summary>Images in the table of all values, counted from the first; a page of thousands opens slowly, and the CSV has them all.</summary>
    public int TableImages { get; init; } = 500;

    /// <summary>How the confidence intervals are had.</summary>
    public IntervalOptions Intervals { get; init; } = new();
}
