using System.Globalization;
using Saliency.Explainers;
using Saliency.Imaging;
using Saliency.Metrics;
using Saliency.Models;

namespace Saliency.Benchmarks.Quick;

/// <summary><c>overhead [--model FILE] [--methods a,b,…] [--photo FILE] [--masks N] [--batch N]</c>: a method's wall time over the time of the bare
/// model runs it makes.</summary>
/// <remarks>The same number of bare runs at the same batch is timed in the same process, half of them before the method and half after, so that a
/// drift of the machine touches both alike; medians over the rounds, of which a short method gets many.</remarks>
internal sealed class OverheadCommand : IQuickCommand
{
    private const int FewestRounds = 3, MostRounds = 200;
    private const double Seconds = 5;

    // A number of samples above a method's default leaves it the default.
    private static readonly Dictionary<string, Func<IDifferentiableModel, int, IExplainer>> s_explainers = new()
    {
        ["rise"] = (model, masks) => new Rise(model, new() { MaskCount = masks }),
        ["occlusion"] = (model, _) => new Occlusion(model),
        ["lime"] = (model, masks) => new Lime(model, new() { SampleCount = Math.Min(masks, 1000) }),
        ["kernelshap"] = (model, masks) => new KernelShap(model, new() { SampleCount = Math.Min(masks, 1000) }),
        ["shapley"] = (model, _) => new ShapleySampling(model),
        ["partition"] = (model, _) => new PartitionShap(model),
        ["ablation"] = (model, _) => new FeatureAblation(model),
        ["permutation"] = (model, _) => new FeaturePermutation(model),
        ["sobol"] = (model, _) => new Sobol(model, new() { DesignCount = 8 }),
        ["hsic"] = (model, _) => new Hsic(model),
        ["aise"] = (model, _) => new Aise(model),
        ["extremal"] = (model, _) => new ExtremalPerturbation(model),
        ["gradcam"] = (model, _) => new GradCam(model),
        ["eigencam"] = (model, _) => new EigenCam(model),
        ["fem"] = (model, _) => new Fem(model),
        ["activation"] = (model, _) => new ActivationMap(model),
    };

    private static readonly Dictionary<string, Func<IDifferentiableModel, IModelMetric>> s_metrics = new()
    {
        ["deletion"] = model => new Deletion(model),
        ["insertion"] = model => new Insertion(model),
        ["road"] = model => new Road(model),
        ["correlation"] = model => new FaithfulnessCorrelation(model),
        ["flipping"] = model => new PixelFlipping(model),
        ["irof"] = model => new Irof(model, new Slic()),
    };

    private static string Names => string.Join(',', s_explainers.Keys.Concat(s_metrics.Keys));

    public string Name => "overhead";

    public string Usage => $"overhead [--model FILE] [--methods {Names}] [--photo FILE] [--masks N] [--batch N]   wall time over the time of as many bare model runs, and over what the method's own model runs took";

    public int Run(string[] arguments)
    {
        var line = new CommandLine(arguments);
        using var model = OnnxModel.Load(line.Value("model") ?? Assets.Find("efficientnet_lite0.onnx"));
        var input = InputFor(model, line.Value("photo"));
        var context = new RunContext { BatchSize = line.Number("batch", 32) };
        foreach (string name in (line.Value("methods") ?? Names).Split(','))
            Measure(name, (m, masks) => Method(name, m, masks, input, context), line.Number("masks", 4000), model, context.BatchSize!.Value);
        return 0;
    }

    private static Action Method(string name, IDifferentiableModel model, int masks, ModelInput input, RunContext context)
    {
        if (s_explainers.TryGetValue(name, out var explainer)) return Explain(explainer(model, masks), input, context);
        return s_metrics.TryGetValue(name, out var metric) ? Evaluate(metric(model), input, context)
            : throw new ArgumentException($"Expected a method of {Names}, got '{name}'.");
    }

    private static void Measure(string name, Func<IDifferentiableModel, int, Action> method, int masks, OnnxModel model, int batch)
    {
        // The first call of a method may open a session of the layer that it reads; that is the model's cost, once, and no part of what each call costs.
        method(model, batch)();
        var dry = new CountingModel(model, dry: true);
        method(dry, masks)();
        long expected = dry.Images;
        // Until the compiler's last tier is in place.
        SteadyTimes.WarmUp(method(dry, masks));
        var bareRuns = new BareRuns(model, batch);
        bareRuns.Seconds(batch);
        using var memory = new PeakMemory();
        var counting = new CountingModel(model);
        List<double> walls = [], bares = [], ratios = [], owns = [], ownRatios = [];
        // The machine's own speed drifts by more than what is measured: bare runs before and after, and several rounds.
        for (double spent = 0; walls.Count < FewestRounds || (spent < Seconds && walls.Count < MostRounds); spent += walls[^1] + bares[^1])
        {
            double before = bareRuns.Seconds(expected / 2), earlier = counting.Seconds;
            walls.Add(Clock.Seconds(method(counting, masks)));
            bares.Add(before + bareRuns.Seconds(expected - (expected / 2)));
            double asking = counting.Seconds - earlier;
            ratios.Add(walls[^1] / bares[^1]);
            owns.Add(walls[^1] - asking);
            ownRatios.Add(walls[^1] / asking);
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"overhead {name} wall={Clock.Median(walls):F4} bare={Clock.Median(bares):F4} ratio={Clock.Median(ratios):F3} own_ratio={Clock.Median(ownRatios):F3} own_ms={1000 * Clock.Median(owns):F1} calls={counting.Images / walls.Count} rounds={walls.Count} peak_mb={memory.Megabytes}"));
    }

    private static Action Explain(IExplainer explainer, ModelInput input, RunContext context) => () => explainer.Explain(input, Target.Predicted, context);

    private static Action Evaluate(IModelMetric metric, ModelInput input, RunContext context)
    {
        // A ramp: any map costs the same.
        var ramp = new float[input.Shape.PlaneLength];
        for (int i = 0; i < ramp.Length; i++) ramp[i] = i;
        var map = new SaliencyMap(input.Shape.Height, input.Shape.Width, ramp);
        return () => metric.Evaluate(map, input, Target.Predicted, context);
    }

    private static ModelInput InputFor(OnnxModel model, string? photo)
    {
        if (photo is not null || model.InputShape.Channels == 3)
            return Preprocessing.ImageNet.Apply(Photo.Load(photo ?? Assets.Find("photos/cat.jpg")), model);
        var values = new float[model.InputShape.Length];
        for (int i = 0; i < values.Length; i++) values[i] = MathF.Sin(i);
        return new ModelInput(model.InputShape, values);
    }
}
