namespace Saliency.Explainers;

/// <summary>What the methods over segments have in common.</summary>
public abstract record SegmentOptions
{
    private protected SegmentOptions(Segmenter segmenter, Baseline? baseline) => (Segmenter, Baseline) = (segmenter, baseline);

    /// <summary>How the image is parted; <see cref="Segmenter.Given"/> takes segments of your own.</summary>
    public Segmenter Segmenter { get; init; }

    /// <summary>What stands where a segment is hidden; null is the segment's own mean colour.</summary>
    public Baseline? Baseline { get; init; }

    /// <summary>The scale of the score that is explained.</summary>
    public ScoreScale Scale { get; init; } = ScoreScale.Probability;
}
