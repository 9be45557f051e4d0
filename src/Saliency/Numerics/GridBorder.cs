namespace Saliency.Numerics;

/// <summary>What a resampling reads beyond the first and last sample.</summary>
internal enum GridBorder
{
    /// <summary>The edge sample again.</summary>
    Clamp,

    /// <summary>Mirrored about the centre of the edge sample (scipy's "mirror").</summary>
    Mirror,
}
