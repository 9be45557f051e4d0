using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Onnx;

/// <summary>Refuses models that are damaged. A runtime would crash on some of them, hang on others, and ask for all memory on the rest.</summary>
internal static class ModelValidator
{
    private const int MostDimensions = 64;
    private const int DeepestGraph = 16;

    /// <summary>Checks a model whole.</summary>
    /// <param name="model">The model.</param>
    /// <param name="folder">The folder that external data must lie in; null where the model has no file.</param>
    /// <exception cref="ModelFormatException">The first thing found wrong.</exception>
    public static void Check(ModelProto model, string? folder)
    {
        if (model.Graph is not { } graph)
            throw new ModelFormatException("Expected an ONNX model with a graph, got bytes without one: not an ONNX model, or cut off.");
        if (graph.Node.Count == 0) throw new ModelFormatException("Expected a graph with operators, got none.");
        if (graph.Output.Count == 0) throw new ModelFormatException("Expected a graph with outputs, got none.");
        if (!model.OpsetImport.Any(o => o.Domain is "" or "ai.onnx"))
            throw new ModelFormatException("Expected the version of ONNX's operators (opset_import), got none.");
        if (model.OpsetImport.FirstOrDefault(o => o.Version is < 1 or > 1000) is { } odd)
            throw new ModelFormatException($"Expected a version of operators of 1 or more, got {odd.Version} for '{odd.Domain}'.");
        CheckGraph(graph, folder, 0);
        foreach (var function in model.Functions)
            foreach (var node in function.Node) CheckNode(node, folder, 1);
        CheckCalls(model);
    }

    private static void CheckGraph(GraphProto graph, string? folder, int depth)
    {
        if (depth > DeepestGraph) throw new ModelFormatException($"Expected graphs nested at most {DeepestGraph} deep, got more.");
        if (graph.SparseInitializer.Count > 0)
            throw new ModelFormatException($"Expected dense weights, got the sparse initializer '{graph.SparseInitializer[0].Values?.Name}'.");
        var made = new HashSet<string>();
        foreach (var tensor in graph.Initializer)
        {
            if (tensor.Name.Length == 0) throw new ModelFormatException("Expected a name for every initializer, got one without.");
            if (!made.Add(tensor.Name)) throw new ModelFormatException($"Expected one initializer '{tensor.Name}', got two.");
            CheckTensor(tensor, folder);
        }
        foreach (var value in graph.Input.Concat(graph.Output))
            CheckName(value.Name);
        foreach (var node in graph.Node)
        {
            CheckNode(node, folder, depth);
            foreach (string output in node.Output)
            {
                if (output.Length > 0 && !made.Add(output))
                    throw new ModelFormatException($"Expected every value to be made once, got '{output}' twice.");
            }
        }
        OperatorLimits.Check(graph);
    }

    private static void CheckNode(NodeProto node, string? folder, int depth)
    {
        if (node.OpType.Length == 0) throw new ModelFormatException($"Expected an operator at node '{node.Name}', got none.");
        foreach (string name in node.Input.Concat(node.Output))
            if (name.Length > 0) CheckName(name);
        foreach (var attribute in node.Attribute)
        {
            if (attribute.T is { } tensor) CheckTensor(tensor, null);
            foreach (var t in attribute.Tensors) CheckTensor(t, null);
        }
        OperatorLimits.Check(node);
        foreach (var graph in node.Subgraphs()) CheckGraph(graph, folder, depth + 1);
    }

    private static void CheckName(string name)
    {
        // Names travel to the runtime as C strings.
        if (name.Length == 0 || name.Contains('\0'))
            throw new ModelFormatException($"Expected a name for every value, got '{name.Replace("\0", "\\0", StringComparison.Ordinal)}'.");
    }

    private static void CheckTensor(TensorProto tensor, string? folder)
    {
        if (tensor.Dims.Count > MostDimensions)
            throw new ModelFormatException($"Expected at most {MostDimensions} axes, got {tensor.Dims.Count} in tensor '{tensor.Name}'.");
        long count = TensorData.ElementCount(tensor.Dims);
        if (count < 0)
            throw new ModelFormatException($"Expected axes of 0 or more, got [{string.Join(", ", tensor.Dims)}] in tensor '{tensor.Name}'.");
        int bits = ElementType.Bits(tensor.DataType);
        if (bits == 0 && tensor.DataType != (int)DataType.String)
            throw new ModelFormatException($"Expected a known element type, got {ElementType.Name(tensor.DataType)} in tensor '{tensor.Name}'.");
        if (tensor.DataLocation == DataLocation.External)
        {
            ExternalFile.Check(tensor, checked((long)Int128.Min(long.MaxValue, ((Int128)count * bits + 7) / 8)), folder);
            return;
        }
        if (tensor.ExternalData.Count > 0)
            throw new ModelFormatException($"Expected data inside or outside the file, got both for tensor '{tensor.Name}'.");
        long stored = TensorData.StoredCount(tensor);
        // Two 4-bit numbers share a byte, so that one may be left over.
        if (stored != count && !(bits == 4 && stored == count + 1))
            throw new ModelFormatException($"Expected {count} values for the shape [{string.Join(", ", tensor.Dims)}] of tensor '{tensor.Name}', got {stored}.");
        if (tensor.HasRawData && tensor.RawData.Length != ((Int128)count * bits + 7) / 8)
            throw new ModelFormatException($"Expected {((Int128)count * bits + 7) / 8} bytes for tensor '{tensor.Name}', got {tensor.RawData.Length}.");
    }

    // A function that calls itself is unrolled for ever.
    private static void CheckCalls(ModelProto model)
    {
        var functions = new Dictionary<(string, string), FunctionProto>();
        foreach (var f in model.Functions)
            if (!functions.TryAdd((f.Domain, f.Name), f)) throw new ModelFormatException($"Expected one function '{f.Name}', got two.");
        var state = new Dictionary<FunctionProto, bool>();
        foreach (var f in model.Functions) Visit(f);

        void Visit(FunctionProto function)
        {
            if (state.TryGetValue(function, out bool done))
            {
                if (!done) throw new ModelFormatException($"Expected functions that end, got '{function.Name}', which calls itself.");
                return;
            }
            state[function] = false;
            foreach (var node in function.Node.SelectMany(WithInner))
                if (functions.TryGetValue((node.Domain, node.OpType), out var called)) Visit(called);
            state[function] = true;
        }

        static IEnumerable<NodeProto> WithInner(NodeProto node) =>
            node.Subgraphs().SelectMany(g => g.Node).SelectMany(WithInner).Prepend(node);
    }
}
