namespace Saliency.Numerics;

/// <summary>A front that marches into open cells from the closed ones beside them at one cell per unit of time; it stops at every cell it reaches.</summary>
/// <remarks>The upwind solution of |∇T| = 1 (Sethian's fast marching). The earliest cell first; among equals the one that was reached first, at the start in row order.</remarks>
internal sealed class MarchingFront
{
    private static readonly (int Y, int X)[] s_sides = [(-1, 0), (0, -1), (1, 0), (0, 1)];

    private readonly bool[] _known;
    private readonly float[] _time;
    private readonly PriorityQueue<int, (float Time, int Turn)> _front = new();
    private int _turns;
    private int _from;
    private int _side = s_sides.Length;
    private int _reached = -1;

    /// <summary>Sets the front up at the rim of the open cells.</summary>
    public MarchingFront(int height, int width, ReadOnlySpan<bool> open)
    {
        if (open.Length != height * width) throw new ArgumentException($"Expected {height * width} cells, got {open.Length}.", nameof(open));
        (Height, Width) = (height, width);
        _known = new bool[open.Length];
        _time = new float[open.Length];
        for (int i = 0; i < open.Length; i++) _known[i] = !open[i];
        for (int i = 0; i < open.Length; i++)
            if (IsRim(i)) _front.Enqueue(i, (0, _turns++));
    }

    public int Height { get; }

    public int Width { get; }

    /// <summary>Whether a cell is closed, or was reached before the present one. Outside the grid nothing is.</summary>
    public bool IsKnown(int y, int x) => (uint)y < (uint)Height && (uint)x < (uint)Width && _known[(y * Width) + x];

    /// <summary>A cell beside another: its index where it is known, the cell itself where it would lie outside the grid (the border repeats), −1 where it is open.</summary>
    public int Beside(int y, int x, int down, int right)
    {
        if ((uint)(y + down) >= (uint)Height || (uint)(x + right) >= (uint)Width) return (y * Width) + x;
        int at = ((y + down) * Width) + x + right;
        return _known[at] ? at : -1;
    }

    /// <summary>When a cell was reached; 0 for closed ones.</summary>
    public float TimeAt(int cell) => _time[cell];

    /// <summary>Whether a closed cell has an open one beside it: where the front starts.</summary>
    public bool IsRim(int cell)
    {
        if (!_known[cell]) return false;
        int y = cell / Width, x = cell % Width;
        foreach (var (v, u) in s_sides)
            if ((uint)(y + v) < (uint)Height && (uint)(x + u) < (uint)Width && !_known[((y + v) * Width) + x + u]) return true;
        return false;
    }

    /// <summary>Goes on to the next cell. It counts as known once the front goes on from it.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Next(out int y, out int x)
    {
        if (_reached >= 0)
        {
            _known[_reached] = true;
            _front.Enqueue(_reached, (_time[_reached], _turns++));
            _reached = -1;
        }
        while (true)
        {
            for (; _side < s_sides.Length; _side++)
            {
                (y, x) = ((_from / Width) + s_sides[_side].Y, (_from % Width) + s_sides[_side].X);
                if ((uint)y >= (uint)Height || (uint)x >= (uint)Width || _known[(y * Width) + x]) continue;
                _reached = (y * Width) + x;
                _time[_reached] = Arrival(y, x);
                return true;
            }
            if (!_front.TryDequeue(out _from, out _))
            {
                (y, x) = (-1, -1);
                return false;
            }
            _side = 0;
        }
    }

    private float Arrival(int y, int x) => Math.Min(
        Math.Min(Arrival(y - 1, x, y, x - 1), Arrival(y + 1, x, y, x - 1)),
        Math.Min(Arrival(y - 1, x, y, x + 1), Arrival(y + 1, x, y, x + 1)));

    // From one neighbour of each axis: both together where their times allow it, else the earlier one alone.
    private float Arrival(int y1, int x1, int y2, int x2)
    {
        double a = IsKnown(y1, x1) ? _time[(y1 * Width) + x1] : double.PositiveInfinity, b = IsKnown(y2, x2) ? _time[(y2 * Width) + x2] : double.PositiveInfinity;
        double apart = Math.Abs(a - b);
        return (float)(apart < 1 ? (a + b + Math.Sqrt(2 - (apart * apart))) / 2 : 1 + Math.Min(a, b));
    }
}
