using Saliency.Models;

namespace Saliency.Tests.Reference;

/// <summary>The small networks of the set's copy, for tests that want any sound model file.</summary>
public static class TinyNetwork
{
    public static IEnumerable<string> Names { get; } = [.. Directory.EnumerateFiles(FileOf(""), "*.onnx").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    public static string FileOf(string name) => Path.Combine(ReferenceSet.Copy, "explainers", "models", name);

    public static OnnxModel Load(string name, OnnxModelOptions? options = null) => OnnxModel.Load(FileOf(name), options);
}
