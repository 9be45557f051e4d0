namespace Saliency.Onnx;

/// <summary>Raises a model to opset 18, so that every later pass meets one form of each operator. Later opsets stay as they are.</summary>
/// <remarks>Only the operators whose meaning or form changed are touched; for all others a new opset merely allows more types.</remarks>
internal static class OpsetUpgrade
{
    public const long Target = 18;

    private static readonly string[] s_reductionsWithAxesInput = ["ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceSumSquare"];

    public static void Apply(ModelProto model)
    {
        var standard = model.OpsetImport.FirstOrDefault(o => o.Domain is "" or "ai.onnx");
        if (standard is null || standard.Version >= Target) return;
        Apply(model.Graph, standard.Version);
        standard.Version = Target;
        // Since version 4 an initializer need not be an input as well.
        model.IrVersion = Math.Max(model.IrVersion, 8);
    }

    private static void Apply(GraphProto graph, long from)
    {
        NodeProto[] nodes = [.. graph.Node];
        graph.Node.Clear();
        var edit = new Edit(graph);
        foreach (var node in nodes)
        {
            foreach (var attribute in node.Attribute)
                if (attribute.G is { } body) Apply(body, from);
            if (node.Domain is "" or "ai.onnx") Upgrade(node, from, edit);
            else graph.Node.Add(node);
        }
    }

    private static void Upgrade(NodeProto node, long from, Edit edit)
    {
        switch (node.OpType)
        {
            case "BatchNormalization" when from < 14:
                foreach (string old in (string[])["spatial", "is_test", "consumed_inputs"]) node.Remove(old);
                while (node.Output.Count > 1) node.Output.RemoveAt(1);
                break;
            case "Dropout" when from < 12:
                node.Remove("ratio");
                break;
            case "Scatter":
                node.OpType = "ScatterElements";
                break;
            case "Upsample":
                edit.MoveToInput(node, "scales", 1);
                ToResize(node, node.Text("mode", "nearest"));
                break;
            case "Resize" when from < 11:
                ToResize(node, node.Text("mode", "nearest"));
                if (node.Text("mode") == "nearest") edit.RoundUpWhereShrunk(node);
                break;
            case "Slice" when from < 10:
                edit.MoveToInput(node, "starts", 1);
                edit.MoveToInput(node, "ends", 2);
                edit.MoveToInput(node, "axes", 3);
                break;
            case "TopK" when from < 10:
                edit.MoveToInput(node, "k", 1);
                break;
            case "Clip" when from < 11:
                edit.MoveToInput(node, "min", 1);
                edit.MoveToInput(node, "max", 2);
                break;
            case "Pad" when from < 11:
                edit.MoveToInput(node, "pads", 1);
                edit.MoveToInput(node, "value", 2);
                break;
            case "Squeeze" or "Unsqueeze" or "ReduceSum" when from < 13:
            case var reduction when s_reductionsWithAxesInput.Contains(reduction):
                edit.MoveToInput(node, "axes", 1);
                break;
            case "Split":
                if (from < 13) edit.MoveToInput(node, "split", 1);
                if (node.Input.Count < 2) node.Set("num_outputs", (long)node.Output.Count);
                break;
            case "Softmax" or "LogSoftmax" or "Hardmax" when from < 13:
                edit.OverFlattened(node, node.Int("axis", 1));
                return;
            case "RoiAlign" when from < 16 && !node.Has("coordinate_transformation_mode"):
                node.Set("coordinate_transformation_mode", "output_half_pixel");
                break;
        }
        edit.Keep(node);
    }

    // Until opset 10 coordinates were asymmetric; "nearest" rounded down when enlarging and up when shrinking.
    private static void ToResize(NodeProto node, string mode)
    {
        node.OpType = "Resize";
        node.Input.Insert(1, "");
        node.Set("mode", mode == "bilinear" ? "linear" : mode);
        node.Set("coordinate_transformation_mode", "asymmetric");
        if (mode == "nearest") node.Set("nearest_mode", "floor");
    }

    private sealed class Edit(GraphProto graph)
    {
        private readonly HashSet<string> _taken = [.. graph.Initializer.Select(i => i.Name)];

        public void Keep(NodeProto node) => graph.Node.Add(node);

        /// <summary>Turns an attribute into a constant input; an attribute that is not there leaves the input out.</summary>
        public void MoveToInput(NodeProto node, string attribute, int input)
        {
            if (node.Find(attribute) is not { } found) return;
            string name = NewName(node, attribute);
            graph.Initializer.Add(found.Type switch
            {
                AttributeProto.Types.AttributeType.Float => TensorData.Floats(name, [], [found.F]),
                AttributeProto.Types.AttributeType.Floats => TensorData.Floats(name, [found.Floats.Count], found.Floats.ToArray()),
                AttributeProto.Types.AttributeType.Int => TensorData.Integers(name, found.I),
                _ => TensorData.Integers(name, found.Ints.ToArray()),
            });
            while (node.Input.Count <= input) node.Input.Add("");
            node.Input[input] = name;
            node.Remove(attribute);
        }

        /// <summary>Until opset 12 a softmax ran over all axes from the given one on, seen as one.</summary>
        public void OverFlattened(NodeProto node, long axis)
        {
            string x = node.Input[0], y = node.Output[0], shape = NewName(node, "shape"), flat = NewName(node, "flat"), answer = NewName(node, "over");
            graph.Node.Add(new NodeProto { OpType = "Shape", Input = { x }, Output = { shape } });
            var flatten = new NodeProto { OpType = "Flatten", Input = { x }, Output = { flat } };
            flatten.Set("axis", axis);
            graph.Node.Add(flatten);
            node.Input[0] = flat;
            node.Output[0] = answer;
            node.Set("axis", -1L);
            graph.Node.Add(node);
            graph.Node.Add(new NodeProto { OpType = "Reshape", Input = { answer, shape }, Output = { y } });
        }

        /// <summary>Rounding up is an attribute of the node: axes that shrink get a node of their own where others grow.</summary>
        public void RoundUpWhereShrunk(NodeProto node)
        {
            if (Constants.Of(graph).GetValueOrDefault(node.Input[2])?.Floats() is not { } scales || scales.All(scale => scale >= 1)) return;
            if (scales.Any(scale => scale > 1))
            {
                var grown = node.Clone();
                grown.Name = "";
                grown.Input[2] = Store("grown", s => Math.Max(1, s));
                grown.Output[0] = node.Input[0] = NewName(node, "larger");
                graph.Node.Add(grown);
                node.Input[2] = Store("shrunk", s => Math.Min(1, s));
            }
            node.Set("nearest_mode", "ceil");

            string Store(string what, Converter<float, float> of)
            {
                string name = NewName(node, what);
                graph.Initializer.Add(TensorData.Floats(name, [scales.Length], Array.ConvertAll(scales, of)));
                return name;
            }
        }

        private string NewName(NodeProto node, string what)
        {
            string name = $"saliency/{node.Output[0]}/{what}";
            while (!_taken.Add(name)) name += "'";
            return name;
        }
    }
}
