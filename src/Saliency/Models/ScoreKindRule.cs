using System.Collections.Immutable;
using Saliency.Onnx;

namespace Saliency.Models;

/// <summary>Judges what an output's numbers mean by the operator that makes them and by their shape.</summary>
internal static class ScoreKindRule
{
    // Operators that pass numbers on unchanged: renamed, reordered, selected.
    private static readonly HashSet<string> PassOn =
        ["Identity", "Cast", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Transpose", "Dropout", "Gather", "GatherElements", "GatherND", "TopK", "Slice", "Concat", "Split"];

    /// <param name="view">The graph.</param>
    /// <param name="output">The output's value.</param>
    /// <param name="elementType">Its element type in the file.</param>
    /// <param name="shape">Its shape for one image.</param>
    public static ScoreKind Of(GraphView view, string output, int elementType, ImmutableArray<int> shape)
    {
        if (elementType != 0 && !ElementType.IsFloating(elementType)) return ScoreKind.Values;
        var node = view.Producer(output);
        while (node is not null && PassOn.Contains(node.OpType) && node.Input.Count > 0) node = view.Producer(node.Input[0]);
        if (node?.OpType is "Softmax" or "Sigmoid") return ScoreKind.Probabilities;
        return shape is [> 1] or [> 1, 1, 1] ? ScoreKind.Logits : ScoreKind.Values;
    }
}
