using Saliency.Onnx;

namespace Saliency.Gradients;

/// <summary>A second copy of all that depends on an image, for a reference image: rules that compare the two read both.</summary>
/// <remarks>Weights are shared. Two copies rather than one batch of twice the images: no value has to be cut in halves, wherever its batch axis lies, and a model that
/// runs single images runs pairs as well.</remarks>
internal sealed class ReferencePass
{
    private readonly Dictionary<string, string> _names = [];
    private readonly Dictionary<NodeProto, NodeProto> _nodes = new(ReferenceEqualityComparer.Instance);
    private ObservedValues? _seen;

    private ReferencePass(string input) => Input = input;

    /// <summary>The input that takes the reference image.</summary>
    public string Input { get; }

    /// <summary>The copy of a value; the value itself where it does not depend on the image.</summary>
    public string NameOf(string value) => _names.GetValueOrDefault(value, value);

    /// <summary>The copy of a node on the path.</summary>
    public NodeProto NodeOf(NodeProto node) => _nodes[node];

    /// <summary>What is known of the values, copies included.</summary>
    public ObservedValues Seen(ObservedValues observed) => _seen ??= observed.Renamed(_names);

    /// <summary>Adds the input and the copies, in the order of computation.</summary>
    public static ReferencePass Apply(GraphProto graph, GraphEmitter emit, string image)
    {
        var info = graph.Input.First(i => i.Name == image).Clone();
        info.Name = emit.NewName("reference");
        graph.Input.Add(info);
        var pass = new ReferencePass(info.Name) { _names = { [image] = info.Name } };
        foreach (var node in graph.Node.ToArray())
        {
            if (!node.Reads().Any(pass._names.ContainsKey)) continue;
            var copy = node.Clone();
            for (int i = 0; i < copy.Input.Count; i++) copy.Input[i] = pass.NameOf(copy.Input[i]);
            for (int i = 0; i < copy.Output.Count; i++)
                if (copy.Output[i].Length > 0) copy.Output[i] = pass._names[copy.Output[i]] = emit.NewName("reference");
            copy.Name = copy.Output.FirstOrDefault(y => y.Length > 0, "");
            pass._nodes[node] = copy;
            graph.Node.Add(copy);
        }
        return pass;
    }
}
