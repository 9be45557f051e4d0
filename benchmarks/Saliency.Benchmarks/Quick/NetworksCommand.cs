using System.Globalization;
using Saliency.Benchmarks.Networks;
using Saliency.Models;
using Saliency.Onnx;

namespace Saliency.Benchmarks.Quick;

/// <summary><c>networks [--name resnet50|resnet50-norms|vgg16] [--batch fixed|open] [--side N] [--write FILE]</c>: builds the full-size networks with random weights, loads them and tells how
/// large their values are; writes one to a file for commands that ask for a model.</summary>
internal sealed class NetworksCommand : IQuickCommand
{
    private static readonly Dictionary<string, Func<bool, int, ModelProto>> s_networks = new()
    {
        ["resnet50"] = (fixedBatch, side) => ResNet50.Build(foldedNorms: true, fixedBatch, side),
        ["resnet50-norms"] = (fixedBatch, side) => ResNet50.Build(foldedNorms: false, fixedBatch, side),
        ["vgg16"] = (fixedBatch, side) => side == 224 ? Vgg16.Build(fixedBatch) : throw new ArgumentException($"Expected 224 pixels a side for vgg16, got {side}."),
    };

    public string Name => "networks";

    public string Usage => $"networks [--name {string.Join('|', s_networks.Keys)}] [--batch fixed|open] [--side N] [--write FILE]   builds full-size networks with random weights";

    public int Run(string[] arguments)
    {
        var line = new CommandLine(arguments);
        string[] names = line.Value("name") is { } one ? [one] : [.. s_networks.Keys];
        if (line.Value("write") is not null && names.Length > 1) throw new ArgumentException("Expected --name with --write, got none.");
        foreach (string name in names)
        {
            if (!s_networks.TryGetValue(name, out var build))
                throw new ArgumentException($"Expected a network of {string.Join(", ", s_networks.Keys)}, got '{name}'.");
            Measure(name, () => build(line.Value("batch") == "fixed", line.Number("side", 224)), line.Value("write"));
        }
        return 0;
    }

    private static void Measure(string name, Func<ModelProto> build, string? file)
    {
        byte[] bytes = [];
        long parameters = 0;
        double made = Clock.Seconds(() =>
        {
            var network = build();
            parameters = network.Graph.Initializer.Sum(t => TensorData.ElementCount(t.Dims));
            bytes = ModelCodec.Encode(network);
        });
        if (file is not null) File.WriteAllBytes(file, bytes);
        OnnxModel? model = null;
        double loaded = Clock.Seconds(() => model = OnnxModel.Load(bytes));
        using (model)
        {
            var images = new float[model!.InputShape.Length];
            for (int i = 0; i < images.Length; i++) images[i] = MathF.Sin(i * 1.7f);
            var answer = new ModelAnswer("logits", "features");
            model.Run(images, 1, answer);
            answer.EnsureFinite();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"networks {name} parameters={parameters} build={made:F2} load={loaded:F2} single={model.RunsSingleImages} features_rms={Size(answer[1, 0]):F3} logits_rms={Size(answer[0, 0]):F3}"));
        }
    }

    private static double Size(ReadOnlySpan<float> values)
    {
        double squares = 0;
        foreach (float v in values) squares += (double)v * v;
        return Math.Sqrt(squares / values.Length);
    }
}
