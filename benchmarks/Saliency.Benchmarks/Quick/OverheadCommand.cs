using System.Globalization;
using Saliency.Explainers;
using Saliency.Imaging;
using Saliency.Metrics;
using Saliency.Models;

namespace Saliency.Benchmarks.Quick;

/// <summary><c>overhead [--model FILE] [--methods a,b,…] [--photo FILE] [--masks N] [--batch N]</c>: a method's wall time over the time of the bare
/// model runs it makes.</summary>
/// <remarks>The same number of bare runs at the same batch is timed in the same process, half of them before the method and half after, so that a
/// drift of the machine touches both alike.</remarks>
internal sealed class OverheadCommand : IQuickCommand
{
    private const int Repeats = 20;

    private static readonly Dictionary<string, Func<IDifferentiableModel, ModelInput, RunContext, int, Action>> s_methods = new()
    {
        ["rise"] = (model, input, context, masks) => Explain(new Rise(model, new() { MaskCount = masks }), input, context),
        ["occlusion"] = (model, input, context, _) => Explain(new Occlusion(model), input, context),
        ["gradcam"] = (model, input, context, _) => Repeat(Explain(new GradCam(model), input, context)),
        ["lime"] = (model, input, context, masks) => Explain(new Lime(model, new() { SampleCount = Math.Min(masks, 1000) }), input, context),
        ["kernelshap"] = (model, input, context, masks) => Explain(new KernelShap(model, new() { SampleCount = Math.Min(masks, 1000) }), input, context),
        ["sobol"] = (model, input, context, _) => Explain(new Sobol(model, new() { DesignCount = 8 }), input, context),
        ["eigencam"] = (model, input, context, _) => Repeat(Explain(new EigenCam(model), input, context)),
        ["fem"] = (model, input, context, _) => Repeat(Explain(new Fem(model), input, context)),
        ["activation"] = (model, input, context, _) => Repeat(Explain(new ActivationMap(model), input, context)),
        ["deletion"] = (model, input, context, _) => Evaluate(new Deletion(model), input, context),
        ["road"] = (model, input, context, _) => Evaluate(new Road(model), input, context),
        ["correlation"] = (model, input, context, _) => Evaluate(new FaithfulnessCorrelation(model), input, context),
        ["insertion"] = (model, input, context, _) => Evaluate(new Insertion(model), input, context),
    };

    public string Name => "overhead";

    public string Usage => $"overhead [--model FILE] [--methods {string.Join(',', s_methods.Keys)}] [--photo FILE] [--masks N] [--batch N]   wall time over the time of the bare model runs";

    public int Run(string[] arguments)
    {
        var line = new CommandLine(arguments);
        using var model = OnnxModel.Load(line.Value("model") ?? Assets.Find("efficientnet_lite0.onnx"));
        var input = InputFor(model, line.Value("photo"));
        var context = new RunContext { BatchSize = line.Number("batch", 32) };
        foreach (string name in (line.Value("methods") ?? string.Join(',', s_methods.Keys)).Split(','))
        {
            if (!s_methods.TryGetValue(name, out var method))
                throw new ArgumentException($"Expected a method of {string.Join(", ", s_methods.Keys)}, got '{name}'.");
            Measure(name, (m, masks) => method(m, input, context, masks), line.Number("masks", 4000), model, context.BatchSize!.Value);
        }
        return 0;
    }

    private static void Measure(string name, Func<IDifferentiableModel, int, Action> method, int masks, OnnxModel model, int batch)
    {
        // The first call of a method may open a session of the layer that it reads; that is the model's cost, once, and no part of what each call costs.
        method(model, batch)();
        var dry = new CountingModel(model, dry: true);
        method(dry, masks)();
        var bareRuns = new BareRuns(model, batch);
        bareRuns.Seconds(batch);
        double bare = bareRuns.Seconds(dry.Images / 2);
        using var memory = new PeakMemory();
        var counting = new CountingModel(model);
        double wall = Clock.Seconds(method(counting, masks));
        long peak = memory.Megabytes;
        bare += bareRuns.Seconds(counting.Images - (dry.Images / 2));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"overhead {name} wall={wall:F3} bare={bare:F3} ratio={wall / bare:F3} calls={counting.Images} peak_mb={peak}"));
    }

    private static Action Explain(IExplainer explainer, ModelInput input, RunContext context) => () => explainer.Explain(input, Target.Predicted, context);

    private static Action Repeat(Action act) => () =>
    {
        for (int i = 0; i < Repeats; i++) act();
    };

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
