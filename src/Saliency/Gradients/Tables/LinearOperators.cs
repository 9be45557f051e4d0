namespace Saliency.Gradients.Tables;

/// <summary>Operators that are linear in what they read, so that the standard rule carries a multiplier back whatever the values are.</summary>
internal static class LinearOperators
{
    /// <summary>They move numbers, repeat or drop them: each number of the output is one of the input, or none.</summary>
    public static IReadOnlyList<string> Moving { get; } =
    [
        "Identity", "Cast", "CastLike", "Dropout", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Transpose", "Concat", "Split", "Expand", "Tile",
        "DepthToSpace", "SpaceToDepth", "Trilu", "Slice", "Pad", "Gather", "GatherElements", "GatherND",
    ];

    /// <summary>They add numbers up, with constant weights that are no parameters of a layer.</summary>
    public static IReadOnlyList<string> Mixing { get; } =
        ["AveragePool", "GlobalAveragePool", "ReduceSum", "ReduceMean", "Resize", "CumSum", "BatchNormalization", "Mean", "Neg"];

    /// <summary>They add several values.</summary>
    public static IReadOnlyList<string> Adding { get; } = ["Add", "Sub", "Sum"];
}
