using Saliency.Gradients;
using Saliency.Gradients.Tables;
using Saliency.Onnx;
using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Tests.Gradients.Tables;

/// <summary>A small graph of one input x and one output y, run on images and on their references, with DeepLIFT's multipliers.</summary>
internal static class PairedGraph
{
    /// <summary>Everything of one run.</summary>
    public sealed record Result(float[] X, float[] ReferenceX, float[] Y, float[] ReferenceY, float[] Seed, float[] Multipliers)
    {
        /// <summary>Σ m·Δx − Σ seed·Δy, which has to vanish, as a share of the sum of all that is added.</summary>
        public double Gap
        {
            get
            {
                double gap = 0, scale = 1e-3;
                for (int i = 0; i < X.Length; i++) Add(Multipliers[i] * ((double)X[i] - ReferenceX[i]), 1);
                for (int i = 0; i < Y.Length; i++) Add(Seed[i] * ((double)Y[i] - ReferenceY[i]), -1);
                return gap / scale;

                void Add(double term, int sign)
                {
                    gap += sign * term;
                    scale += Math.Abs(term);
                }
            }
        }
    }

    /// <summary>The references hold the images' numbers in the opposite order unless some are given.</summary>
    public static Result Run(string text, int opset = 18, float[]? x = null, float[]? reference = null)
    {
        var graph = new GraphText(text, opset);
        var (model, feeds) = graph.Build(3);
        DifferentiablePasses.Apply(model, GraphRunner.Flags(feeds, graph.Build(4).Feeds));
        var observed = GraphRunner.Observe(model, feeds, graph.Build(4).Feeds);
        var names = GradientGraph.Differentiate(model.Graph, observed, new GradientRequest(["y"], ["x"], "x"), DeepLiftTable.Rules);
        if (x is not null) feeds["x"] = new Feed(x, [1, .. feeds["x"].Dims[1..]]);
        feeds[names.References!.Input] = feeds["x"] with { Values = reference ?? [.. feeds["x"].Values.AsEnumerable().Reverse()] };

        string[] values = ["y", names.References.NameOf("y")];
        var forward = model.Clone();
        GiveOut(forward, values);
        var answers = GraphRunner.Run(forward, feeds, values);
        var seed = GraphText.SeedOf(answers["y"].Values.Length);
        model.Graph.Input.Add(GraphText.Info(names.Cotangents["y"], DataType.Float));
        GiveOut(model, [names.Gradients["x"]]);
        float[] multipliers = GraphRunner.Run(model, new Dictionary<string, Feed>(feeds) { [names.Cotangents["y"]] = new Feed(seed, answers["y"].Dims) }, [names.Gradients["x"]])[names.Gradients["x"]].Values;
        return new Result(feeds["x"].Values, feeds[names.References.Input].Values, answers["y"].Values, answers[values[1]].Values, seed, multipliers);
    }

    private static void GiveOut(ModelProto model, string[] names)
    {
        model.Graph.Output.Clear();
        model.Graph.Output.AddRange(names.Distinct().Select(name => new ValueInfoProto { Name = name }));
        // The runtime refuses inputs that nothing reads only in name; cotangents are left out of the forward run.
        Saliency.Onnx.Surgery.PrunePass.Apply(model.Graph);
    }
}
