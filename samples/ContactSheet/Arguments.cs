using Saliency.Imaging;

namespace Saliency.Samples;

/// <summary><c>[model.onnx] [photo] [--class index] [--family name] [--preprocessing name] [--out folder]</c>.</summary>
internal sealed record Arguments(string Model, string Photo, int? Class, string? Family, Preprocessing Preprocessing, string Out)
{
    public const string Usage = """
        usage: ContactSheet [model.onnx] [photo] [--class index] [--family name] [--preprocessing name] [--out folder]
          model.onnx       an ONNX image classifier; default: the EfficientNet-Lite0 that ships with the samples
          photo            the photo to explain; default: the cat that ships with the samples
          --class          the class to explain; default: the one that the model finds
          --family         only the methods of one family, such as propagation or transformer; default: all
          --preprocessing  how pixels become floats for model.onnx: imagenet (default), efficientnet-lite, inception, caffe, clip, unit
          --out            folder for the pictures; default: out
        """;

    public static Arguments Parse(string[] args)
    {
        var line = new CommandLine(args, 2, "--class", "--family", "--preprocessing", "--out");
        string? model = line.Files.FirstOrDefault(IsModel);
        var arguments = new Arguments(
            model ?? Asset.Of("efficientnet_lite0.onnx"),
            line.Files.FirstOrDefault(file => !IsModel(file)) ?? Asset.Of("photos/cat.jpg"),
            line.Number("--class"),
            line.Value("--family"),
            NamedPreprocessing.Of(line.Value("--preprocessing") ?? (model is null ? "efficientnet-lite" : "imagenet")),
            line.Value("--out") ?? "out");
        Asset.Require([arguments.Model, arguments.Photo]);
        string[] families = [.. Methods.Families.Select(family => family.Family)];
        if (arguments.Family is { } one && !families.Contains(one)) throw new UsageException($"Expected a family ({string.Join(", ", families)}), got '{one}'.");
        return arguments;

        static bool IsModel(string file) => file.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase);
    }
}
