using Saliency.Imaging;

namespace Saliency.Samples;

/// <summary>The preprocessings that a command line can name.</summary>
internal static class NamedPreprocessing
{
    private static readonly Dictionary<string, Preprocessing> s_all = new()
    {
        ["imagenet"] = Preprocessing.ImageNet,
        ["efficientnet-lite"] = Preprocessing.EfficientNetLite,
        ["inception"] = Preprocessing.Inception,
        ["caffe"] = Preprocessing.Caffe,
        ["clip"] = Preprocessing.Clip,
        ["unit"] = Preprocessing.Unit,
    };

    public static string Names => string.Join(", ", s_all.Keys);

    public static Preprocessing Of(string name) => s_all.TryGetValue(name, out var rule)
        ? rule
        : throw new UsageException($"Expected a preprocessing of {Names}, got '{name}'.");
}
