using Saliency.Onnx;

namespace Saliency.Models;

/// <summary>Finds the layer that CAM methods look at, following the convention of the field: a convolutional network's last map before pooling and
/// classifier, after its activation; a transformer's tokens as they enter the attention of the last block.</summary>
internal sealed class DefaultLayerSearch
{
    // Finer than this the features of a network with branches (a detector's pyramid) say little of objects.
    private const int CoarseStride = 16, CoarsestStride = 32;

    private readonly LayerSurvey _survey;
    private readonly GraphView _view;
    private readonly HashSet<string> _depends;
    private readonly int[] _path;
    private readonly ImageShape _image;

    private DefaultLayerSearch(LayerSurvey survey, CanonicalModel model)
    {
        (_survey, _view, _image) = (survey, survey.View, model.Shape);
        _depends = _view.DependentsOf(model.Image);
        var ancestors = _view.AncestorsOf([model.Outputs[0].Name]);
        _path = [.. Enumerable.Range(0, _view.Graph.Node.Count).Where(n => _view.Graph.Node[n].Output.Any(o => _depends.Contains(o) && ancestors.Contains(o)))];
        OnPath = [.. _path];
    }

    private HashSet<int> OnPath { get; }

    /// <returns>The layer; null where none has spatial extent.</returns>
    public static LayerInfo? Find(LayerSurvey survey, CanonicalModel model)
    {
        var search = new DefaultLayerSearch(survey, model);
        return search.Candidate() is { } name ? survey.Find(name) : null;
    }

    private string? Candidate()
    {
        string? last = Waists().LastOrDefault(IsGrid);
        string[] maps = [.. _path.SelectMany(n => _view.Graph.Node[n].Output).Where(IsGrid)];
        if (maps.Length == 0) return null;
        bool tokens = (last ?? maps[^1]) is var reference && _survey.Forms[reference].Layout is LayerLayout.Tokens or LayerLayout.ChannelsLast;
        if (tokens && AttentionInput() is { } input) return input;
        if (last is null || BranchesOnAfter(last, maps)) last = DeepestBranch(maps) ?? last ?? maps[^1];
        return BeforeClassifier(BeforePooling(last));
    }

    private bool IsGrid(string value) => value.Length > 0 && _survey.Forms.TryGetValue(value, out var form) && form.IsGrid && _survey.Find(value) is { Maps: not null };

    // Values that everything on the way from image to output flows through: where nothing else is waiting to be read.
    private IEnumerable<string> Waists()
    {
        var readers = new Dictionary<string, int>();
        foreach (int n in _path)
        {
            var node = _view.Graph.Node[n];
            foreach (string read in node.Reads().Distinct())
                if (readers.TryGetValue(read, out int left) && (readers[read] = left - 1) == 0) readers.Remove(read);
            foreach (string output in node.Output)
            {
                int ahead = _view.Consumers(output).Count(OnPath.Contains);
                if (output.Length > 0 && ahead > 0) readers[output] = ahead;
            }
            if (readers.Count == 1 && node.Output.Contains(readers.Keys.First())) yield return readers.Keys.First();
        }
    }

    // A detector's pyramid: the maps part early, at a fine grid, and more of the network follows.
    private bool BranchesOnAfter(string value, string[] maps)
    {
        if (_image.Height / _survey.Forms[value].Height >= CoarseStride) return false;
        int from = _view.ProducerIndex(value);
        return maps.Any(m => _view.ProducerIndex(m) > from && _view.Producer(m)!.OpType == "Conv");
    }

    private string? DeepestBranch(string[] maps)
    {
        var coarse = maps.Where(m => _image.Height / _survey.Forms[m].Height <= CoarsestStride).ToArray();
        if (coarse.Length == 0) return null;
        int rows = coarse.Min(m => _survey.Forms[m].Height);
        // The one that most branches read: the end of the trunk rather than a layer inside of it or the first of a head. Of equals the widest, which nothing has mixed down yet.
        return coarse.Where(m => _survey.Forms[m].Height == rows)
            .MaxBy(m => (_view.Consumers(m).Count(OnPath.Contains), _survey.Find(m)!.Maps!.Value.Channels, _view.ProducerIndex(m)));
    }

    private string BeforePooling(string value)
    {
        while (_view.Producer(value) is { } node && node.OpType is "MaxPool" or "AveragePool" or "LpPool" or "Dropout" or "Identity" or "Cast" or "Pad"
            or "Reshape" or "Transpose" or "Flatten" or "Resize" or "Upsample" && IsGrid(node.Input[0]))
            value = node.Input[0];
        return value;
    }

    // Where nothing with weights follows, the last convolution is the classifier itself: its maps are scores of classes, not features.
    private string BeforeClassifier(string value)
    {
        int from = _view.ProducerIndex(value);
        if (_path.Any(n => n > from && IsWeighted(_view.Graph.Node[n]))) return value;
        string at = value;
        while (_view.Producer(at) is { } node && node.Input.Count > 0)
        {
            string input = node.Input.FirstOrDefault(_depends.Contains) ?? "";
            if (!IsGrid(input)) return value;
            if (IsWeighted(node)) return BeforePooling(input);
            if (node.Input.Count(_depends.Contains) > 1) return value;
            at = input;
        }
        return value;
    }

    // The tokens that the last attention turns into queries, keys and values: the first norm of the last block.
    private string? AttentionInput()
    {
        foreach (int n in _path.Reverse())
        {
            var node = _view.Graph.Node[n];
            bool fused = node.OpType is "Attention" or "MultiHeadAttention" or "GroupQueryAttention" && node.Input.Count > 0;
            bool attends = node.OpType == "Softmax" && LeadsToProduct(node);
            if (fused && IsGrid(node.Input[0])) return node.Input[0];
            if ((fused || attends) && ProjectedFrom(node) is { } input) return input;
        }
        return null;
    }

    private bool LeadsToProduct(NodeProto node) => _view.Consumers(node.Output[0]).Select(c => _view.Graph.Node[c]).Any(reader => reader.OpType is "MatMul" or "Einsum"
        || (reader.OpType is "Dropout" or "Cast" or "Identity" or "Reshape" or "QuantizeLinear" or "DequantizeLinear" && LeadsToProduct(reader)));

    private string? ProjectedFrom(NodeProto attention)
    {
        var open = new Stack<NodeProto>([attention]);
        var seen = new HashSet<NodeProto>();
        string? best = null;
        while (open.TryPop(out var node))
        {
            if (!seen.Add(node)) continue;
            if (node != attention && IsWeighted(node))
            {
                string? input = node.Input.FirstOrDefault(_depends.Contains);
                // Windows are cut and heads are split by pure rearrangement: behind it lies the grid.
                while (input is not null && !IsGrid(input) && _view.Producer(input) is { } cut
                    && cut.OpType is "Reshape" or "Transpose" or "Slice" or "Concat" or "Pad" or "Identity" or "Cast" or "Flatten" or "Squeeze" or "Unsqueeze" or "Gather")
                    input = cut.Input.FirstOrDefault(_depends.Contains);
                // The same places in the same order: the value before is what people call the layer.
                while (input is not null && _view.Producer(input) is { OpType: "Reshape" } shaped && IsGrid(shaped.Input[0])) input = shaped.Input[0];
                if (input is not null && IsGrid(input) && (best is null || _view.ProducerIndex(input) > _view.ProducerIndex(best))) best = input;
                continue;
            }
            foreach (string read in node.Input)
                if (_depends.Contains(read) && _view.Producer(read) is { } producer) open.Push(producer);
        }
        return best;
    }

    private bool IsWeighted(NodeProto node) => node.OpType is "Conv" or "FusedConv" or "ConvTranspose" or "Gemm" or "MatMul" or "FusedMatMul"
        or "ConvInteger" or "QLinearConv" or "MatMulInteger" or "QLinearMatMul" or "Einsum"
        && node.Input.Count(_depends.Contains) == 1;
}
