namespace Saliency.Numerics;

/// <summary>The cheapest way to carry what some places have to where others need it.</summary>
/// <remarks>
/// <para>Successive shortest paths (Ahuja, Magnanti, Orlin: Network flows, 1993, chapter 9) over the complete graph from suppliers to takers, with prices
/// that keep every reduced cost at 0 or above, so that each path is one of Dijkstra's. Amounts are whole numbers: every path fills something up exactly, and
/// the end is reached. Time about (suppliers + takers) · suppliers · takers.</para>
/// </remarks>
internal sealed class Transport
{
    private readonly double[,] _cost;
    private readonly long[,] _carried;
    private readonly long[] _supply, _demand;
    private readonly double[] _supplyPrice, _demandPrice, _distance;
    private readonly int[] _from, _before;
    private readonly bool[] _done;

    private Transport(long[] supply, long[] demand, double[,] cost)
    {
        (_supply, _demand, _cost) = (supply, demand, cost);
        _carried = new long[supply.Length, demand.Length];
        (_supplyPrice, _demandPrice, _distance) = (new double[supply.Length], new double[demand.Length], new double[demand.Length]);
        (_from, _before, _done) = (new int[demand.Length], new int[supply.Length], new bool[demand.Length]);
    }

    /// <summary>The sum of amount times cost of the cheapest plan.</summary>
    /// <param name="supply">What each supplier has, 0 or more.</param>
    /// <param name="demand">What each taker needs, 0 or more, with the same sum.</param>
    /// <param name="cost">Cost of one unit from a supplier (first index) to a taker, finite and 0 or more.</param>
    public static double LeastCost(ReadOnlySpan<long> supply, ReadOnlySpan<long> demand, double[,] cost)
    {
        long total = 0;
        foreach (long s in supply) total = checked(total + s);
        foreach (long d in demand) total -= d;
        if (total != 0) throw new ArgumentException($"Expected as much demand as supply, got {total} units less.", nameof(demand));
        var transport = new Transport(supply.ToArray(), demand.ToArray(), cost);
        while (transport.Augment()) ;
        double sum = 0;
        for (int i = 0; i < supply.Length; i++)
            for (int j = 0; j < demand.Length; j++)
                sum += transport._carried[i, j] * cost[i, j];
        return sum;
    }

    /// <summary>Sends as much as fits along the cheapest path from a supplier with something left to a taker in need.</summary>
    private bool Augment()
    {
        int end = ShortestPath();
        if (end < 0) return false;
        long amount = _demand[end];
        int start = -1;
        for (int taker = end; taker >= 0; taker = _before[start])
        {
            start = _from[taker];
            amount = Math.Min(amount, _before[start] < 0 ? _supply[start] : _carried[start, _before[start]]);
        }
        for (int taker = end; taker >= 0;)
        {
            int supplier = _from[taker], back = _before[supplier];
            _carried[supplier, taker] += amount;
            if (back >= 0) _carried[supplier, back] -= amount;
            taker = back;
        }
        _supply[start] -= amount;
        _demand[end] -= amount;
        return true;
    }

    /// <summary>Dijkstra over reduced costs from all suppliers with something left; the nearest taker in need, or −1. A path goes supplier → taker (carry more) and
    /// taker → supplier (carry less of what it gets), so a supplier is reached by the taker before it.</summary>
    private int ShortestPath()
    {
        Array.Fill(_distance, double.PositiveInfinity);
        Array.Clear(_done);
        var reached = new double[_supply.Length];
        Array.Fill(reached, double.PositiveInfinity);
        for (int i = 0; i < _supply.Length; i++)
            if (_supply[i] > 0) Relax(i, -1, reached, 0);
        while (true)
        {
            int nearest = -1;
            for (int j = 0; j < _distance.Length; j++)
                if (!_done[j] && (nearest < 0 || _distance[j] < _distance[nearest])) nearest = j;
            if (nearest < 0 || double.IsPositiveInfinity(_distance[nearest])) return -1;
            double length = _distance[nearest];
            if (_demand[nearest] > 0)
            {
                Reprice(reached, length);
                return nearest;
            }
            _done[nearest] = true;
            for (int i = 0; i < _supply.Length; i++)
                // What is carried has the reduced cost 0, so the way back is free.
                if (_carried[i, nearest] > 0 && length < reached[i]) Relax(i, nearest, reached, length);
        }
    }

    private void Relax(int supplier, int before, double[] reached, double length)
    {
        reached[supplier] = length;
        _before[supplier] = before;
        for (int j = 0; j < _distance.Length; j++)
        {
            double through = length + Math.Max(0, _cost[supplier, j] + _supplyPrice[supplier] - _demandPrice[j]);
            if (_done[j] || through >= _distance[j]) continue;
            _distance[j] = through;
            _from[j] = supplier;
        }
    }

    /// <summary>Adds each place's distance to its price, at most the path's length: reduced costs stay at 0 or above and become 0 along the path.</summary>
    private void Reprice(double[] reached, double length)
    {
        for (int i = 0; i < reached.Length; i++) _supplyPrice[i] += Math.Min(reached[i], length);
        for (int j = 0; j < _distance.Length; j++) _demandPrice[j] += Math.Min(_distance[j], length);
    }
}
