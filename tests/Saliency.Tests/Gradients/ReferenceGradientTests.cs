using System.Text.Json;
using Saliency.Gradients;
using Saliency.Onnx;
using Saliency.Tests.Reference;
using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Tests.Gradients;

/// <summary>Every operator case of the reference set: the graph's outputs and the gradients of all its inputs and weights.</summary>
[Category("Reference")]
public class ReferenceGradientTests
{
    public static IEnumerable<TestCaseData> Cases() => ReferenceSet.Tests("gradients", _ => true);

    [TestCaseSource(nameof(Cases))]
    public void Gradient_OfReferenceCase_Matches(ReferenceCase reference)
    {
        string folder = Path.GetDirectoryName(reference.Exports.First().Path)!;
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "case.json")));
        var c = document.RootElement;
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(reference.Exports.First().Path));
        var inputs = Typed(model, c.GetProperty("inputs").EnumerateObject().ToDictionary(i => i.Name, i => Read(folder, i.Value)));
        var cotangents = c.GetProperty("cotangents").EnumerateObject().ToDictionary(i => i.Name, i => Read(folder, i.Value));
        var of = c.GetProperty("gradients_of");
        string[] wrt = [.. of.GetProperty("inputs").EnumerateArray().Concat(of.GetProperty("initializers").EnumerateArray()).Select(e => e.GetString()!)];

        DifferentiablePasses.Apply(model, GraphRunner.Flags(inputs));
        inputs = Typed(model, inputs);
        var observed = GraphRunner.Observe(model, inputs, c.GetProperty("dynamic_batch").GetBoolean() ? inputs.ToDictionary(i => i.Key, i => Twice(i.Value)) : null);
        string[] outputs = [.. cotangents.Keys];
        var names = GradientGraph.Differentiate(model.Graph, observed, new GradientRequest(outputs, wrt), RuleTable.Standard);
        foreach (var (output, seed) in names.Cotangents)
        {
            model.Graph.Input.Add(GraphText.Info(seed, DataType.Float));
            inputs[seed] = cotangents[output];
        }
        var wanted = outputs.Concat(names.Gradients.Values).Distinct().ToArray();
        model.Graph.Output.Clear();
        model.Graph.Output.AddRange(wanted.Select(w => new ValueInfoProto { Name = w }));
        var answers = GraphRunner.Run(model, inputs, wanted);

        Assert.Multiple(() =>
        {
            foreach (string expected in reference.ExpectedNames)
            {
                float[] got = !expected.StartsWith("grad_", StringComparison.Ordinal) ? answers[expected].Values
                    : names.Gradients.TryGetValue(expected[5..], out string? name) ? answers[name].Values : new float[reference.Expected(expected).Values.Length];
                reference.AssertClose(expected, got);
            }
        });
    }

    /// <summary>The inputs in the types that the model declares.</summary>
    private static Dictionary<string, Feed> Typed(ModelProto model, Dictionary<string, Feed> inputs) => inputs.ToDictionary(i => i.Key, i =>
        model.Graph.Input.FirstOrDefault(info => info.Name == i.Key) is { } info ? i.Value with { Type = (DataType)info.Type.TensorType.ElemType } : i.Value);

    private static Feed Twice(Feed feed) => feed with { Values = [.. feed.Values, .. feed.Values], Dims = [feed.Dims[0] * 2, .. feed.Dims[1..]] };

    private static Feed Read(string folder, JsonElement tensor)
    {
        var array = ReferenceArray.Read(tensor, folder);
        return new Feed(array.Floats, Array.ConvertAll(array.Shape, d => (long)d));
    }
}
