using Saliency.Onnx;

namespace Saliency.Tests.Models;

/// <summary>A model file of half precision, made of one of single precision.</summary>
internal static class HalvedModel
{
    /// <summary>The same network with weights of half precision; image and scores stay as they are.</summary>
    public static byte[] Of(byte[] file)
    {
        var model = ModelCodec.Decode(file, null);
        var graph = model.Graph;
        foreach (var tensor in graph.Initializer.Where(t => t.DataType == (int)TensorProto.Types.DataType.Float))
        {
            Half[] values = [.. tensor.Floats()!.Select(v => (Half)v)];
            tensor.FloatData.Clear();
            tensor.RawData = Google.Protobuf.ByteString.CopyFrom(System.Runtime.InteropServices.MemoryMarshal.AsBytes<Half>(values));
            tensor.DataType = (int)TensorProto.Types.DataType.Float16;
        }
        string image = graph.Input[0].Name, output = graph.Output[0].Name;
        foreach (var node in graph.Node)
        {
            for (int i = 0; i < node.Input.Count; i++)
                if (node.Input[i] == image) node.Input[i] = "halves";
            for (int i = 0; i < node.Output.Count; i++)
                if (node.Output[i] == output) node.Output[i] = node.Name = "scores";
        }
        graph.Node.Insert(0, Nodes.Make("Cast", [image], ["halves"], Nodes.Integer("to", (long)TensorProto.Types.DataType.Float16)));
        graph.Node.Add(Nodes.Make("Cast", ["scores"], [output], Nodes.Integer("to", (long)TensorProto.Types.DataType.Float)));
        return ModelCodec.Encode(model);
    }
}
