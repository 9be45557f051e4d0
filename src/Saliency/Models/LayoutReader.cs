using Saliency.Onnx;

namespace Saliency.Models;

/// <summary>How a value of a graph lies in space, the images' axis being the first.</summary>
/// <param name="Layout">Which axes are rows and columns.</param>
/// <param name="Height">Rows of the grid.</param>
/// <param name="Width">Columns of the grid.</param>
/// <param name="Flat">For channels first: whether rows and columns are one axis, as on the way to tokens.</param>
internal readonly record struct SpatialForm(LayerLayout Layout, int Height, int Width, bool Flat = false)
{
    public bool IsGrid => Layout != LayerLayout.None && !Flat && Height * Width > 1;
}

/// <summary>Follows rows and columns through a graph: from the image through convolutions, reshapes and transposes to tokens and back.</summary>
internal sealed class LayoutReader
{
    private const int MostClassTokens = 16;

    private readonly GraphView _view;
    private readonly IReadOnlyDictionary<string, ValueObservation> _observed;
    private readonly Dictionary<string, SpatialForm> _forms = [];

    private LayoutReader(GraphView view, IReadOnlyDictionary<string, ValueObservation> observed) => (_view, _observed) = (view, observed);

    /// <summary>The form of every value that has one.</summary>
    public static Dictionary<string, SpatialForm> Read(GraphView view, string image, ImageShape shape, IReadOnlyDictionary<string, ValueObservation> observed)
    {
        var reader = new LayoutReader(view, observed);
        reader._forms[image] = new SpatialForm(LayerLayout.ChannelsFirst, shape.Height, shape.Width);
        foreach (var node in view.Graph.Node)
        {
            foreach (string output in node.Output)
            {
                if (!observed.TryGetValue(output, out var seen) || seen.One is not [1, ..]) continue;
                if (reader.FormOf(node, seen.One) is not { } form) continue;
                reader._forms[output] = form;
                if (node.OpType == "Add" && form.Layout != LayerLayout.ChannelsFirst)
                    foreach (string input in node.Input) reader.Backfill(input, form, seen.One);
            }
        }
        return reader._forms;
    }

    // Heads and windows hide the grid until they are put together again. What is added to a grid, place by place, is one itself;
    // equal sizes alone would not do: a detector may have as many queries as there are tokens.
    private void Backfill(string value, SpatialForm form, long[] shape)
    {
        while (!_forms.ContainsKey(value) && _observed.TryGetValue(value, out var seen)
            && seen.One.Length == shape.Length && seen.One.AsSpan(0, shape.Length - 1).SequenceEqual(shape.AsSpan(0, shape.Length - 1)))
        {
            _forms[value] = form;
            if (_view.Producer(value) is not { } node || node.Input.FirstOrDefault(i => _observed.ContainsKey(i)) is not { } input) return;
            value = input;
        }
    }

    private SpatialForm? FormOf(NodeProto node, long[] shape) => node.OpType switch
    {
        "Transpose" => Transposed(node),
        "Reshape" or "Flatten" or "Squeeze" or "Unsqueeze" => Reshaped(node, shape),
        "Shape" or "Size" => null,
        "Concat" when Axis(node, shape.Length) == 1 && shape.Length == 3 => Joined(node, shape),
        // Windows are shifted by cutting the grid in two and joining it the other way round: places then lie elsewhere.
        "Concat" when Axis(node, shape.Length) is 1 or 2 && _forms.TryGetValue(node.Input[0], out var cut) && cut.Layout == LayerLayout.ChannelsLast => null,
        "Slice" when _forms.TryGetValue(node.Input[0], out var whole) && whole.Layout == LayerLayout.ChannelsLast && IsCrop(node, whole, shape) => null,
        "Conv" or "FusedConv" or "ConvTranspose" or "ConvInteger" or "QLinearConv" or "MaxUnpool" or "GridSample" or "DepthToSpace" or "SpaceToDepth"
            or "MaxPool" or "AveragePool" or "LpPool" or "GlobalAveragePool" or "GlobalMaxPool" or "GlobalLpPool" or "LRN" or "InstanceNormalization"
            when shape.Length == 4 => new SpatialForm(LayerLayout.ChannelsFirst, (int)shape[2], (int)shape[3]),
        // What picks places by value scatters them.
        "GatherElements" or "GatherND" or "TopK" or "ScatterElements" or "ScatterND" or "NonZero" or "NonMaxSuppression" => null,
        _ => Inherited(node, shape),
    };

    private SpatialForm? Transposed(NodeProto node)
    {
        if (!_forms.TryGetValue(node.Input[0], out var form) || node.Find("perm") is not { } permutation) return null;
        return (form, permutation.Ints.ToArray()) switch
        {
            ({ Layout: LayerLayout.ChannelsFirst, Flat: false }, [0, 2, 3, 1]) => form with { Layout = LayerLayout.ChannelsLast },
            ({ Layout: LayerLayout.ChannelsLast }, [0, 3, 1, 2]) => form with { Layout = LayerLayout.ChannelsFirst },
            ({ Layout: LayerLayout.ChannelsFirst, Flat: true }, [0, 2, 1]) => form with { Layout = LayerLayout.Tokens, Flat = false },
            ({ Layout: LayerLayout.Tokens }, [0, 2, 1]) when IsAllGrid(node.Input[0], form) => form with { Layout = LayerLayout.ChannelsFirst, Flat = true },
            _ => null,
        };
    }

    private SpatialForm? Reshaped(NodeProto node, long[] shape)
    {
        if (node.Input.Count > 0 && _forms.TryGetValue(node.Input[0], out var form) && _observed.TryGetValue(node.Input[0], out var before))
        {
            long area = (long)form.Height * form.Width;
            long channels = form.Layout == LayerLayout.ChannelsFirst ? before.One[1] : before.One[^1];
            if (shape.AsSpan().SequenceEqual(before.One)) return form;
            switch (form.Layout)
            {
                case LayerLayout.ChannelsFirst when !form.Flat && shape.Length == 3 && shape[1] == channels && shape[2] == area: return form with { Flat = true };
                case LayerLayout.ChannelsFirst when form.Flat && shape.Length == 4 && shape[1] == channels && shape[2] == form.Height: return form with { Flat = false };
                case LayerLayout.ChannelsLast when shape.Length == 3 && shape[1] == area && shape[2] == channels: return form with { Layout = LayerLayout.Tokens };
                case LayerLayout.Tokens when shape.Length == 4 && before.One[1] == area && shape[1] == form.Height && shape[2] == form.Width && shape[3] == channels:
                    return form with { Layout = LayerLayout.ChannelsLast };
            }
        }
        return null;
    }

    // A few class tokens come before the image; the tokens of another scale are no class tokens.
    private SpatialForm? Joined(NodeProto node, long[] shape) =>
        _forms.TryGetValue(node.Input[^1], out var last) && last.Layout == LayerLayout.Tokens
            && shape[1] - (last.Height * last.Width) <= MostClassTokens && !node.Input.SkipLast(1).Any(_forms.ContainsKey)
            ? last : null;

    private SpatialForm? Inherited(NodeProto node, long[] shape)
    {
        foreach (string input in node.Input)
        {
            if (!_forms.TryGetValue(input, out var form) || !RankFits(form, shape.Length)) continue;
            switch (form.Layout)
            {
                case LayerLayout.ChannelsFirst when form.Flat && shape[2] == (long)form.Height * form.Width: return form;
                case LayerLayout.ChannelsFirst when !form.Flat: return form with { Height = (int)shape[2], Width = (int)shape[3] };
                case LayerLayout.ChannelsLast: return form with { Height = (int)shape[1], Width = (int)shape[2] };
                // Dropping the class tokens leaves the grid; anything shorter is no grid.
                case LayerLayout.Tokens when shape[1] == (long)form.Height * form.Width || (_observed.TryGetValue(input, out var seen) && shape[1] == seen.One[1]):
                    return form;
            }
        }
        return null;
    }

    // Every second place is a coarser grid; a part of the places is none.
    private bool IsCrop(NodeProto node, SpatialForm form, long[] shape) =>
        shape.Length == 4 && (shape[1] != form.Height || shape[2] != form.Width)
        && !(node.Input.Count > 4 && _view.Constant(node.Input[4]) is { } steps && steps.Integers() is { } by && by.Any(s => s > 1));

    private static bool RankFits(SpatialForm form, int rank) => rank == (form.Layout == LayerLayout.Tokens || form.Flat ? 3 : 4);

    private bool IsAllGrid(string value, SpatialForm form) => _observed.TryGetValue(value, out var seen) && seen.One[1] == (long)form.Height * form.Width;

    private static int Axis(NodeProto node, int rank) => (int)((node.Find("axis")?.I ?? 0) is var axis && axis < 0 ? axis + rank : axis);
}
