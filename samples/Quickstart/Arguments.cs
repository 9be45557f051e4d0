using Saliency.Imaging;

namespace Saliency.Samples;

/// <summary><c>[photo…] [--model file.onnx] [--preprocessing name] [--out folder]</c>.</summary>
internal sealed record Arguments(IReadOnlyList<string> Photos, string Model, Preprocessing Preprocessing, string Out)
{
    public const string Usage = """
        usage: Quickstart [photo…] [--model file.onnx] [--preprocessing name] [--out folder]
          photo            photos to explain; default: the cat and the coffee that ship with the samples
          --model          an ONNX image classifier; default: the EfficientNet-Lite0 that ships with the samples
          --preprocessing  how pixels become floats for --model: imagenet (default), efficientnet-lite, inception, caffe, clip, unit
          --out            folder for the pictures; default: out
        """;

    private static readonly Dictionary<string, Preprocessing> s_preprocessings = new()
    {
        ["imagenet"] = Preprocessing.ImageNet,
        ["efficientnet-lite"] = Preprocessing.EfficientNetLite,
        ["inception"] = Preprocessing.Inception,
        ["caffe"] = Preprocessing.Caffe,
        ["clip"] = Preprocessing.Clip,
        ["unit"] = Preprocessing.Unit,
    };

    public static Arguments Parse(string[] args)
    {
        var photos = new List<string>();
        string? model = null, preprocessing = null, folder = "out";
        for (int i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--model": model = Next(); break;
                case "--preprocessing": preprocessing = Next(); break;
                case "--out": folder = Next(); break;
                case var option when option.StartsWith('-'): throw new UsageException($"Expected an option of --model, --preprocessing, --out, got '{option}'.");
                default: photos.Add(args[i]); break;
            }
            string Next() => ++i < args.Length ? args[i] : throw new UsageException($"Expected a value after '{args[i - 1]}'.");
        }
        if (photos.Count == 0) photos.AddRange([Asset("photos/cat.jpg"), Asset("photos/coffee.jpg")]);
        preprocessing ??= model is null ? "efficientnet-lite" : "imagenet";
        if (!s_preprocessings.TryGetValue(preprocessing, out var rule))
            throw new UsageException($"Expected a preprocessing of {string.Join(", ", s_preprocessings.Keys)}, got '{preprocessing}'.");
        model ??= Asset("efficientnet_lite0.onnx");
        // Said now, not after the first photo's minute.
        if (photos.Prepend(model).FirstOrDefault(file => !File.Exists(file)) is { } missing)
            throw new FileNotFoundException($"Expected a file '{missing}', found none.");
        return new Arguments(photos, model, rule, folder);
    }

    /// <summary>A file that ships with the samples; the build lays them beside the program.</summary>
    private static string Asset(string name) => Path.Combine(AppContext.BaseDirectory, "assets", name);
}
