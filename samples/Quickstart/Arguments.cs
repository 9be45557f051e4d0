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
                case var option when option.StartsWith('-'): throw new ArgumentException($"Unknown option '{option}'.");
                default: photos.Add(args[i]); break;
            }
            string Next() => ++i < args.Length ? args[i] : throw new ArgumentException($"Expected a value after '{args[i - 1]}'.");
        }
        if (photos.Count == 0) photos.AddRange([Asset("photos/cat.jpg"), Asset("photos/coffee.jpg")]);
        preprocessing ??= model is null ? "efficientnet-lite" : "imagenet";
        return new Arguments(photos, model ?? Asset("efficientnet_lite0.onnx"),
            s_preprocessings.GetValueOrDefault(preprocessing)
                ?? throw new ArgumentException($"Expected a preprocessing of {string.Join(", ", s_preprocessings.Keys)}, got '{preprocessing}'."),
            folder);
    }

    /// <summary>A file that ships with the samples; the build lays them beside the program.</summary>
    private static string Asset(string name) => Path.Combine(AppContext.BaseDirectory, "assets", name);
}
