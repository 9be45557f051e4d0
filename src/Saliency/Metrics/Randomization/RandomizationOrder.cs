namespace Saliency.Metrics;

/// <summary>Which layers' weights are drawn anew before each comparison.</summary>
public enum RandomizationOrder
{
    /// <summary>Cascading from the outputs: the last layer, then also the one before it, and so on to all.</summary>
    TopDown,

    /// <summary>Cascading from the image: the first layer, then also the one after it, and so on to all.</summary>
    BottomUp,

    /// <summary>Each layer alone, from the outputs to the image.</summary>
    Independent,
}
