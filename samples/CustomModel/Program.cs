using CustomModel;
using Saliency;
using Saliency.Explainers;
using Saliency.Imaging;
using Saliency.Models;
using Saliency.Rendering;
using Saliency.Samples;

// Explains two models that are no ONNX file to the explainer: a C# function, and a service that answers over HTTP.
const string Usage = "usage: CustomModel [photo] [--out folder]   default: the cat that ships with the samples, into ./out";
return await Sample.RunAsync(args, Usage, async () =>
{
    var line = new CommandLine(args, 1, "--out");
    string folder = line.Value("--out") ?? "out";
    var photo = Photo.Load(line.Files.ElementAtOrDefault(0) ?? Asset.Of("photos/cat.jpg"));
    using var minutes = new CancellationTokenSource(TimeSpan.FromMinutes(5));
    Directory.CreateDirectory(folder);

    // A function: how much redder, greener or bluer than the other colours is the image? What it looks at is known, so the map can be checked by eye.
    var colors = new FunctionModel("colours", new ImageShape(3, 128, 128), ["red", "green", "blue"], static (image, scores) =>
    {
        int plane = image.Length / 3;
        scores.Clear();
        for (int p = 0; p < plane; p++)
            for (int c = 0; c < 3; c++)
                scores[c] += 30 * Math.Max(0, image[(c * plane) + p] - Math.Max(image[((c + 1) % 3 * plane) + p], image[((c + 2) % 3 * plane) + p])) / plane;
    });
    var pixels = Preprocessing.Unit.Apply(photo, colors);
    var rise = new Rise(colors, new RiseOptions { Normalization = MaskNormalization.Realized, UntilError = 0.1 }).Explain(pixels, Target.Predicted, cancellationToken: minutes.Token);
    Save(rise, pixels, "function.rise.png");

    // A service: the sample's network behind an address. The explainer sees the address alone.
    using var network = OnnxModel.Load(Asset.Of("efficientnet_lite0.onnx"));
    await using var server = new ScoringServer(network);
    using var remote = await HttpModel.ConnectAsync(server.Address, TimeSpan.FromSeconds(30));
    var input = Preprocessing.EfficientNetLite.Apply(photo, remote);
    // The two likeliest classes from one set of runs.
    var likeliest = remote.Classify(input, 2);
    var fits = new Lime(remote, new LimeOptions { SampleCount = 300 }).Fit(input, [.. likeliest.Select(c => Target.Class(c.Index))], new RunContext { BatchSize = 16 }, minutes.Token);
    foreach (var (found, fit) in likeliest.Zip(fits))
    {
        string strongest = string.Join(", ", fit.Weights.Ranked().Take(3).Select(s => $"{fit.Weights.Values[s]:+0.000;-0.000} ± {fit.Weights.StandardErrors[s]:0.000}"));
        Console.WriteLine($"{found.Label}: score {fit.Score:0.000}, R² {fit.RSquared:0.00}, the strongest of {fit.Segments.Count} segments {strongest}");
    }
    Save(fits[0].ToMap(), input, "service.lime.png");

    void Save(SaliencyMap map, ModelInput of, string file)
    {
        string path = Path.Combine(folder, file);
        Overlay.Render(photo, map, of).Save(path);
        Console.WriteLine($"{map.Origin.Model}: {map.Origin.Method} for {map.Origin.Target}, {map.Origin.ModelRuns} model runs: {path}");
    }
});
