using System.Globalization;
using Saliency.Explainers;
using Saliency.Imaging;
using Saliency.Models;

namespace Saliency.Benchmarks.Quick;

/// <summary><c>attribution [--model FILE] [--steps N] [--batch N]</c>: integrated gradients over as many bare gradient runs at the batch that is fastest, and XRAI's own work.</summary>
/// <remarks>Half of the bare runs are timed before the method and half after, so that a drift of the machine touches both alike.</remarks>
internal sealed class AttributionCommand : IQuickCommand
{
    private const int Rounds = 3;

    private static readonly int[] s_batches = [1, 2, 4, 6, 8];

    public string Name => "attribution";

    public string Usage => "attribution [--model FILE] [--steps N] [--batch N]   integrated gradients over as many gradient runs, XRAI without its gradients";

    public int Run(string[] arguments)
    {
        var line = new CommandLine(arguments);
        using var model = OnnxModel.Load(line.Value("model") ?? Assets.Find("efficientnet_lite0.onnx"));
        var input = Preprocessing.ImageNet.Apply(Photo.Load(Assets.Find("photos/cat.jpg")), model);
        var context = new RunContext { BatchSize = line.Value("batch") is null ? null : line.Number("batch", 1) };
        using (var memory = new PeakMemory()) Integrate(model, input, line.Number("steps", 50), context, memory);
        Rank(input);
        return 0;
    }

    private static void Integrate(OnnxModel model, ModelInput input, int steps, RunContext context, PeakMemory memory)
    {
        var method = new IntegratedGradients(model, new IntegratedGradientsOptions { Steps = steps });
        Objective[] objective = [Target.Predicted.Resolve(model, input)];
        method.Attribute(input, Target.Predicted, context);
        long peak = memory.Megabytes;
        foreach (int batch in s_batches) Bare(batch);
        var best = s_batches.Select(batch => (Batch: batch, Seconds: Bare(batch))).MinBy(b => b.Seconds);
        double wall = 0, bare = 0;
        for (int round = 0; round < Rounds; round++)
        {
            bare += Bare(best.Batch) / 2;
            wall += Clock.Seconds(() => method.Attribute(input, Target.Predicted, context));
            bare += Bare(best.Batch) / 2;
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"attribution integrated steps={steps} wall={wall / Rounds:F3} bare={bare / Rounds:F3} ratio={wall / bare:F3} bare_batch={best.Batch} peak_mb={peak}"));

        double Bare(int batch)
        {
            var images = new float[batch * input.Shape.Length];
            for (int i = 0; i < batch; i++) input.Values.CopyTo(images.AsSpan(i * input.Shape.Length));
            var gradients = new ModelAnswer(model.InputName);
            return Clock.Seconds(() =>
            {
                for (int left = steps; left > 0; left -= batch)
                {
                    int count = Math.Min(batch, left);
                    model.Differentiate(images.AsSpan(0, count * input.Shape.Length), count, objective, gradients);
                }
            });
        }
    }

    private static void Rank(ModelInput input)
    {
        var values = new float[input.Shape.PlaneLength];
        for (int i = 0; i < values.Length; i++) values[i] = input.Values[i];
        var map = new SaliencyMap(input.Shape.Height, input.Shape.Width, values);
        var segments = new MultiScaleFelzenszwalb().Masks(input);
        foreach (var algorithm in Enum.GetValues<XraiAlgorithm>())
        {
            double own = SteadyTimes.Of(() => Xrai.Rank(map, input, new XraiOptions { Algorithm = algorithm, Segments = segments })).Median;
            double whole = SteadyTimes.Of(() => Xrai.Rank(map, input, new XraiOptions { Algorithm = algorithm })).Median;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"attribution xrai {algorithm} segments={segments.Count} ranking_ms={own * 1000:F1} with_segmentation_ms={whole * 1000:F1}"));
        }
    }
}
