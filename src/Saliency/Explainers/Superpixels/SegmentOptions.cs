namespace Saliency.Explainers;

/// <summary>What the methods over segments have in common.</summary>
public abstract record SegmentOptions
{
    private protected SegmentOptions(Segmenter segmenter, Imputer? imputer) => (Segmenter, Imputer) = (segmenter, imputer);

    /// <summary>How the image is parted; <see cref="Segmenter.Given"/> takes segments of your own.</summary>
    public Segmenter Segmenter { get; init; }

    /// <summary>What becomes of hidden segments: a baseline shows through, or they are filled in from what stays; null is the segment's own mean colour.</summary>
    public Imputer? Imputer { get; init; }

    /// <summary>The scale of the score that is explained.</summary>
    public ScoreScale Scale { get; init; } = ScoreScale.Probability;
}
