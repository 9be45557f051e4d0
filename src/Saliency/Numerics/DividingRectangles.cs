namespace Saliency.Numerics;

/// <summary>DIRECT: searches a unit cube for the minimum of a function that can only be asked, without a seed and without a derivative.</summary>
/// <remarks>
/// <para>The cube is parted into boxes, each asked at its middle. A box is divided in thirds along its longest sides when, for some bound on the slope, it could hold the
/// lowest value and one lower than the best by ε·|best|. It asks in rounds: <see cref="Points"/> are wanted, <see cref="Accept"/> takes their values.</para>
/// <para>Of boxes of one size all with the lowest value are divided; sides are told apart by the lower of their two new values, among equals the first side goes first.</para>
/// <para>Jones, Perttunen, Stuckman: Lipschitzian optimization without the Lipschitz constant. Journal of Optimization Theory and Applications 79, 1993.</para>
/// </remarks>
internal sealed class DividingRectangles
{
    private readonly double _epsilon;
    private readonly List<Cell> _cells = [];
    private List<Cell> _divided = [];
    private double _lowest = double.PositiveInfinity;

    /// <summary>A search that has asked nothing yet.</summary>
    /// <param name="dimensions">Sides of the cube, at least 1.</param>
    /// <param name="epsilon">ε, the share of the best value that a division must promise to gain; 0 or more.</param>
    public DividingRectangles(int dimensions, double epsilon)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(epsilon);
        _epsilon = epsilon;
        var middle = new double[dimensions];
        Array.Fill(middle, 0.5);
        Points = [middle];
    }

    /// <summary>The points of the round whose values are wanted; each coordinate 0..1.</summary>
    public IReadOnlyList<double[]> Points { get; private set; }

    /// <summary>Takes the values of <see cref="Points"/>, in their order, and chooses the next.</summary>
    public void Accept(ReadOnlySpan<double> values)
    {
        if (values.Length != Points.Count) throw new ArgumentException($"Expected a value for each of {Points.Count} points, got {values.Length}.", nameof(values));
        foreach (double value in values) _lowest = Math.Min(_lowest, value);
        if (_cells.Count == 0) _cells.Add(new Cell(Points[0], new int[Points[0].Length], values[0]));
        int at = 0;
        foreach (var cell in _divided)
        {
            int sides = cell.Longest.Count();
            Divide(cell, at, values.Slice(at, 2 * sides));
            at += 2 * sides;
        }
        _divided = [.. Promising()];
        Points = [.. _divided.SelectMany(cell => cell.Longest.SelectMany(side => (double[][])[cell.Moved(side, -1), cell.Moved(side, 1)]))];
    }

    /// <summary>The side of the best new value is divided first, so that this value gets the largest box.</summary>
    private void Divide(Cell cell, int first, ReadOnlySpan<double> values)
    {
        var lower = new double[values.Length / 2];
        for (int i = 0; i < lower.Length; i++) lower[i] = Math.Min(values[2 * i], values[(2 * i) + 1]);
        int[] longest = [.. cell.Longest];
        foreach (int i in Enumerable.Range(0, lower.Length).OrderBy(i => lower[i]))
        {
            cell.Thirds[longest[i]]++;
            for (int half = 0; half < 2; half++)
                _cells.Add(new Cell(Points[first + (2 * i) + half], [.. cell.Thirds], values[(2 * i) + half]));
        }
    }

    /// <summary>The boxes that could hold the lowest value for some slope K: f − K·d is lowest of all, and at most best − ε·|best|.</summary>
    private IEnumerable<Cell> Promising()
    {
        (int Size, double Diagonal, double Value)[] sizes =
            [.. _cells.GroupBy(c => c.Size).OrderBy(g => g.Key).Select(g => (g.Key, g.First().Diagonal, g.Min(c => c.Value)))];
        foreach (var (size, diagonal, value) in sizes)
        {
            double least = 0, most = double.PositiveInfinity;
            foreach (var other in sizes)
            {
                double slope = (other.Value - value) / (other.Diagonal - diagonal);
                if (other.Diagonal > diagonal) most = Math.Min(most, slope);
                else if (other.Diagonal < diagonal) least = Math.Max(least, slope);
            }
            if (most <= 0 || least > most || value - (most * diagonal) > _lowest - (_epsilon * Math.Abs(_lowest))) continue;
            foreach (var cell in _cells)
                if (cell.Size == size && cell.Value == value) yield return cell;
        }
    }

    /// <summary>A box: its middle, how often each side was cut in thirds, and the value in the middle.</summary>
    private sealed record Cell(double[] Middle, int[] Thirds, double Value)
    {
        // Sides differ by one cut at most, so that the number of cuts says how large a box is.
        public int Size => Thirds.Sum();

        public double Diagonal => Math.Sqrt(Thirds.Order().Sum(cuts => Math.Pow(9, -cuts))) / 2;

        public IEnumerable<int> Longest => Enumerable.Range(0, Thirds.Length).Where(side => Thirds[side] == Thirds.Min());

        public double[] Moved(int side, int way)
        {
            double[] point = [.. Middle];
            point[side] += way * Math.Pow(3, -(Thirds[side] + 1));
            return point;
        }
    }
}
