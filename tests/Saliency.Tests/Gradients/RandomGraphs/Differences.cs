namespace Saliency.Tests.Gradients.RandomGraphs;

/// <summary>Differences of Σ cotangent·output along a direction.</summary>
internal sealed class Differences(MovableGraph graph, IReadOnlyDictionary<string, Feed> feeds, IReadOnlyDictionary<string, long[]> shapes, IReadOnlyDictionary<string, float[]> cotangents)
{
    // In double precision what is left is the rounding of the float32 gradient itself. Else an output of size 10 is known to 6e-7, and a step of 2⁻⁷ leaves 1e-4 of it, some hundred times.
    private readonly int[] _steps = graph.IsDouble ? [-9, -13, -16] : [-5, -7, -9, -11];

    public double Tolerance => graph.IsDouble ? 1e-3 : 1e-2;

    /// <summary>Gradients shorter than this are as good as none.</summary>
    public double LeastScale => graph.IsDouble ? 0.05 : 0.5;

    /// <summary>The fourth-order difference at steps that grow shorter: (8(f₊₁ − f₋₁) − (f₊₂ − f₋₂)) / 12h.</summary>
    public double[] Along(string x, double[] direction) => [.. _steps.Select(power =>
    {
        double step = Math.Pow(2, power);
        return ((8 * (At(x, direction, step) - At(x, direction, -step))) - (At(x, direction, 2 * step) - At(x, direction, -2 * step))) / (12 * step);
    })];

    /// <summary>Whether differences do not settle, or some number has another slope on either side; or the slope is one that no float tells.</summary>
    public bool IsKink(string x, double[] direction, double[] slopes, double scale)
    {
        int settled = Enumerable.Range(0, slopes.Length - 1).LastOrDefault(i => Math.Abs(slopes[i] - slopes[i + 1]) < Tolerance * scale / 2, -1);
        if (settled < 0 || scale > 1e6) return true;
        // The difference reaches two steps far, and two numbers may move against each other.
        double step = 4 * Math.Pow(2, _steps[settled + 1]), here = At(x, direction, 0);
        // Along the whole direction kinks can cancel.
        return Enumerable.Range(0, direction.Length).Any(i =>
        {
            double[] one = new double[direction.Length];
            one[i] = 1;
            double after = (At(x, one, step) - here) / step, before = (here - At(x, one, -step)) / step;
            return Math.Abs(after - before) > Tolerance * scale;
        });
    }

    private double At(string x, double[] direction, double step) =>
        graph.Run(feeds, shapes, [.. cotangents.Keys], new Dictionary<string, double[]> { [x] = Array.ConvertAll(direction, d => step * d) })
            .Sum(y => y.Value.Zip(cotangents[y.Key], (a, b) => a * b).Sum());
}
