namespace Saliency.Numerics;

/// <summary>The Delaunay triangulation of pixels: no pixel lies inside the circle around a triangle of others.</summary>
/// <remarks>
/// <para>Halves of the pixels are triangulated and sewn together from one end to the other: Guibas, Stolfi: Primitives for the manipulation of general subdivisions and
/// the computation of Voronoi diagrams. ACM Transactions on Graphics 4(2), 1985. All tests are of whole numbers and exact. Where several pixels share a circle,
/// the order of the pixels alone decides between their triangulations.</para>
/// <para>Edges have a direction and lie in pairs: <c>e ^ 1</c> is e the other way. Around the pixel where an edge starts, edges form a ring.</para>
/// </remarks>
internal sealed class Delaunay
{
    /// <summary>The longest side of an image whose circles can be told in 64 bits.</summary>
    public const int LongestSide = 1 << 14;

    private readonly (int Y, int X)[] _pixels;
    private readonly int[] _start;
    private readonly int[] _next;
    private readonly int[] _previous;
    private int _edges;
    private int _unused = -1;

    /// <summary>Triangulates pixels.</summary>
    /// <param name="pixels">Different pixels in row order, sides of the image at most <see cref="LongestSide"/>.</param>
    public Delaunay((int Y, int X)[] pixels)
    {
        // A plane graph of n points has fewer than 3n edges.
        int most = 6 * pixels.Length;
        (_pixels, _start, _next, _previous) = (pixels, new int[most], new int[most], new int[most]);
        if (pixels.Length > 1) Build(0, pixels.Length);
    }

    /// <summary>The triangles, each as three of the pixels' numbers; none where all lie on a line.</summary>
    public IEnumerable<(int A, int B, int C)> Triangles()
    {
        for (int first = 0; first < _edges; first++)
        {
            if (_start[first] < 0) continue;
            int second = AlongLeft(first), third = AlongLeft(second);
            // Each triangle has three edges with it on their left. What lies outside of all may have three, too, and runs the other way.
            if (first < second && first < third && AlongLeft(third) == first && Turn(_start[first], _start[second], _start[third]) > 0)
                yield return (_start[first], _start[second], _start[third]);
        }
    }

    /// <returns>The edges of the outline with the rest on their left from the first pixel, and with the rest on their right from the last.</returns>
    private (int First, int Last) Build(int begin, int end)
    {
        if (end - begin > 3)
        {
            int middle = (begin + end) / 2;
            return Sew(Build(begin, middle), Build(middle, end));
        }
        int a = Add(begin, begin + 1);
        if (end - begin == 2) return (a, a ^ 1);
        int b = Add(begin + 1, begin + 2);
        Splice(a ^ 1, b);
        long turn = Turn(begin, begin + 1, begin + 2);
        if (turn == 0) return (a, b ^ 1);
        int c = Connect(b, a);
        return turn > 0 ? (a, b ^ 1) : (c ^ 1, c);
    }

    private (int First, int Last) Sew((int First, int Last) left, (int First, int Last) right)
    {
        var (first, leftInner) = left;
        var (rightInner, last) = right;
        while (true)
        {
            if (Turn(_start[rightInner], _start[leftInner], End(leftInner)) > 0) leftInner = AlongLeft(leftInner);
            else if (Turn(_start[leftInner], End(rightInner), _start[rightInner]) > 0) rightInner = _next[rightInner ^ 1];
            else break;
        }
        // The lowest edge between the halves; each further one makes a triangle with the one before.
        int seam = Connect(rightInner ^ 1, leftInner);
        if (_start[leftInner] == _start[first]) first = seam ^ 1;
        if (_start[rightInner] == _start[last]) last = seam;
        while (true)
        {
            int low = _next[seam ^ 1], high = _previous[seam];
            if (IsAbove(low, seam)) low = Cleared(low, seam, _next);
            if (IsAbove(high, seam)) high = Cleared(high, seam, _previous);
            bool fromLeft = IsAbove(low, seam), fromRight = IsAbove(high, seam);
            if (!fromLeft && !fromRight) return (first, last);
            bool takeRight = !fromLeft || (fromRight && InCircle(End(low), _start[low], _start[high], End(high)));
            seam = takeRight ? Connect(high, seam ^ 1) : Connect(seam ^ 1, low ^ 1);
        }
    }

    /// <summary>Takes out the edges whose triangle with the seam would have the next edge's end in its circle; the first that stays.</summary>
    private int Cleared(int edge, int seam, int[] following)
    {
        while (InCircle(End(seam), _start[seam], End(edge), End(following[edge])))
        {
            int after = following[edge];
            Remove(edge);
            edge = after;
        }
        return edge;
    }

    private bool IsAbove(int edge, int seam) => Turn(End(edge), End(seam), _start[seam]) > 0;

    private int End(int edge) => _start[edge ^ 1];

    /// <summary>The next edge around what lies on the left.</summary>
    private int AlongLeft(int edge) => _previous[edge ^ 1];

    private int Add(int from, int to)
    {
        int edge = _unused;
        if (edge >= 0) _unused = _next[edge];
        else (edge, _edges) = (_edges, _edges + 2);
        (_start[edge], _start[edge + 1]) = (from, to);
        (_next[edge], _previous[edge], _next[edge + 1], _previous[edge + 1]) = (edge, edge, edge + 1, edge + 1);
        return edge;
    }

    /// <summary>A new edge from the end of one to the start of another, both with the same on their left.</summary>
    private int Connect(int from, int to)
    {
        int edge = Add(End(from), _start[to]);
        Splice(edge, AlongLeft(from));
        Splice(edge ^ 1, to);
        return edge;
    }

    private void Remove(int edge)
    {
        Splice(edge, _previous[edge]);
        Splice(edge ^ 1, _previous[edge ^ 1]);
        edge &= ~1;
        (_start[edge], _start[edge + 1]) = (-1, -1);
        (_next[edge], _unused) = (_unused, edge);
    }

    /// <summary>Joins two rings, or parts one.</summary>
    private void Splice(int a, int b)
    {
        (_next[a], _next[b]) = (_next[b], _next[a]);
        (_previous[_next[a]], _previous[_next[b]]) = (a, b);
    }

    /// <summary>Above 0 where the way from a by b to c turns left, below where it turns right, 0 on a line. (A row is one step to the right, a column one up.)</summary>
    private long Turn(int a, int b, int c)
    {
        var ((ay, ax), (by, bx), (cy, cx)) = (_pixels[a], _pixels[b], _pixels[c]);
        return ((long)(by - ay) * (cx - ax)) - ((long)(bx - ax) * (cy - ay));
    }

    /// <summary>Whether d lies inside the circle through a, b and c, which turn left.</summary>
    private bool InCircle(int a, int b, int c, int d)
    {
        var (y, x) = _pixels[d];
        long ay = _pixels[a].Y - y, ax = _pixels[a].X - x, by = _pixels[b].Y - y, bx = _pixels[b].X - x, cy = _pixels[c].Y - y, cx = _pixels[c].X - x;
        return (((ay * ay) + (ax * ax)) * ((by * cx) - (cy * bx))) + (((by * by) + (bx * bx)) * ((cy * ax) - (ay * cx)))
            + (((cy * cy) + (cx * cx)) * ((ay * bx) - (by * ax))) > 0;
    }
}
