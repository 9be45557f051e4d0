using System.Collections.Immutable;
using Saliency.Onnx;

namespace Saliency.Models;

/// <summary>Reads what a layer adds to each of its channels.</summary>
internal static class LayerBias
{
    public static ImmutableArray<float> Of(GraphView view, NodeProto node) => node.OpType switch
    {
        "Conv" or "ConvTranspose" => Constant(view, node, 2),
        "BatchNormalization" => Of(Constant(view, node, 1), Constant(view, node, 2), Constant(view, node, 3), Constant(view, node, 4), node.Float("epsilon", 1e-5f)),
        _ => [],
    };

    // y = γ·(x − μ)/√(σ² + ε) + β
    private static ImmutableArray<float> Of(ImmutableArray<float> scale, ImmutableArray<float> shift, ImmutableArray<float> mean, ImmutableArray<float> variance, float epsilon) =>
        scale.IsEmpty || shift.IsEmpty || mean.IsEmpty || variance.IsEmpty
            ? []
            : [.. scale.Select((s, c) => (float)(shift[c] - (mean[c] * (double)s / Math.Sqrt((double)variance[c] + epsilon))))];

    private static ImmutableArray<float> Constant(GraphView view, NodeProto node, int input) =>
        node.Input.Count > input && node.Input[input].Length > 0 && view.Constant(node.Input[input]) is { } constant ? [.. constant.Floats() ?? []] : [];
}
