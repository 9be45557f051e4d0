using System.Collections.Immutable;

namespace Saliency;

/// <summary>A node of a model that has no gradient rule.</summary>
/// <param name="Operator">The operator, with its domain where it is not ONNX's own.</param>
/// <param name="Node">The node's name, or the name of its first output.</param>
public readonly record struct UnsupportedOperator(string Operator, string Node);

/// <summary>A gradient was asked for across operators that have no rule. Thrown before anything runs; it lists all of them.</summary>
public sealed class UnsupportedOperatorException : NotSupportedException
{
    /// <summary>Lists the nodes.</summary>
    public UnsupportedOperatorException(params IReadOnlyList<UnsupportedOperator> nodes)
        : base("No gradient rule for " + string.Join("; ", nodes.GroupBy(n => n.Operator).Select(g => $"{g.Key} ({string.Join(", ", g.Select(n => $"'{n.Node}'"))})"))
            + ". Methods that only ask the model questions (RISE, occlusion, LIME …) or read activations (EigenCAM, FEM) work on this model; "
            + "a rule for an operator of your own can be registered.") => Nodes = [.. nodes];

    /// <summary>The nodes on the path that have no rule.</summary>
    public ImmutableArray<UnsupportedOperator> Nodes { get; }
}
