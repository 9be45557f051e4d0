using Saliency.Numerics;

namespace Saliency.Metrics;

/// <summary>Parameters of <see cref="EarthMoversDistance"/>.</summary>
public sealed record EarthMoversDistanceOptions
{
    /// <summary>The most cells along the longer side of the grid that both maps are reduced to, 1 to 64. A map of at most that many pixels is not reduced.</summary>
    public int MostCells { get; init; } = 16;
}

/// <summary>EMD: how far, in pixels on average, the map's density must be moved to become the density of what people saw.</summary>
/// <remarks>
/// <para><c>min Σ f_ij · |i − j| / Σ f_ij</c> over all flows f that turn the map's density into the truth's, with Euclidean distances between the middles of cells. A cell holds what its
/// pixels hold together, squares of <c>⌈longer side / MostCells⌉</c> pixels, those at the right and bottom edges smaller. Both maps are shifted where negative and
/// divided by their sums. 0..diagonal, lower is better; divide by the diagonal for a value free of the size. A map that is zero everywhere once shifted
/// counts as the uniform density.</para>
/// <para>Exact for the reduced maps, amounts rounded to 2⁻⁴⁰ of the whole. The MIT benchmark reduces to cells of 32 pixels and counts in cells. Time grows with about
/// the sixth power of <see cref="EarthMoversDistanceOptions.MostCells"/>.</para>
/// <para>Rubner, Tomasi, Guibas: The earth mover's distance as a metric for image retrieval. IJCV 2000.</para>
/// </remarks>
public sealed class EarthMoversDistance : IGroundTruthMetric
{
    private const double Whole = 1L << 40;
    private readonly int _mostCells;

    /// <summary>Makes the metric.</summary>
    public EarthMoversDistance(EarthMoversDistanceOptions? options = null)
    {
        _mostCells = (options ?? new EarthMoversDistanceOptions()).MostCells;
        if (_mostCells is < 1 or > 64) throw new ArgumentOutOfRangeException(nameof(options), _mostCells, "Expected 1 to 64 cells.");
    }

    /// <inheritdoc/>
    public string Name => "EMD";

    /// <inheritdoc/>
    public Better Better => Better.Lower;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map, GroundTruth truth)
    {
        var density = truth.DensityFor(map, Name);
        int side = (Math.Max(map.Height, map.Width) + _mostCells - 1) / _mostCells;
        long[] from = Amounts(map, side), to = Amounts(density, side);
        int columns = (map.Width + side - 1) / side;
        var supply = new List<(long Amount, double Y, double X)>();
        var demand = new List<(long Amount, double Y, double X)>();
        for (int cell = 0; cell < from.Length; cell++)
        {
            // What both have in a cell stays there: by the triangle inequality no cheaper plan moves it.
            long more = from[cell] - to[cell];
            if (more != 0) (more > 0 ? supply : demand).Add((Math.Abs(more), Middle(cell / columns, side, map.Height), Middle(cell % columns, side, map.Width)));
        }
        var cost = new double[supply.Count, demand.Count];
        for (int i = 0; i < supply.Count; i++)
            for (int j = 0; j < demand.Count; j++)
                cost[i, j] = double.Hypot(supply[i].Y - demand[j].Y, supply[i].X - demand[j].X);
        return new MetricResult(Transport.LeastCost([.. supply.Select(s => s.Amount)], [.. demand.Select(d => d.Amount)], cost) / Whole);
    }

    /// <summary>The density of each cell in whole parts that sum to <see cref="Whole"/>: differences of the rounded running sum.</summary>
    private static long[] Amounts(SaliencyMap map, int side)
    {
        var density = UnitDensity.Of(map, SimilarityShift.WhenNegative);
        int columns = (map.Width + side - 1) / side;
        var cells = new double[(map.Height + side - 1) / side * columns];
        for (int i = 0; i < map.Values.Length; i++)
            cells[(i / map.Width / side * columns) + (i % map.Width / side)] += density.At(map.Values[i]);
        for (int cell = 1; cell < cells.Length; cell++) cells[cell] += cells[cell - 1];
        long Upto(int cell) => cell < 0 ? 0 : (long)Math.Round(cells[cell] / cells[^1] * Whole);
        return [.. Enumerable.Range(0, cells.Length).Select(cell => Upto(cell) - Upto(cell - 1))];
    }

    private static double Middle(int cell, int side, int length) => ((cell * side) + Math.Min((cell + 1) * side, length) - 1) / 2.0;
}
