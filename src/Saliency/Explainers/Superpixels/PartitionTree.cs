using System.Buffers;
using Saliency.Perturbation;

namespace Saliency.Explainers;

/// <summary>The halving of an image that <see cref="PartitionShap"/> makes. Sample 0 hides all; then two samples for each rectangle that is halved.</summary>
/// <remarks>Rectangles are halved in rounds of at most sixteen, so that the model gets batches; which ones does not depend on the batch.</remarks>
internal sealed class PartitionTree : IEstimation
{
    private const int RoundLength = 16;

    private readonly ModelInput _input;
    private readonly Imputer _imputer;
    private readonly double _untouched;
    private readonly MapOrigin _origin;
    private readonly double[] _pixels;
    private readonly PriorityQueue<Part, (double, int)> _waiting = new();
    private readonly double[] _answers = new double[2 * RoundLength];
    private Part[] _round = [];
    private int _roundStart, _roundEnd = 1, _taken, _order;

    public PartitionTree(ModelInput input, Imputer imputer, int runs, double untouched, MapOrigin origin)
    {
        (_input, _untouched, _origin) = (input, untouched, origin);
        Count = 1 + ((runs - 1) / 2 * 2);
        _imputer = imputer.PreparedFor(input);
        _pixels = new double[input.Shape.PlaneLength];
    }

    public int Count { get; }

    public int ScratchLength => 0;

    public void Fill(int sample, Span<float> image, Span<float> scratch)
    {
        var rented = ArrayPool<bool>.Shared.Rent(_pixels.Length);
        var removed = rented.AsSpan(0, _pixels.Length);
        removed.Fill(true);
        if (sample > 0)
        {
            var part = _round[(sample - _roundStart) / 2];
            var (first, second) = part.Area.Halves();
            Show((sample - _roundStart) % 2 == 0 ? first : second, removed);
            for (var shown = part.Context; shown is not null; shown = shown.Rest) Show(shown.Area, removed);
        }
        _imputer.Impute(_input, removed, sample, image);
        ArrayPool<bool>.Shared.Return(rented);
    }

    public void Accept(int first, ReadOnlySpan<double> values, ReadOnlySpan<float> scratch)
    {
        values.CopyTo(_answers.AsSpan(first - _roundStart));
        _taken += values.Length;
        if (first + values.Length < _roundEnd) return;
        if (_roundStart == 0) Settle(new Part(new Rectangle(0, 0, _input.Shape.Height, _input.Shape.Width), null, values[0], _untouched, 1));
        for (int i = 0; i < _round.Length; i++) Halve(_round[i], _answers[2 * i], _answers[(2 * i) + 1]);
        int most = Math.Min(RoundLength, (Count - _roundEnd) / 2);
        _round = [.. Enumerable.Range(0, Math.Min(most, _waiting.Count)).Select(_ => _waiting.Dequeue())];
        (_roundStart, _roundEnd) = (_roundEnd, _roundEnd + (2 * _round.Length));
    }

    public int NextLook(int done) => _roundEnd;

    public bool IsSettled() => _round.Length == 0;

    public SaliencyMap Map()
    {
        // What is still whole is spread over its pixels: added at the corners, then summed along rows and columns.
        var (height, width) = (_input.Shape.Height, _input.Shape.Width);
        var corners = new double[(height + 1) * (width + 1)];
        foreach (var part in _waiting.UnorderedItems.Select(item => item.Element).Concat(_round).OrderBy(part => part.Order))
        {
            var (top, left, rows, columns) = part.Area;
            double each = part.Value / ((double)rows * columns);
            corners[(top * (width + 1)) + left] += each;
            corners[(top * (width + 1)) + left + columns] -= each;
            corners[((top + rows) * (width + 1)) + left] -= each;
            corners[((top + rows) * (width + 1)) + left + columns] += each;
        }
        var map = new float[_pixels.Length];
        var above = new double[width];
        for (int y = 0; y < height; y++)
        {
            double run = 0;
            for (int x = 0; x < width; x++)
            {
                run += corners[(y * (width + 1)) + x];
                above[x] += run;
                map[(y * width) + x] = (float)(_pixels[(y * width) + x] + above[x]);
            }
        }
        return new SaliencyMap(height, width, map, _origin with { ModelRuns = _taken + 1L });
    }

    private void Halve(Part part, double withFirst, double withSecond)
    {
        var (first, second) = part.Area.Halves();
        double weight = part.Weight / 2;
        Settle(new Part(first, part.Context, part.Without, withFirst, weight));
        Settle(new Part(second, part.Context, part.Without, withSecond, weight));
        Settle(new Part(first, new Shown(second, part.Context), withSecond, part.With, weight));
        Settle(new Part(second, new Shown(first, part.Context), withFirst, part.With, weight));
    }

    private void Settle(Part part)
    {
        if (part.Area is { Height: 1, Width: 1 })
        {
            _pixels[(part.Area.Top * _input.Shape.Width) + part.Area.Left] += part.Value;
            return;
        }
        part = part with { Order = _order++ };
        _waiting.Enqueue(part, (-Math.Abs(part.Value), part.Order));
    }

    private void Show(Rectangle area, Span<bool> removed)
    {
        for (int y = area.Top; y < area.Top + area.Height; y++) removed.Slice((y * _input.Shape.Width) + area.Left, area.Width).Clear();
    }

    private readonly record struct Rectangle(int Top, int Left, int Height, int Width)
    {
        public (Rectangle First, Rectangle Second) Halves() => Width > Height
            ? (this with { Width = Width / 2 }, new Rectangle(Top, Left + (Width / 2), Height, Width - (Width / 2)))
            : (this with { Height = Height / 2 }, new Rectangle(Top + (Height / 2), Left, Height - (Height / 2), Width));
    }

    /// <summary>What else is shown around a part: the halves beside it and beside those that hold it.</summary>
    private sealed record Shown(Rectangle Area, Shown? Rest);

    /// <summary>A rectangle in a context: the scores without and with it, and the weight of the context.</summary>
    private sealed record Part(Rectangle Area, Shown? Context, double Without, double With, double Weight)
    {
        public int Order { get; init; }

        public double Value => (With - Without) * Weight;
    }
}
