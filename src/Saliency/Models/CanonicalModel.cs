using System.Collections.Immutable;
using Saliency.Gradients.Passes;
using Saliency.Onnx;
using Saliency.Onnx.Surgery;
using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Models;

/// <summary>A model file brought to one form: one float32 image input [N, C, H, W], no other inputs, nodes in order, weights constant.
/// Everything after (sessions, layers, gradients) sees this form only.</summary>
/// <param name="Model">The rewritten model. Its graph is not changed any more; surgery works on clones.</param>
/// <param name="Image">Name of its image input.</param>
/// <param name="InputName">The file's own name of the image input.</param>
/// <param name="Shape">Extent of one image.</param>
/// <param name="FixedBatch">Images of one run where the file fixes them; null where it does not.</param>
/// <param name="Outputs">The outputs to offer, the first one first.</param>
/// <param name="Notes">What a user should know, in sentences.</param>
internal sealed record CanonicalModel(
    ModelProto Model, string Image, string InputName, ImageShape Shape, long? FixedBatch, ImmutableArray<OutputRequest> Outputs, ImmutableArray<string> Notes)
{
    // Images beyond these are a damaged file, not a photo.
    private const int MostChannels = 4096, LongestSide = 1 << 15;

    private const int UsualChannels = 3;

    /// <summary>What the graph is fed: the image.</summary>
    public ImmutableArray<RunValue> Fed => [new RunValue(InputName, Image, [Shape.Channels, Shape.Height, Shape.Width], ValueForm.PerImage, Merged: false)];

    /// <summary>The same model with attention that is one node written out, so that its weights are values; itself where there is none.</summary>
    /// <remarks>Its sessions are slower: the runtime's own node never writes the weights down.</remarks>
    public CanonicalModel WithAttentionApart()
    {
        if (!Rewriting.Applies(Model.Graph, FusedAttention.Rewritings) || !FloatWidening.CanApply(Model.Graph)) return this;
        var apart = Model.Clone();
        OpsetUpgrade.Apply(apart);
        Rewriting.Apply(apart.Graph, FusedAttention.Rewritings);
        // What was written in is of float32.
        FloatWidening.Apply(apart.Graph);
        return this with { Model = apart };
    }

    /// <summary>Brings a model to the form.</summary>
    /// <exception cref="ModelFormatException">The file has no image input or no output of numbers.</exception>
    /// <exception cref="ArgumentException">The options do not fit the file, or the file needs one of them.</exception>
    public static CanonicalModel From(ModelProto file, OnnxModelOptions options)
    {
        var model = file.Clone();
        var graph = model.Graph;
        var notes = new List<string>();
        InitializerPass.Apply(model);
        SortPass.Apply(graph);
        PrunePass.Apply(graph);
        graph.ValueInfo.Clear();
        var outputs = OutputsOf(graph, options, notes);
        var input = ImageInput(graph, options);
        bool? channelsLast = options.Layout switch { InputLayout.Nchw => false, InputLayout.Nhwc => true, _ => null };
        var declared = ImagePass.Read(input, channelsLast);
        var shape = ShapeOf(input.Name, declared, options.InputSize);
        if (declared.Batch > 1) notes.Add($"The file fixes the batch at {declared.Batch}; it was opened, so that any number of images runs.");
        string image = ImagePass.Apply(graph, input, shape, declared.ChannelsLast, declared.Batch == 1);
        ApplyConstants(graph, options, image);
        ValueSizes.Check(graph, image, shape, options.MaximumValueBytes);
        return new CanonicalModel(model, image, input.Name, shape, declared.Batch, outputs, [.. notes]);
    }

    private static ImmutableArray<OutputRequest> OutputsOf(GraphProto graph, OnnxModelOptions options, List<string> notes)
    {
        var outputs = ImmutableArray.CreateBuilder<OutputRequest>();
        string[] names = [.. graph.Output.Select(o => o.Name)];
        if (options.OutputNames is { IsDefaultOrEmpty: false } wanted)
        {
            foreach (string name in wanted)
            {
                if (!names.Contains(name))
                    throw new ArgumentException($"Expected outputs of the model ({string.Join(", ", names)}), got '{name}'.", nameof(options));
            }
            names = [.. wanted.Distinct()];
        }
        foreach (string name in names)
        {
            var type = graph.Output.First(o => o.Name == name).Type;
            int element = type?.TensorType?.ElemType ?? 0;
            if ((type is not null && type.ValueCase is not (TypeProto.ValueOneofCase.TensorType or TypeProto.ValueOneofCase.None))
                || (element != (int)DataType.Undefined && !ElementType.IsNumber(element)))
            {
                notes.Add($"The output '{name}' holds no numbers and is left out.");
                continue;
            }
            outputs.Add(new OutputRequest(name, element));
        }
        return outputs.Count > 0
            ? outputs.ToImmutable()
            : throw new ModelFormatException($"Expected an output of numbers, got none among {string.Join(", ", names)}.");
    }

    private static ValueInfoProto ImageInput(GraphProto graph, OnnxModelOptions options)
    {
        if (graph.Input.Count == 0) throw new ModelFormatException("Expected a model with an image input, got one without inputs.");
        if (options.InputName is { } name)
        {
            return graph.Input.FirstOrDefault(i => i.Name == name)
                ?? throw new ArgumentException($"Expected an input of the model ({string.Join(", ", graph.Input.Select(i => i.Name))}), got '{name}'.", nameof(options));
        }
        bool CanBeImage(ValueInfoProto value) => value.Type?.TensorType is { } tensor
            && (ElementType.IsFloating(tensor.ElemType) || tensor.ElemType == (int)DataType.Uint8)
            && tensor.Shape is not { Dim.Count: not 4 }
            && !options.ConstantInputs.ContainsKey(value.Name);
        return graph.Input.FirstOrDefault(CanBeImage)
            ?? throw new ModelFormatException($"Expected an image input of four axes, got {string.Join(", ", graph.Input.Select(Describe))}.");
    }

    private static ImageShape ShapeOf(string name, DeclaredImage declared, (int Height, int Width)? size)
    {
        if ((declared.Height is null || declared.Width is null) && size is null)
        {
            throw new ArgumentException(
                $"Expected a size for input '{name}': the file leaves it open. Give {nameof(OnnxModelOptions)}.{nameof(OnnxModelOptions.InputSize)}, usually what the model was trained with.");
        }
        if (size is { } given && (given.Height != (declared.Height ?? given.Height) || given.Width != (declared.Width ?? given.Width)))
            throw new ArgumentException($"Expected the size that the file fixes for input '{name}', {declared.Height}×{declared.Width}, got {given.Height}×{given.Width}.");
        long channels = declared.Channels ?? UsualChannels, height = declared.Height ?? size!.Value.Height, width = declared.Width ?? size!.Value.Width;
        if (channels < 1 || height < 1 || width < 1)
            throw new ArgumentException($"Expected a size of at least 1×1 for input '{name}', got {height}×{width}.");
        if (channels > MostChannels || height > LongestSide || width > LongestSide || channels * height * width > int.MaxValue / sizeof(float))
            throw new ModelFormatException($"Expected an image of at most {MostChannels} channels and {LongestSide} rows and columns, got {channels}×{height}×{width} in input '{name}'.");
        return new ImageShape((int)channels, (int)height, (int)width);
    }

    private static void ApplyConstants(GraphProto graph, OnnxModelOptions options, string image)
    {
        foreach (string name in options.ConstantInputs.Keys)
        {
            if (graph.Input.All(i => i.Name != name) || name == image)
                throw new ArgumentException($"Expected constants for inputs of the model ({string.Join(", ", graph.Input.Select(i => i.Name))}), got one for '{name}'.", nameof(options));
        }
        foreach (var input in graph.Input.Where(i => i.Name != image).ToArray())
        {
            if (!options.ConstantInputs.TryGetValue(input.Name, out var constant))
            {
                throw new ArgumentException(
                    $"Expected a value for the input {Describe(input)}, which is no image: give {nameof(OnnxModelOptions)}.{nameof(OnnxModelOptions.ConstantInputs)}.", nameof(options));
            }
            ConstantInputPass.Apply(graph, input, constant.Values, image);
        }
    }

    private static string Describe(ValueInfoProto value)
    {
        if (value.Type?.TensorType is not { } tensor) return $"'{value.Name}' (no tensor)";
        string shape = tensor.Shape is null
            ? "any shape"
            : $"[{string.Join(", ", tensor.Shape.Dim.Select(d => d.HasDimParam ? d.DimParam : d.HasDimValue ? $"{d.DimValue}" : "?"))}]";
        return $"'{value.Name}' ({ElementType.Name(tensor.ElemType)} {shape})";
    }
}
