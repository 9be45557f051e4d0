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
        if (photos.Count == 0) photos.AddRange([Asset.Of("photos/cat.jpg"), Asset.Of("photos/coffee.jpg")]);
        var rule = NamedPreprocessing.Of(preprocessing ?? (model is null ? "efficientnet-lite" : "imagenet"));
        model ??= Asset.Of("efficientnet_lite0.onnx");
        Asset.Require(photos.Prepend(model));
        return new Arguments(photos, model, rule, folder);
    }
}
