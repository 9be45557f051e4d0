using System.Globalization;
using System.Numerics.Tensors;
using Saliency;
using Saliency.Imaging;
using Saliency.Models;
using Saliency.Rendering;

// What can be differentiated in an ONNX file, and the plain gradient of its answer as a picture.
const string Usage = "usage: Gradients [model.onnx] [photo] [--out picture.png]   default: the network and the cat that ship with the samples";
string assets = Path.Combine(AppContext.BaseDirectory, "assets");
var files = new List<string>();
string picture = "gradient.png";
for (int i = 0; i < args.Length; i++)
{
    if (args[i] == "--out" && i + 1 < args.Length) picture = args[++i];
    else if (args[i].StartsWith('-')) return Fail(Usage);
    else files.Add(args[i]);
}
if (files.Count > 2) return Fail(Usage);

try
{
    bool shipped = files.Count == 0;
    using var model = OnnxModel.Load(shipped ? Path.Combine(assets, "efficientnet_lite0.onnx") : files[0]);
    var photo = Photo.Load(files.Count > 1 ? files[1] : Path.Combine(assets, "photos", "cat.jpg"));
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
    return 0;

    string Norm(int value) => TensorPrimitives.Norm(gradients[value, 0]).ToString("E3", CultureInfo.InvariantCulture);
}
catch (Exception e) when (e is ArgumentException or IOException or ModelFormatException or ImageFormatException or UnsupportedOperatorException)
{
    return Fail(e.Message);
}

static int Fail(string message)
{
    Console.Error.WriteLine(message);
    return 1;
}
