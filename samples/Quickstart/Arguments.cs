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
        var line = new CommandLine(args, int.MaxValue, "--model", "--preprocessing", "--out");
        string? model = line.Value("--model");
        var arguments = new Arguments(
            line.Files is { Count: > 0 } photos ? photos : [Asset.Of("photos/cat.jpg"), Asset.Of("photos/coffee.jpg")],
            model ?? Asset.Of("efficientnet_lite0.onnx"),
            NamedPreprocessing.Of(line.Value("--preprocessing") ?? (model is null ? "efficientnet-lite" : "imagenet")),
            line.Value("--out") ?? "out");
        Asset.Require(arguments.Photos.Prepend(arguments.Model));
        return arguments;
    }
}
