using System.Numerics.Tensors;
using Saliency.Numerics;
using Saliency.Perturbation;

namespace Saliency.Explainers;

/// <summary>The search of <see cref="Aise"/>: for each width a DIRECT search over places. A place takes two samples, the spot shown and the spot hidden.</summary>
/// <remarks>The searches go in step, a round of each together, so that the model gets batches; which places they ask about does not depend on that.</remarks>
internal sealed class SpotSearch : IEstimation
{
    private readonly ModelInput _input;
    private readonly AiseOptions _options;
    private readonly MapOrigin _origin;
    private readonly float[] _hidden;
    private readonly DividingRectangles[] _searches;
    private readonly double[][] _sums, _covers;
    private readonly double[] _lowest;
    private readonly int[] _asked;
    private readonly List<double> _scores = [];
    private (int Width, double[] Place)[] _round = [];
    private int _roundStart, _taken;
    private double _shown;

    public SpotSearch(ModelInput input, AiseOptions options, MapOrigin origin)
    {
        (_input, _options, _origin) = (input, options, origin);
        _hidden = new float[input.Shape.Length];
        options.Baseline.Fill(input, _hidden);
        _searches = [.. options.KernelWidths.Select(_ => new DividingRectangles(2, options.Epsilon))];
        _sums = [.. options.KernelWidths.Select(_ => new double[input.Shape.PlaneLength])];
        _covers = [.. _sums.Select(sum => new double[sum.Length])];
        _lowest = [.. _sums.Select(_ => double.PositiveInfinity)];
        _asked = new int[_searches.Length];
        Open();
    }

    public int Count => 2 * _options.PlacesPerWidth * _searches.Length;

    public int ScratchLength => _input.Shape.PlaneLength;

    public void Fill(int sample, Span<float> image, Span<float> spot)
    {
        var (width, place) = _round[(sample - _roundStart) / 2];
        Paint(place, _options.KernelWidths[width], spot);
        if (sample % 2 == 0) MaskBlend.Apply(_input.Values, spot, _hidden, image);
        else MaskBlend.Apply(_hidden, spot, _input.Values, image);
    }

    public void Accept(int first, ReadOnlySpan<double> values, ReadOnlySpan<float> scratch)
    {
        int plane = ScratchLength;
        for (int i = 0; i < values.Length; i++)
        {
            int sample = first + i;
            if (sample % 2 == 0)
            {
                _shown = values[i];
                continue;
            }
            double score = _shown - values[i];
            int width = _round[_scores.Count].Width;
            var spot = scratch.Slice(i * plane, plane);
            WeightedPlaneSum.Add(spot, [score], _sums[width]);
            WeightedPlaneSum.Add(spot, [1], _covers[width]);
            _lowest[width] = Math.Min(_lowest[width], score);
            _scores.Add(score);
        }
        _taken += values.Length;
        if (_scores.Count == _round.Length) Advance();
    }

    public int NextLook(int done) => _roundStart + (2 * _round.Length);

    public bool IsSettled() => false;

    public SaliencyMap Map()
    {
        var map = new float[ScratchLength];
        for (int w = 0; w < _sums.Length; w++)
        {
            if (double.IsInfinity(_lowest[w])) continue;
            double[] raised = new double[map.Length];
            for (int p = 0; p < map.Length; p++) raised[p] = _sums[w][p] - (_lowest[w] * _covers[w][p]);
            double top = raised.Max();
            // Scores that are all the same leave roundings.
            if (!(top > 1e-12 * Math.Abs(_lowest[w]) * _covers[w].Max())) continue;
            for (int p = 0; p < map.Length; p++) map[p] += (float)(Math.Max(0, raised[p]) / top / _sums.Length);
        }
        return new SaliencyMap(_input.Shape.Height, _input.Shape.Width, map, _origin with { ModelRuns = _origin.ModelRuns + _taken });
    }

    /// <summary>Tells the searches what became of their places.</summary>
    private void Advance()
    {
        int at = 0;
        for (int w = 0; w < _searches.Length; w++)
        {
            int asked = _round.Count(r => r.Width == w);
            // A round that was cut short was the last.
            if (asked > 0 && asked == _searches[w].Points.Count) _searches[w].Accept([.. _scores.Skip(at).Take(asked).Select(score => -score)]);
            _asked[w] += asked;
            at += asked;
        }
        _scores.Clear();
        _roundStart += 2 * _round.Length;
        Open();
    }

    private void Open() => _round = [.. _searches.SelectMany((search, w) => search.Points.Take(_options.PlacesPerWidth - _asked[w]).Select(place => (w, place)))];

    /// <summary>A Gaussian around a place of 0..1 × 0..1, the first pixel at 0 and the last at 1; it is 1 at the pixel nearest to the place.</summary>
    private void Paint(double[] place, double width, Span<float> spot)
    {
        int rows = _input.Shape.Height, columns = _input.Shape.Width;
        for (int x = 0; x < columns; x++) spot[x] = (float)Fall(x, columns, place[1], width);
        // The first row is the profile of all others, and is the last to change.
        for (int y = rows - 1; y >= 0; y--) TensorPrimitives.Multiply(spot[..columns], (float)Fall(y, rows, place[0], width), spot.Slice(y * columns, columns));
    }

    private static double Fall(int pixel, int pixels, double place, double width)
    {
        double last = Math.Max(1, pixels - 1), away = (pixel / last) - place, nearest = (Math.Round(place * last) / last) - place;
        return Math.Exp(((nearest * nearest) - (away * away)) / (2 * width * width));
    }
}
