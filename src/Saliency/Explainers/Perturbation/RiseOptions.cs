namespace Saliency.Explainers;

/// <summary>What a RISE mask reads beyond the edge of its grid.</summary>
public enum MaskBorder
{
    /// <summary>The grid mirrored about its outermost cells, as the paper's code does.</summary>
    Mirror,

    /// <summary>The outermost cells again, as most reimplementations do.</summary>
    Clamp,
}

/// <summary>What RISE divides its weighted sum of masks by.</summary>
public enum MaskNormalization
{
    /// <summary>N·p, the expected cover of a pixel, as in the paper.</summary>
    Expected,

    /// <summary>The realised cover of each pixel, Σᵢ mᵢ: removes the unevenness of few masks.</summary>
    Realized,
}

/// <summary>Options of <see cref="Rise"/>.</summary>
public sealed record RiseOptions
{
    /// <summary>D-RISE's masks, for detectors: 5000 of 16×16 cells. What makes it D-RISE is a target of a detection (<c>Saliency.Detection.DetectionTarget</c>).</summary>
    public static RiseOptions Detection { get; } = new() { MaskCount = 5000, Cells = 16 };

    /// <summary>Number of masks N. The error of the map falls with 1/√N.</summary>
    public int MaskCount { get; init; } = 4000;

    /// <summary>Cells of the random grid on each side, s.</summary>
    public int Cells { get; init; } = 7;

    /// <summary>Chance p that a cell is kept, between 0 and 1; null chooses of 0.1, 0.2, … 0.9 that under which 100 masks spread the target's score most, for 900 more model runs.</summary>
    public double? KeepProbability { get; init; } = 0.5;

    /// <summary>What masks hide by, in turns: mask i by baseline i modulo their number. None is 0 in model space. With several colours no single one can pass for evidence.</summary>
    public IReadOnlyList<Baseline> Baselines { get; init; } = [];

    /// <summary>The rule at the edge of the grid.</summary>
    public MaskBorder Border { get; init; } = MaskBorder.Mirror;

    /// <summary>What the sum is divided by.</summary>
    public MaskNormalization Normalization { get; init; } = MaskNormalization.Expected;

    /// <summary>The scale of the score; the method is defined on probabilities.</summary>
    public ScoreScale Scale { get; init; } = ScoreScale.Probability;

    /// <summary>The error at which the run may end before its last mask, looked at every 256 masks: root mean square of the pixels' standard errors
    /// over the range of the map; null draws all masks. 0.05 is a map whose noise is a twentieth of its contrast.</summary>
    public double? UntilError { get; init; }

    /// <summary>Masks of the same seed are the same.</summary>
    public ulong Seed { get; init; }
}
