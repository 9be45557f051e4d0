namespace Saliency;

/// <summary>How <see cref="SaliencyMap.Normalize"/> scales a map.</summary>
public enum Normalization
{
    /// <summary>Minimum to 0, maximum to 1; a constant map becomes zeros.</summary>
    MinMax,

    /// <summary>Divided by the largest absolute value, the sign kept: −1..1.</summary>
    MaxAbsolute,

    /// <summary>Divided by the sum. Refused when the sum is not positive.</summary>
    Sum,

    /// <summary>The mean taken away, divided by the (population) standard deviation; a constant map becomes zeros.</summary>
    Standard,

    /// <summary><c>exp(v − max)</c> divided by its sum: positive, with sum 1.</summary>
    Softmax,

    /// <summary>Ranks, lowest 0 and highest 1, equal values sharing the mean of theirs; a constant map becomes ½.</summary>
    Rank,
}
