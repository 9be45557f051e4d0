namespace Saliency.Tests.Gradients.RandomGraphs;

/// <summary>Graphs of a few random nodes: the same for the same seed.</summary>
internal static class RandomGraph
{
    public static IReadOnlyList<RandomOperator> Operators { get; } =
        [.. Elementwise.Operators, .. Sums.Operators, .. Windows.Operators, .. Places.Operators, .. Resampling.Operators];

    // Weight for the operators that are only a few among many functions of one value.
    private static readonly RandomOperator[][] s_families = [Elementwise.Operators, Sums.Operators, Windows.Operators, Windows.Operators, Places.Operators, Places.Operators, Resampling.Operators];

    public static GraphText Of(int seed)
    {
        var draft = new GraphDraft(seed);
        int nodes = draft.From(3, 12);
        for (int attempt = 0; attempt < 60 && draft.Nodes < nodes; attempt++)
        {
            var family = draft.Among(s_families);
            var op = family[draft.Next(family.Length)];
            if (draft.Opset >= op.Since && draft.Opset <= op.Until) draft.Try(op.Propose);
        }
        return draft.Text;
    }
}
