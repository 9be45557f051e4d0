namespace Saliency.Onnx;

/// <summary>Branches that are decided before anything runs.</summary>
internal static class ConstantBranches
{
    /// <summary>The conditions of Ifs that the inputs reach through shapes alone: the same for every picture, so that one run decides them.</summary>
    public static IReadOnlyList<string> ConditionsOfShapes(GraphProto graph)
    {
        var ofData = graph.Input.Select(i => i.Name).ToHashSet();
        foreach (var node in graph.Node)
            if (node.OpType is not ("Shape" or "Size") && node.Reads().Any(ofData.Contains)) ofData.UnionWith(node.Output);
        return [.. graph.Node.Where(n => n.OpType == "If" && !ofData.Contains(n.Input[0])).Select(n => n.Input[0]).Distinct()];
    }

    /// <summary>Replaces every If whose condition is a constant, or known, by the branch that it takes.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="known">Values of conditions that are no constants.</param>
    public static void Inline(GraphProto graph, IReadOnlyDictionary<string, bool> known)
    {
        var constants = Constants.Of(graph);
        NodeProto[] nodes = [.. graph.Node];
        graph.Node.Clear();
        foreach (var node in nodes) Inline(node);

        void Inline(NodeProto node)
        {
            if (node.OpType != "If" || Condition(node.Input[0]) is not { } holds)
            {
                graph.Node.Add(node);
                return;
            }
            var branch = node.Find(holds ? "then_branch" : "else_branch")!.G;
            // Names inside a branch are its own; outside they get the name of the If's output before them.
            string prefix = node.Output[0] + "/";
            var inner = branch.Node.SelectMany(n => n.Output).Concat(branch.Initializer.Select(i => i.Name)).ToHashSet();
            string Outer(string name) => inner.Contains(name) ? prefix + name : name;
            foreach (var initializer in branch.Initializer)
            {
                initializer.Name = prefix + initializer.Name;
                graph.Initializer.Add(initializer);
                constants[initializer.Name] = initializer;
            }
            foreach (var step in branch.Node)
            {
                for (int i = 0; i < step.Input.Count; i++) step.Input[i] = Outer(step.Input[i]);
                for (int i = 0; i < step.Output.Count; i++) if (step.Output[i].Length > 0) step.Output[i] = Outer(step.Output[i]);
                Inline(step);
            }
            for (int i = 0; i < node.Output.Count; i++)
                graph.Node.Add(new NodeProto { OpType = "Identity", Input = { Outer(branch.Output[i].Name) }, Output = { node.Output[i] } });
        }

        bool? Condition(string name) => known.TryGetValue(name, out bool flag) ? flag : constants.TryGetValue(name, out var tensor) ? tensor.Flag() : null;
    }
}
