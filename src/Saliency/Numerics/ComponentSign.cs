namespace Saliency.Numerics;

/// <summary>Which of the two directions of a principal component is taken: mathematics leaves it open.</summary>
internal enum ComponentSign
{
    /// <summary>The projection rises with the mean over the channels; where that mean is flat along the component
    /// (cosine between v₁ and a vector of ones below 0.01), as <see cref="LargestMagnitude"/>.</summary>
    ChannelMean,

    /// <summary>The projection's entry of largest magnitude is positive; among equals the first.</summary>
    LargestMagnitude,
}
