namespace Saliency.Numerics;

/// <summary>Numbers 0..n−1 in sets that can be joined; a set is known by its smallest number.</summary>
internal sealed class DisjointSets
{
    private readonly int[] _parents;

    public DisjointSets(int count)
    {
        _parents = new int[count];
        for (int i = 0; i < count; i++) _parents[i] = i;
    }

    /// <summary>The smallest number of the set that a number is in.</summary>
    public int Find(int number)
    {
        var parents = _parents;
        while (parents[number] is var parent && parent != number)
        {
            // Halving the path on the way keeps later walks short.
            int above = parents[parent];
            parents[number] = above;
            number = above;
        }
        return number;
    }

    /// <summary>Joins two sets, given by their smallest numbers.</summary>
    /// <returns>The smallest number of the joined set.</returns>
    public int Join(int a, int b)
    {
        var (least, other) = a < b ? (a, b) : (b, a);
        return _parents[other] = least;
    }

    /// <summary>For each number the place of its set, sets in the order of their smallest numbers.</summary>
    public int[] Labels()
    {
        var labels = new int[_parents.Length];
        int count = 0;
        // The smallest number of a set comes first, and has its label by the time the others ask.
        for (int i = 0; i < labels.Length; i++) labels[i] = Find(i) is var root && root == i ? count++ : labels[root];
        return labels;
    }
}
