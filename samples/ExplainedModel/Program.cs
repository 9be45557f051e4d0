using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Saliency;
using Saliency.Explainers;
using Saliency.Imaging;
using Saliency.Models;
using Saliency.Rendering;
using Saliency.Samples;

// An explanation that ships inside the model file: this library writes it, ONNX Runtime alone runs it.
const string Usage = "usage: ExplainedModel [model.onnx] [photo] [--out folder]   default: the network and the cat that ship with the samples";
return Sample.Run(args, Usage, () =>
{
    var line = new CommandLine(args, 2, "--out");
    string folder = line.Value("--out") ?? "out";
    bool shipped = line.Files.Count == 0;
    using var model = OnnxModel.Load(shipped ? Asset.Of("efficientnet_lite0.onnx") : line.Files[0]);
    var photo = Photo.Load(line.Files.ElementAtOrDefault(1) ?? Asset.Of("photos/cat.jpg"));
    var input = (shipped ? Preprocessing.EfficientNetLite : Preprocessing.ImageNet).Apply(photo, model);
    Directory.CreateDirectory(folder);

    // Once, where the library is at hand: scores and heat map in one file.
    string file = Path.Combine(folder, $"{model.Name}.gradcam.onnx");
    model.SaveExplained(file, ExportedMethod.GradCam);
    Console.WriteLine($"{file}, {new FileInfo(file).Length / 1e6:F1} MB");

    // From here on nothing but ONNX Runtime, as any program in any language would.
    var (scores, heat) = Run(file, input.Values.ToArray(), model.InputShape, model.Outputs[0].Name);
    int best = Array.IndexOf(scores, scores.Max());
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"class {best} ({(best < model.Labels.Count ? model.Labels[best] : "no name")}), score {scores[best]:F3}"));

    // Back with the library: the picture, and the same map made the usual way.
    var map = new SaliencyMap(input.Shape.Height, input.Shape.Width, heat, new MapOrigin("Grad-CAM", $"class {best}", model.Name));
    string picture = Path.Combine(folder, $"{model.Name}.gradcam.png");
    Overlay.Render(photo, map, input).Save(picture);
    var usual = new GradCam(model).Explain(input, Target.Predicted);
    float apart = heat.Zip(usual.Values.ToArray(), (a, b) => Math.Abs(a - b)).Max();
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"largest difference from the explainer's map, both 0..1: {apart:E1}"));
    Console.WriteLine($"picture: {picture}");

    // For run.mjs: the same image as plain numbers.
    string numbers = Path.Combine(folder, $"{model.Name}.input.f32");
    File.WriteAllBytes(numbers, MemoryMarshal.AsBytes(input.Values).ToArray());
    Console.WriteLine($"in JavaScript: node samples/ExplainedModel/run.mjs {file} {numbers}");
});

static (float[] Scores, float[] Map) Run(string file, float[] image, ImageShape shape, string output)
{
    using var session = new InferenceSession(file);
    using var tensor = OrtValue.CreateTensorValueFromMemory(image, [1, shape.Channels, shape.Height, shape.Width]);
    using var options = new RunOptions();
    using var answers = session.Run(options, session.InputNames, [tensor], [output, "saliency"]);
    return (answers[0].GetTensorDataAsSpan<float>().ToArray(), answers[1].GetTensorDataAsSpan<float>().ToArray());
}
