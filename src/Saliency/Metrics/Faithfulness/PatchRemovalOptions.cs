namespace Saliency.Metrics;

/// <summary>Parameters of <see cref="RegionPerturbation"/> and <see cref="Selectivity"/>.</summary>
public sealed record PatchRemovalOptions
{
    /// <summary>Side of the square patches in pixels; those at the lower and right border are cut there.</summary>
    public int PatchPixels { get; init; } = 8;

    /// <summary>How many patches are removed at most; null is all of them.</summary>
    public int? Patches { get; init; }

    /// <summary>What removed pixels become.</summary>
    public Imputer Imputer { get; init; } = Baseline.Zero;

    /// <summary>The scale of the score.</summary>
    public ScoreScale Scale { get; init; } = ScoreScale.Probability;

    internal void Check()
    {
        if (PatchPixels < 1) throw new ArgumentOutOfRangeException(nameof(PatchPixels), PatchPixels, "Expected patches of at least 1 pixel.");
        if (Patches is < 1) throw new ArgumentOutOfRangeException(nameof(Patches), Patches, "Expected at least 1 patch.");
    }

    internal int Count(PixelGroups groups) => Math.Min(groups.Count, Patches ?? groups.Count);
}
