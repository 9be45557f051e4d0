using System.Globalization;
using Saliency.Gradients;
using Saliency.Onnx;

namespace Saliency.Tests.Gradients;

/// <summary>Holds the gradients of a small graph against central differences of the graph as it was.</summary>
internal static class GradientCheck
{
    private const int Batch = 3;

    /// <summary>The fourth-order formula errs by step⁴·f⁽⁵⁾/30, some 1e-11 here; what remains is the rounding of the float32 gradient itself, a few 1e-6 of the greatest entry,
    /// and some double kernels that round to float32 within.</summary>
    private const double DoubleStep = 1.0 / 256, DoubleTolerance = 1e-4;

    /// <summary>In float32 an output of size 1 is known to 6e-8; over a step of 2⁻⁶ that leaves 6e-6 times the root of the number of outputs, which reaches a few hundred and
    /// has values of up to ten.</summary>
    private const double FloatStep = 1.0 / 64, FloatTolerance = 2e-3;

    /// <summary>Fails unless the differentiated graph still computes the outputs, and its gradients are the central differences of the untouched graph, for a batch of
    /// three and of one, by one and the same graph.</summary>
    /// <param name="build">The model, what goes in for so many images, and the values whose gradients are asked for.</param>
    public static void AssertGradients(Func<int, (ModelProto Model, Dictionary<string, Feed> Feeds, string[] WithRespectTo)> build)
    {
        var (model, three, wanted) = build(Batch);
        var differentiated = DifferentiatedGraph.Of(model, three, build(Batch + 1).Feeds, [.. model.Graph.Output.Select(o => o.Name)], wanted, RuleTable.Standard);
        Assert.Multiple(() =>
        {
            foreach (int batch in (int[])[Batch, 1])
            {
                var feeds = build(batch).Feeds;
                var (outputs, cotangents, gradients) = differentiated.Run(feeds, GraphText.SeedOf);
                using var plain = CentralDifferences.Of(model);
                foreach (var (name, expected) in plain.Outputs(feeds, [.. outputs.Keys]))
                    Assert.That(Worst(expected, Array.ConvertAll(outputs[name].Values, v => (double)v)), Is.LessThan(FloatTolerance / 10), () => $"batch {batch}: forward {name}");
                double step = plain.IsDouble ? DoubleStep : FloatStep, tolerance = plain.IsDouble ? DoubleTolerance : FloatTolerance;
                foreach (string x in wanted)
                {
                    var expected = plain.Gradient(feeds, x, cotangents, step);
                    double[] got = gradients.TryGetValue(x, out var feed) ? Array.ConvertAll(feed.Values, v => (double)v) : new double[expected.Length];
                    // A kink within the step's reach shows by shorter steps giving another answer; the shorter one then counts.
                    foreach (double shorter in (double[])[step / 8, step / 64])
                        if (!(Worst(expected, got) < tolerance)) expected = plain.Gradient(feeds, x, cotangents, shorter);
                    Assert.That(Worst(expected, got), Is.LessThan(tolerance), () => $"batch {batch}: gradient of {x}; expected {Show(expected)}, got {Show(got)}");
                    if (feed is not null) Assert.That(feed.Dims, Is.EqualTo(feeds.TryGetValue(x, out var input) ? input.Dims : [.. model.Graph.Initializer.Single(i => i.Name == x).Dims]), () => $"batch {batch}: shape of the gradient of {x}");
                }
            }
        });
    }

    private static string Show(double[] values) => string.Join(' ', values.Take(12).Select(v => v.ToString("G4", CultureInfo.InvariantCulture)));

    /// <summary>The greatest error as a share of the greatest expected value, or of 1 where that is more.</summary>
    private static double Worst(double[] expected, double[] got)
    {
        if (expected.Length != got.Length) return double.PositiveInfinity;
        double scale = expected.Select(Math.Abs).Append(1).Max(), worst = 0;
        for (int i = 0; i < got.Length; i++)
        {
            double error = Math.Abs(expected[i] - got[i]);
            if (double.IsNaN(error)) error = double.PositiveInfinity;
            worst = Math.Max(worst, error);
        }
        return worst / scale;
    }
}
