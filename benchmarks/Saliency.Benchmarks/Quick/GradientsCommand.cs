using System.Globalization;
using Saliency.Models;

namespace Saliency.Benchmarks.Quick;

/// <summary>What a gradient costs over the forward run of the same model in the same process.</summary>
/// <remarks>The three kinds of run take turns; medians are printed, in seconds for one batch.</remarks>
internal sealed class GradientsCommand : IQuickCommand
{
    private const double RoundSeconds = 6;
    private const int FewestRounds = 5, MostRounds = 60;

    public string Name => "gradients";

    public string Usage => "gradients --model FILE [--batch N] [--threads N]   forward + gradient over forward: with respect to the input, and to the default layer";

    public int Run(string[] arguments)
    {
        var line = new CommandLine(arguments);
        string file = line.Value("model") ?? Assets.Find("efficientnet_lite0.onnx");
        int batch = line.Number("batch", 1);
        byte[] bytes = File.ReadAllBytes(file);
        using var model = OnnxModel.Load(bytes, new OnnxModelOptions { IntraOpThreads = line.Value("threads") is null ? null : line.Number("threads", 1) });
        Measure(Path.GetFileName(file), model, batch);
        return 0;
    }

    /// <summary>Measures a model and prints its line.</summary>
    public static void Measure(string name, OnnxModel model, int batch)
    {
        using var memory = new PeakMemory();
        var images = new float[batch * model.InputShape.Length];
        var random = new Random(1);
        for (int i = 0; i < images.Length; i++) images[i] = (float)((2 * random.NextDouble()) - 1);
        var first = new ModelInput(model.InputShape, images.AsSpan(0, model.InputShape.Length));
        Objective[] objective = [Target.Predicted.Resolve(model, first)];
        ModelAnswer scores = new(model.Outputs[0].Name), input = new(model.InputName), layer = new(model.DefaultLayer.Name), both = new(model.Outputs[0].Name, model.DefaultLayer.Name);
        Action forward = () => model.Run(images, batch, scores);
        Action toInput = () => model.Differentiate(images, batch, objective, input, scores);
        Action toLayer = () => model.Differentiate(images, batch, objective, layer, both);
        forward();
        double build = Clock.Seconds(toInput) - Clock.Seconds(toInput);
        toLayer();
        Action[] runs = [forward, toInput, toLayer];
        var times = Array.ConvertAll(runs, _ => new List<double>());
        for (double spent = 0; times[0].Count < FewestRounds || (spent < RoundSeconds && times[0].Count < MostRounds);)
            for (int k = 0; k < runs.Length; k++)
            {
                double seconds = Clock.Seconds(runs[k]);
                times[k].Add(seconds);
                spent += seconds;
            }
        double[] median = Array.ConvertAll(times, Clock.Median);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"gradients {name} batch={batch} forward={median[0]:F4} input={median[1]:F4} ratio={median[1] / median[0]:F2} layer={median[2]:F4} layer_ratio={median[2] / median[0]:F2} build={build:F2} peak_mb={memory.Megabytes}"));
    }
}
