using Saliency.Numerics;

namespace Saliency.Metrics;

/// <summary>How much an explanation changes from an image to a neighbour.</summary>
internal static class MapChange
{
    /// <summary><c>‖a − a'‖ / ‖a‖</c>; a map of zeros counts as one of norm 1.</summary>
    public static double Relative(Explained untouched, Explained neighbor)
    {
        double norm = Distance.Norm(untouched.Map.Values);
        return Distance.Euclidean(untouched.Map.Values, neighbor.Map.Values) / (norm > 0 ? norm : 1);
    }
}
