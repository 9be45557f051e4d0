using System.Globalization;
using System.Numerics.Tensors;
using Saliency;
using Saliency.Imaging;
using Saliency.Models;
using Saliency.Rendering;
using Saliency.Samples;

// What can be differentiated in an ONNX file, and the plain gradient of its answer as a picture.
const string Usage = "usage: Gradients [model.onnx] [photo] [--out picture.png]   default: the network and the cat that ship with the samples";
return Sample.Run(args, Usage, () =>
{
    var line = new CommandLine(args, 2, "--out");
    string picture = line.Value("--out") ?? "gradient.png";
    bool shipped = line.Files.Count == 0;
    using var model = OnnxModel.Load(shipped ? Asset.Of("efficientnet_lite0.onnx") : line.Files[0]);
    var photo = Photo.Load(line.Files.ElementAtOrDefault(1) ?? Asset.Of("photos/cat.jpg"));
    var input = (shipped ? Preprocessing.EfficientNetLite : Preprocessing.ImageNet).Apply(photo, model);
    var objective = Target.Predicted.Resolve(model, input);
    Console.WriteLine($"{model.Name} {model.Device}: {objective.Description}");

    // One run gives the gradient with respect to the image and to every layer that lies in space.
    LayerInfo[] layers = [.. model.Layers.Where(layer => layer.Maps is not null)];
    var gradients = new ModelAnswer([model.InputName, .. layers.Select(layer => layer.Name)]);
    model.Differentiate(input.Values, 1, [objective], gradients);
    Console.WriteLine();
    Console.WriteLine($"  {"gradient norm",13}  {"shape",-14} {"operator",-22} layer");
    for (int i = 0; i < layers.Length; i++)
        Console.WriteLine($"  {Norm(i + 1),13}  {layers[i].Maps,-14} {layers[i].Operator,-22} {layers[i].Name}");
    Console.WriteLine($"  {Norm(0),13}  {model.InputShape,-14} {"",-22} {model.InputName} (the image)");

    // The strongest channel of each pixel, the highest percent cut off: a gradient has a few very large values.
    int pixels = input.Shape.PlaneLength;
    var strongest = new float[pixels];
    for (int c = 0; c < input.Shape.Channels; c++)
        TensorPrimitives.MaxMagnitude<float>(strongest, gradients[0, 0].Slice(c * pixels, pixels), strongest);
    TensorPrimitives.Abs<float>(strongest, strongest);
    var map = new SaliencyMap(input.Shape.Height, input.Shape.Width, strongest, new MapOrigin("Gradient", objective.Description, model.Name));
    HeatMap.Render(map, new HeatMapOptions { ColorMap = ColorMap.Grey, Range = ValueRange.Clipped(99) }).Save(picture);
    Console.WriteLine();
    Console.WriteLine($"  picture: {picture}");

    string Norm(int value) => TensorPrimitives.Norm(gradients[value, 0]).ToString("E3", CultureInfo.InvariantCulture);
});
