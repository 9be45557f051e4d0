namespace Saliency.Metrics;

/// <summary>Which pixels go first.</summary>
public enum RemovalOrder
{
    /// <summary>The highest of the map (MoRF).</summary>
    MostRelevantFirst,

    /// <summary>The lowest of the map (LeRF).</summary>
    LeastRelevantFirst,
}
