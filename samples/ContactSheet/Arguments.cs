using System.Globalization;
using Saliency.Imaging;

namespace Saliency.Samples;

/// <summary><c>[model.onnx] [photo] [--class index] [--preprocessing name] [--out folder]</c>.</summary>
internal sealed record Arguments(string Model, string Photo, int? Class, Preprocessing Preprocessing, string Out)
{
    public const string Usage = """
        usage: ContactSheet [model.onnx] [photo] [--class index] [--preprocessing name] [--out folder]
          model.onnx       an ONNX image classifier; default: the EfficientNet-Lite0 that ships with the samples
          photo            the photo to explain; default: the cat that ships with the samples
          --class          the class to explain; default: the one that the model finds
          --preprocessing  how pixels become floats for model.onnx: imagenet (default), efficientnet-lite, inception, caffe, clip, unit
          --out            folder for the pictures; default: out
        """;

    public static Arguments Parse(string[] args)
    {
        string? model = null, photo = null, preprocessing = null, folder = "out";
        int? target = null;
        for (int i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--class": target = Index(Next()); break;
                case "--preprocessing": preprocessing = Next(); break;
                case "--out": folder = Next(); break;
                case var option when option.StartsWith('-'): throw new UsageException($"Expected an option of --class, --preprocessing, --out, got '{option}'.");
                case var file when file.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase): model = file; break;
                default: photo = args[i]; break;
            }
            string Next() => ++i < args.Length ? args[i] : throw new UsageException($"Expected a value after '{args[i - 1]}'.");
        }
        var rule = NamedPreprocessing.Of(preprocessing ?? (model is null ? "efficientnet-lite" : "imagenet"));
        model ??= Asset.Of("efficientnet_lite0.onnx");
        photo ??= Asset.Of("photos/cat.jpg");
        Asset.Require([model, photo]);
        return new Arguments(model, photo, target, rule, folder);
    }

    private static int Index(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int index)
        ? index
        : throw new UsageException($"Expected the index of a class after '--class', got '{text}'.");
}
