using static Saliency.Onnx.TensorProto.Types;
using static Saliency.Onnx.TensorShapeProto.Types;

namespace Saliency.Onnx.Surgery;

/// <summary>What the file says of its image input.</summary>
/// <param name="Channels">null where the file leaves it open; likewise the others.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Batch">Images of one run.</param>
/// <param name="ChannelsLast">Whether channels come after the pixel.</param>
internal sealed record DeclaredImage(long? Channels, long? Height, long? Width, long? Batch, bool ChannelsLast);

/// <summary>Gives the graph one form of image input, float32 [N, C, H, W], whatever the file has.</summary>
internal static class ImagePass
{
    /// <summary>The name of the batch axis.</summary>
    public const string Batch = "N";

    // An axis of so many values is taken for the channels where the file does not say.
    private const long MostChannelsByEye = 4;

    /// <summary>Reads a declared input.</summary>
    /// <param name="input">A tensor of four axes.</param>
    /// <param name="channelsLast">null: by the axis that looks like channels.</param>
    public static DeclaredImage Read(ValueInfoProto input, bool? channelsLast)
    {
        var dims = input.Type?.TensorType?.Shape?.Dim;
        if (dims is null) return new(null, null, null, null, channelsLast ?? false);
        if (dims.Count != 4)
            throw new ModelFormatException($"Expected an image input of four axes, got '{input.Name}' with {dims.Count}.");
        if (dims.FirstOrDefault(d => d.HasDimValue && d.DimValue > int.MaxValue) is { } huge)
            throw new ModelFormatException($"Expected an image of at most {int.MaxValue} rows and columns, got {huge.DimValue} in input '{input.Name}'.");
        long? Known(int axis) => dims[axis].HasDimValue && dims[axis].DimValue > 0 ? dims[axis].DimValue : null;
        bool last = channelsLast ?? (Known(3) <= MostChannelsByEye && !(Known(1) <= MostChannelsByEye));
        return last
            ? new(Known(3), Known(1), Known(2), Known(0), true)
            : new(Known(1), Known(2), Known(3), Known(0), false);
    }

    /// <summary>Rewrites the input.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="input">The file's image input.</param>
    /// <param name="shape">The extent it is to have.</param>
    /// <param name="channelsLast">Whether the file wants channels after the pixel.</param>
    /// <param name="single">Whether the batch stays 1.</param>
    /// <returns>The name of the graph's image input from now on.</returns>
    public static string Apply(GraphProto graph, ValueInfoProto input, ImageShape shape, bool channelsLast, bool single)
    {
        int type = input.Type?.TensorType?.ElemType ?? (int)DataType.Float;
        string name = input.Name, image = name;
        var nodes = new List<NodeProto>();
        var view = new GraphView(graph);
        if (type != (int)DataType.Float || channelsLast)
        {
            string value = image = view.Fresh($"{name}/image");
            if (type != (int)DataType.Float)
            {
                string cast = channelsLast ? view.Fresh($"{name}/cast") : name;
                nodes.Add(Nodes.Cast(value, cast, (DataType)type));
                value = cast;
            }
            if (channelsLast) nodes.Add(Nodes.Transpose(value, name, 0, 2, 3, 1));
        }
        for (int i = 0; i < nodes.Count; i++) graph.Node.Insert(i, nodes[i]);

        var batch = single ? Declarations.Extent(1) : new Dimension { DimParam = Batch };
        int at = graph.Input.IndexOf(input);
        graph.Input.RemoveAt(at);
        graph.Input.Insert(at, Declarations.Of(image, (int)DataType.Float, [batch, Declarations.Extent(shape.Channels), Declarations.Extent(shape.Height), Declarations.Extent(shape.Width)]));
        return image;
    }
}
