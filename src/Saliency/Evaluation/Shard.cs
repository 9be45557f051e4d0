namespace Saliency.Evaluation;

/// <summary>A share of a study's images: those whose index leaves the remainder <see cref="Index"/> when divided by <see cref="Count"/>.</summary>
public readonly record struct Shard
{
    /// <summary>The share <paramref name="index"/> of <paramref name="count"/>.</summary>
    /// <param name="index">0 to <paramref name="count"/> − 1.</param>
    /// <param name="count">Number of shares, at least 1.</param>
    public Shard(int index, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        if (index < 0 || index >= count) throw new ArgumentOutOfRangeException(nameof(index), index, $"Expected a shard of 0 to {count - 1}, got {index}.");
        (Index, Count) = (index, count);
    }

    /// <summary>All images.</summary>
    public static Shard Whole { get; } = new(0, 1);

    /// <summary>Which share.</summary>
    public int Index { get; }

    /// <summary>Of how many; 0 in a default value, which is the whole as well.</summary>
    public int Count { get; }

    /// <summary>Whether an image belongs to this share.</summary>
    public bool Includes(int image) => Count < 2 || image % Count == Index;

    /// <summary>How many of so many images belong to this share.</summary>
    internal int Of(int images) => Count < 2 ? images : (images + Count - 1 - Index) / Count;

    /// <summary>As it is given on a command line: <c>1/4</c>.</summary>
    public override string ToString() => $"{Index}/{Math.Max(1, Count)}";
}
