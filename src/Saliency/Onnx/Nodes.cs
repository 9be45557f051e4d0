namespace Saliency.Onnx;

/// <summary>Operators, written short.</summary>
internal static class Nodes
{
    /// <summary>A node of the default domain, named after its first output.</summary>
    public static NodeProto Make(string op, ReadOnlySpan<string> inputs, ReadOnlySpan<string> outputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        var node = new NodeProto { OpType = op, Name = outputs[0] };
        foreach (string i in inputs) node.Input.Add(i);
        foreach (string o in outputs) node.Output.Add(o);
        foreach (var a in attributes) node.Attribute.Add(a);
        return node;
    }

    /// <summary>An integer attribute.</summary>
    public static AttributeProto Integer(string name, long value) => NodeAttributes.Make(name, value);

    /// <summary>An attribute of several integers.</summary>
    public static AttributeProto Integers(string name, params ReadOnlySpan<long> values) => NodeAttributes.Make(name, values.ToArray());

    /// <summary>Changes the element type.</summary>
    public static NodeProto Cast(string input, string output, TensorProto.Types.DataType to) => Make("Cast", [input], [output], Integer("to", (long)to));

    /// <summary>Reorders the axes.</summary>
    public static NodeProto Transpose(string input, string output, params ReadOnlySpan<long> permutation) =>
        Make("Transpose", [input], [output], Integers("perm", permutation));

    /// <summary>Whether the operator is one of ONNX's own.</summary>
    public static bool IsStandard(this NodeProto node) => node.Domain is "" or "ai.onnx";

    /// <summary>The graphs inside a node: the branches of an If, the body of a Loop or Scan.</summary>
    public static IEnumerable<GraphProto> Subgraphs(this NodeProto node)
    {
        foreach (var a in node.Attribute)
        {
            if (a.G is { } graph) yield return graph;
            foreach (var g in a.Graphs) yield return g;
        }
    }

    /// <summary>Every value that a node reads, those captured by its inner graphs included.</summary>
    public static IEnumerable<string> Reads(this NodeProto node)
    {
        foreach (string i in node.Input)
            if (i.Length > 0) yield return i;
        foreach (var graph in node.Subgraphs())
        {
            foreach (var inner in graph.Node)
                foreach (string i in inner.Reads()) yield return i;
            // A branch may return an outer value untouched.
            foreach (var o in graph.Output) yield return o.Name;
        }
    }
}
