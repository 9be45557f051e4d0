using Saliency.Onnx;

namespace Saliency.Tests.Gradients;

/// <summary>One operator with its inputs and attributes in one line of text, and the check of its gradients against central differences.</summary>
/// <remarks>Inputs and attributes are words as <see cref="GraphText"/> reads them; <c>-</c> is an input left out.</remarks>
public sealed record OperatorCase(string Operator, string Inputs, string Attributes = "", int Opset = 18, int Outputs = 1)
{
    public override string ToString() => $"{Operator} {Inputs} {Attributes} opset {Opset}".Replace("  ", " ").Replace('"', '\'');

    /// <summary>The model, and what goes in for the given number of images.</summary>
    internal (ModelProto Model, Dictionary<string, Feed> Feeds, string[] WithRespectTo) Build(int batch)
    {
        string[] op = Operator.Split(':');
        var node = new NodeProto { OpType = op[^1], Domain = op.Length > 1 ? op[0] : "", Name = "subject" };
        foreach (string word in Attributes.Split(' ', StringSplitOptions.RemoveEmptyEntries)) node.Attribute.Add(GraphText.Attribute(word));
        var graph = new GraphProto { Name = "case", Node = { node } };
        var feeds = new Dictionary<string, Feed>();
        var wanted = new List<string>();
        int number = 0;
        foreach (string word in Inputs.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string name = $"x{number++}";
            if (word == "-")
            {
                node.Input.Add("");
                continue;
            }
            node.Input.Add(name);
            if (GraphText.Declare(graph, feeds, name, word, batch)) wanted.Add(name);
        }
        for (int i = 0; i < Outputs; i++) node.Output.Add($"y{i}");
        graph.Output.AddRange(node.Output.Select(y => new ValueInfoProto { Name = y }));
        var model = new ModelProto { IrVersion = 8, Graph = graph, OpsetImport = { new OperatorSetIdProto { Version = Opset }, new OperatorSetIdProto { Domain = "com.microsoft", Version = 1 } } };
        return (model, feeds, [.. wanted]);
    }

    /// <summary>Checks the gradients of all inputs that ask for one.</summary>
    public void AssertGradients() => GradientCheck.AssertGradients(Build);
}
