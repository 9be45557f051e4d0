namespace Saliency.Gradients.Tables;

/// <summary>Which values cannot be negative: rules that treat the signs apart then need half the products.</summary>
internal static class Signs
{
    private static readonly HashSet<string> s_positive = ["Relu", "Sigmoid", "HardSigmoid", "Softmax", "Softplus", "Exp", "Abs", "Sqrt"];

    // Of values that are not negative they make values that are not negative.
    private static readonly HashSet<string> s_keeping =
    [
        "MaxPool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool", "ReduceMean", "ReduceSum", "ReduceMax", "Concat", "Split", "Slice", "Reshape", "Flatten", "Squeeze", "Unsqueeze",
        "Transpose", "Identity", "Dropout", "DepthToSpace", "SpaceToDepth", "Expand",
    ];

    /// <summary>Whether input i cannot be negative, whatever the image.</summary>
    public static bool NotNegative(GradientScope s, int i)
    {
        var seen = new HashSet<string>();
        return Holds(s.Node.Input[i]);

        bool Holds(string value)
        {
            if (!seen.Add(value)) return true;
            if (s.Producer(value) is not { } node) return false;
            if (s_positive.Contains(node.OpType)) return true;
            if (node.OpType == "Clip") return s.FloatsOf(node, 1) is [>= 0];
            var images = node.Input.Where(s.Varies).ToArray();
            return node.OpType is "Add" or "Mul" or "Sum" ? images.Length == node.Input.Count && images.All(Holds)
                : s_keeping.Contains(node.OpType) && images.All(Holds);
        }
    }
}
