namespace Saliency.Numerics;

/// <summary>Orders pixels by value.</summary>
internal static class Ranking
{
    /// <summary>Writes the indices of the values, highest first; among equals the lowest index first.</summary>
    public static void Descending(ReadOnlySpan<float> values, Span<int> order)
    {
        if (order.Length != values.Length) throw new ArgumentException($"Expected room for {values.Length} indices, got {order.Length}.", nameof(order));
        var keys = new (float Negated, int Index)[values.Length];
        for (int i = 0; i < keys.Length; i++) keys[i] = (-values[i], i);
        Array.Sort(keys);
        for (int i = 0; i < keys.Length; i++) order[i] = keys[i].Index;
    }
}
