namespace Saliency.Numerics;

/// <summary>Which of the two directions of a principal component is taken: mathematics leaves it open.</summary>
internal enum ComponentSign
{
    /// <summary>The projection does not fall where the mean over the channels rises (covariance ≥ 0); where they are uncorrelated, as <see cref="LargestMagnitude"/>.</summary>
    ChannelMean,

    /// <summary>The projection's entry of largest magnitude is positive; among equals the first.</summary>
    LargestMagnitude,
}
