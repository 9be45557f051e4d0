using Saliency.Onnx;
using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Gradients;

/// <summary>What a gradient graph is asked for.</summary>
/// <param name="Outputs">Values whose weighted sum is differentiated; the weights, a cotangent for each, become inputs of the graph.</param>
/// <param name="WithRespectTo">Inputs, inner values or initializers whose gradients are wanted.</param>
/// <param name="Paired">An input that gets a twin for reference images, and everything that depends on it a second copy; null for none.</param>
internal sealed record GradientRequest(IReadOnlyList<string> Outputs, IReadOnlyList<string> WithRespectTo, string? Paired = null);

/// <summary>The names of what was added to a graph.</summary>
/// <param name="Cotangents">Output of the model → input that takes its cotangent.</param>
/// <param name="Gradients">Wanted value → value that holds its gradient; absent where no output depends on it.</param>
/// <param name="References">Value → its copy that depends on the reference image; null without pairs.</param>
internal sealed record GradientNames(IReadOnlyDictionary<string, string> Cotangents, IReadOnlyDictionary<string, string> Gradients, ReferencePass? References = null);

/// <summary>What the walk knows of the graph as a whole.</summary>
/// <param name="Producers">Value → the node that makes it.</param>
/// <param name="Varying">Values that depend on an input of the graph.</param>
/// <param name="References">The copies that depend on the reference image; null without pairs.</param>
internal sealed record GradientPath(IReadOnlyDictionary<string, NodeProto> Producers, IReadOnlySet<string> Varying, ReferencePass? References);

/// <summary>Reverse-mode differentiation: walks the nodes once, backwards, applies a rule at each, and sums what arrives at each value.</summary>
internal static class GradientGraph
{
    /// <summary>Adds the backward pass to a graph of opset 18 or later, all floats being float32.</summary>
    /// <exception cref="UnsupportedOperatorException">Nodes on the path have no rule, or their rule declines: it names them all. The graph is then of no use.</exception>
    public static GradientNames Differentiate(GraphProto graph, ObservedValues observed, GradientRequest request, RuleTable rules)
    {
        var emit = new GraphEmitter(graph);
        var constants = Constants.Of(graph);
        NodeProto[] forward = [.. graph.Node];
        var producers = forward.SelectMany(n => n.Output.Where(y => y.Length > 0), (n, y) => (n, y)).ToDictionary(p => p.y, p => p.n);
        var wanted = Dependents(forward, request.WithRespectTo, observed);
        var path = Path(forward, request.Outputs, wanted);
        var known = new GradientPath(producers, Dependents(forward, graph.Input.Select(i => i.Name), observed), request.Paired is { } paired ? ReferencePass.Apply(graph, emit, paired) : null);
        var refused = new List<UnsupportedOperator>();

        var arriving = new Dictionary<string, List<Value>>();
        var cotangents = new Dictionary<string, string>();
        foreach (string output in request.Outputs)
        {
            string seed = cotangents[output] = emit.NewName("cotangent");
            Arrive(output, rules.Seed(emit[seed], emit[output]));
        }
        var gradients = new Dictionary<string, Value>();
        for (int i = path.Count - 1; i >= 0; i--)
        {
            var node = path[i];
            foreach (string y in node.Output) Settle(y);
            if (!node.Output.Any(gradients.ContainsKey)) continue;
            var parts = Parts(new GradientScope(emit, node, observed, constants, gradients, wanted, known));
            for (int k = 0; k < parts.Length; k++)
                if (parts[k] is { } part && wanted.Contains(node.Input[k])) Arrive(node.Input[k], part);
        }
        if (refused.Count > 0) throw new UnsupportedOperatorException([.. Enumerable.Reverse(refused)]);
        foreach (string x in request.WithRespectTo) Settle(x);
        return new GradientNames(cotangents, request.WithRespectTo.Where(gradients.ContainsKey).Distinct().ToDictionary(x => x, x => gradients[x].Name), known.References);

        Value?[] Parts(GradientScope s)
        {
            try
            {
                var parts = (rules.Find(s.Node) ?? throw s.Declined())(s);
                int last = Array.FindLastIndex(parts, part => part is not null);
                return last < s.Node.Input.Count
                    ? parts
                    : throw new InvalidOperationException(
                        $"Expected a gradient for each of the {s.Node.Input.Count} inputs of {RuleTable.KeyOf(s.Node)} ('{s.Node.Output[0]}'), got {last + 1} from its rule.");
            }
            catch (UnsupportedOperatorException declined)
            {
                refused.AddRange(declined.Nodes);
                // The walk goes on, so that the exception can name every such node; what it writes from here on is never used.
                foreach (string x in s.Node.Reads().Where(wanted.Contains)) Arrive(x, emit[x]);
                return [];
            }
        }

        void Arrive(string value, Value part)
        {
            if (!arriving.TryGetValue(value, out var list)) arriving[value] = list = [];
            list.Add(part);
        }

        // Every consumer of a value stands after its producer, so that all parts have arrived when the producer is reached.
        void Settle(string value)
        {
            if (!arriving.Remove(value, out var list)) return;
            gradients[value] = list.Count switch
            {
                1 => list[0],
                2 => list[0] + list[1],
                _ => emit.Emit("Sum", [.. list.Select(v => (Value?)v)]),
            };
        }
    }

    /// <summary>The floating values that depend on the wanted ones, these included.</summary>
    private static HashSet<string> Dependents(NodeProto[] forward, IEnumerable<string> wanted, ObservedValues observed)
    {
        var reached = new HashSet<string>(wanted);
        foreach (var node in forward)
        {
            if (!node.Reads().Any(reached.Contains)) continue;
            foreach (string y in node.Output)
                if (y.Length > 0 && Carries(node, observed.Find(y)?.Type)) reached.Add(y);
        }
        return reached;

        // Integers cut the gradient, unless they stand for floats: then they come from a quantiser, and what moves them keeps their type.
        bool Carries(NodeProto node, DataType? type) => type switch
        {
            null or DataType.Float or DataType.Float16 or DataType.Double or DataType.Bfloat16 => true,
            DataType.Int8 or DataType.Uint8 or DataType.Int16 or DataType.Uint16 =>
                node.OpType is "QuantizeLinear" or "DynamicQuantizeLinear" || node.Input.Any(x => reached.Contains(x) && observed.Find(x)?.Type == type),
            _ => false,
        };
    }

    /// <summary>The nodes between the wanted values and the outputs, in the order of computation.</summary>
    private static List<NodeProto> Path(NodeProto[] forward, IEnumerable<string> outputs, HashSet<string> wanted)
    {
        var needed = new HashSet<string>(outputs);
        var path = new List<NodeProto>();
        for (int i = forward.Length - 1; i >= 0; i--)
        {
            var node = forward[i];
            if (!node.Output.Any(y => needed.Contains(y) && wanted.Contains(y)) || !node.Reads().Any(wanted.Contains)) continue;
            foreach (string x in node.Reads())
                if (wanted.Contains(x)) needed.Add(x);
            path.Add(node);
        }
        path.Reverse();
        return path;
    }
}
