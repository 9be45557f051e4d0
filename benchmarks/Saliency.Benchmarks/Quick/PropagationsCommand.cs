using System.Globalization;
using Saliency.Explainers;
using Saliency.Models;

namespace Saliency.Benchmarks.Quick;

/// <summary>What explainers that carry back by other rules cost over the forward run of the same images in the same process.</summary>
/// <remarks>Each takes turns with the forward run; the quotient of the medians is printed.</remarks>
internal sealed class PropagationsCommand : IQuickCommand
{
    private const double RoundSeconds = 4;
    private const int FewestRounds = 5, MostRounds = 40;

    public string Name => "propagations";

    public string Usage => "propagations --model FILE [--batch N] [--threads N]   guided backpropagation, DeepLIFT, LRP and excitation over forward";

    public int Run(string[] arguments)
    {
        var line = new CommandLine(arguments);
        string file = line.Value("model") ?? Assets.Find("efficientnet_lite0.onnx");
        int batch = line.Number("batch", 1);
        using var model = OnnxModel.Load(File.ReadAllBytes(file), new OnnxModelOptions { IntraOpThreads = line.Value("threads") is null ? null : line.Number("threads", 1) });
        var random = new Random(1);
        var images = new float[batch * model.InputShape.Length];
        for (int i = 0; i < images.Length; i++) images[i] = (float)((2 * random.NextDouble()) - 1);
        ModelInput[] inputs = [.. Enumerable.Range(0, batch).Select(i => new ModelInput(model.InputShape, images.AsSpan(i * model.InputShape.Length, model.InputShape.Length)))];
        ModelAnswer scores = new(model.Outputs[0].Name), gradient = new(model.InputName);
        Objective[] objective = [Target.Class(0).Resolve(model, inputs[0])];
        var all = new RunContext { BatchSize = 2 * batch };
        IAttributor[] explainers =
        [
            new GuidedBackpropagation(model), new DeepLift(model), new ExcitationBackprop(model),
            .. ((LrpComposite[])[LrpComposite.Epsilon(), LrpComposite.EpsilonPlus, LrpComposite.EpsilonPlusFlat, LrpComposite.EpsilonAlpha2Beta1, LrpComposite.EpsilonGammaBox([-1], [1])])
                .Select(composite => new LayerwiseRelevance(model, new LayerwiseRelevanceOptions { Composite = composite })),
        ];
        string[] names = ["gradient", "guided", "deeplift", "excitation", "lrp_epsilon", "lrp_plus", "lrp_plus_flat", "lrp_alpha2beta1", "lrp_gamma_box"];
        Action forward = () => model.Run(images, batch, scores);
        Action[] runs = [() => model.Differentiate(images, batch, objective, gradient), .. explainers.Select(e => (Action)(() => e.Attribute(inputs, Target.Class(0), all)))];
        // One after the other: a model keeps the sessions of a few propagations only.
        Console.WriteLine($"propagations {Path.GetFileName(file)} batch={batch} " + string.Join(' ', names.Zip(runs, (name, run) => string.Create(CultureInfo.InvariantCulture, $"{name}={Ratio(run, forward):F1}"))));
        return 0;
    }

    private static double Ratio(Action run, Action forward)
    {
        run();
        forward();
        List<double> times = [], forwards = [];
        for (double spent = 0; times.Count < FewestRounds || (spent < RoundSeconds && times.Count < MostRounds);)
        {
            times.Add(Clock.Seconds(run));
            forwards.Add(Clock.Seconds(forward));
            spent += times[^1] + forwards[^1];
        }
        return Clock.Median(times) / Clock.Median(forwards);
    }
}
