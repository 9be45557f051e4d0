using Saliency.Imaging;

namespace Saliency.Explainers;

/// <summary>How far a sample of LIME is from the untouched image.</summary>
public enum LimeDistance
{
    /// <summary>1 − cosine of the angle between the bits of the sample and all ones: <c>1 − √(k/M)</c> with k of M segments shown; the empty sample is at 1.</summary>
    Cosine,

    /// <summary>The root of the number of hidden segments.</summary>
    Euclidean,
}

/// <summary>Which fit LIME makes of the scores.</summary>
public enum LimeRegression
{
    /// <summary>Weighted least squares with the penalty <c>α·Σβ²</c>.</summary>
    Ridge,

    /// <summary>Weighted least squares, <c>1/(2Σw)</c> of them, with the penalty <c>α·Σ|β|</c>: small contributions become 0.</summary>
    Lasso,
}

/// <summary>How LIME chooses the segments that its fit may use.</summary>
public enum LimeSelection
{
    /// <summary><see cref="Forward"/> for up to six segments, else <see cref="HighestWeights"/>.</summary>
    Automatic,

    /// <summary>All segments.</summary>
    None,

    /// <summary>Those of the largest coefficients in a fit of all, with a ridge of 0.01.</summary>
    HighestWeights,

    /// <summary>One after the other that which raises R² most, without a penalty.</summary>
    Forward,

    /// <summary>Those of the last point of the lasso's path that has few enough.</summary>
    LassoPath,
}

/// <summary>Parameters of <see cref="Lime"/>; the defaults are those of LIME's own code for images.</summary>
public sealed record LimeOptions : SegmentOptions
{
    /// <summary>Quick shift as LIME has it, each segment hidden by its own mean.</summary>
    public LimeOptions() : base(new Quickshift(QuickshiftOptions.Lime), null) { }

    /// <summary>Samples N, the untouched image among them; at least 2.</summary>
    public int SampleCount { get; init; } = 1000;

    /// <summary>How far a sample is from the untouched image.</summary>
    public LimeDistance Distance { get; init; }

    /// <summary>Width σ of the weights <c>√exp(−d²/σ²)</c>; null is 0.25 for cosine and 0.75·√M for Euclidean distances of M segments.</summary>
    public double? KernelWidth { get; init; }

    /// <summary>The fit.</summary>
    public LimeRegression Regression { get; init; }

    /// <summary>The penalty α of the fit, at least 0.</summary>
    public double Penalty { get; init; } = 1;

    /// <summary>Segments that the fit may use; null is all.</summary>
    public int? FeatureCount { get; init; }

    /// <summary>How they are chosen.</summary>
    public LimeSelection Selection { get; init; }

    /// <summary>The error at which sampling may end early, looked at every 128 samples: root mean square of the weights' standard errors over their range; null draws all samples.</summary>
    public double? UntilError { get; init; }

    /// <summary>Samples of the same seed are the same.</summary>
    public ulong Seed { get; init; }
}
