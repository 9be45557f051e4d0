using System.Runtime.InteropServices;
using System.Text.Json;
using Saliency.Gradients;
using Saliency.Onnx;
using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Tests.Gradients;

/// <summary>Every operator case of the reference set: the graph's outputs and the gradients of all its inputs and weights.</summary>
[Category("Reference")]
public class ReferenceGradientTests
{
    private static string Folder => Path.Combine(Environment.GetEnvironmentVariable("SALIENCY_REFERENCE") ?? "/work/shared/reference", "gradients");

    public static IEnumerable<TestCaseData> Cases()
    {
        using var index = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "index.json")));
        foreach (var c in index.RootElement.GetProperty("cases").EnumerateArray())
            yield return new TestCaseData(c.GetProperty("path").GetString()).SetName($"Gradient_{c.GetProperty("family").GetString()}_{c.GetProperty("name").GetString()}_MatchesReference");
    }

    [TestCaseSource(nameof(Cases))]
    public void Gradient_OfReferenceCase_Matches(string path)
    {
        string folder = Path.GetDirectoryName(Path.Combine(Folder, path))!;
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, path)));
        var c = document.RootElement;
        var model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(folder, c.GetProperty("model").GetString()!)));
        var inputs = c.GetProperty("inputs").EnumerateObject().ToDictionary(i => i.Name, i => Read(folder, i.Value));
        foreach (var info in model.Graph.Input)
            if (inputs.TryGetValue(info.Name, out var feed)) inputs[info.Name] = feed with { Type = (DataType)info.Type.TensorType.ElemType };
        var cotangents = c.GetProperty("cotangents").EnumerateObject().ToDictionary(i => i.Name, i => Read(folder, i.Value));
        var of = c.GetProperty("gradients_of");
        string[] wrt = [.. of.GetProperty("inputs").EnumerateArray().Concat(of.GetProperty("initializers").EnumerateArray()).Select(e => e.GetString()!)];

        DifferentiablePasses.Apply(model, GraphRunner.Flags(inputs));
        foreach (var info in model.Graph.Input)
            if (inputs.TryGetValue(info.Name, out var feed)) inputs[info.Name] = feed with { Type = (DataType)info.Type.TensorType.ElemType };
        var observed = GraphRunner.Observe(model, inputs, c.GetProperty("dynamic_batch").GetBoolean() ? inputs.ToDictionary(i => i.Key, i => Twice(i.Value)) : null);
        string[] outputs = [.. cotangents.Keys];
        var names = GradientGraph.Differentiate(model.Graph, observed, new GradientRequest(outputs, wrt), RuleTable.Standard);
        foreach (var (output, seed) in names.Cotangents)
        {
            model.Graph.Input.Add(Info(seed));
            inputs[seed] = cotangents[output];
        }
        var wanted = outputs.Concat(names.Gradients.Values).Distinct().ToArray();
        model.Graph.Output.Clear();
        model.Graph.Output.AddRange(wanted.Select(w => new ValueInfoProto { Name = w }));
        var answers = GraphRunner.Run(model, inputs, wanted);

        Assert.Multiple(() =>
        {
            foreach (var expected in c.GetProperty("expected").EnumerateObject())
            {
                var want = Read(folder, expected.Value);
                var tolerance = c.GetProperty("tolerance").GetProperty("per_output").TryGetProperty(expected.Name, out var own) ? own : c.GetProperty("tolerance");
                float[] got = !expected.Name.StartsWith("grad_", StringComparison.Ordinal) ? answers[expected.Name].Values
                    : names.Gradients.TryGetValue(expected.Name[5..], out string? name) ? answers[name].Values : new float[want.Values.Length];
                Close(expected.Name, want.Values, got, tolerance.GetProperty("rtol").GetDouble(), tolerance.GetProperty("atol").GetDouble());
            }
        });
    }

    private static void Close(string name, float[] want, float[] got, double rtol, double atol)
    {
        Assert.That(got, Has.Length.EqualTo(want.Length), name);
        double worst = 0;
        int at = 0;
        for (int i = 0; i < want.Length; i++)
        {
            double excess = Math.Abs(got[i] - (double)want[i]) - (atol + (rtol * Math.Abs(want[i])));
            if (double.IsNaN(excess)) excess = float.IsNaN(want[i]) && float.IsNaN(got[i]) ? 0 : double.PositiveInfinity;
            if (excess > worst) (worst, at) = (excess, i);
        }
        Assert.That(worst, Is.Zero, () => $"{name}[{at}]: expected {want[at]}, got {got[at]}");
    }

    private static ValueInfoProto Info(string name) => new() { Name = name, Type = new TypeProto { TensorType = new() { ElemType = (int)DataType.Float } } };

    private static Feed Twice(Feed feed) => feed with { Values = [.. feed.Values, .. feed.Values], Dims = [feed.Dims[0] * 2, .. feed.Dims[1..]] };

    private static Feed Read(string folder, JsonElement tensor) => new(
        MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(folder, tensor.GetProperty("file").GetString()!))).ToArray(),
        [.. tensor.GetProperty("shape").EnumerateArray().Select(d => d.GetInt64())]);
}
