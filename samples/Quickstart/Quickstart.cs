using System.Diagnostics;
using System.Globalization;
using Saliency.Explainers;
using Saliency.Imaging;
using Saliency.Metrics;
using Saliency.Models;
using Saliency.Rendering;

namespace Saliency.Samples;

/// <summary>The main job: a photo in; classes, heat maps, pictures and a table of how good they are out.</summary>
internal static class Quickstart
{
    // Enough for steady pictures within a minute on two cores. The defaults of the library are finer: 4000 masks, 100 steps of XRAI, 224 of the games.
    private static readonly RiseOptions s_rise = new() { MaskCount = 1000 };
    private static readonly XraiOptions s_xrai = new() { Steps = 25 };
    // Magnitudes: signs that change from pixel to pixel would cancel to the eye.
    private static readonly IntegratedGradientsOptions s_integratedGradients = new() { Reduction = ChannelReduction.AbsoluteSum };
    private static readonly InsertionOptions s_insertion = new() { Steps = 112 };
    private static readonly DeletionOptions s_deletion = new() { Steps = 112 };

    // The highest percent in one colour: a gradient has a few very large values.
    private static readonly OverlayOptions s_overlay = new() { Range = ValueRange.Clipped(99) };

    public static void Run(Arguments arguments)
    {
        long start = Stopwatch.GetTimestamp();
        using var model = OnnxModel.Load(arguments.Model);
        Console.WriteLine($"{model.Name} {model.Device}");
        foreach (string note in model.Notes) Console.WriteLine($"  {note}");
        Directory.CreateDirectory(arguments.Out);
        long calls = arguments.Photos.Sum(photo => Explain(model, photo, arguments));
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{calls} model calls in {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s"));
    }

    /// <summary>Explains a photo's first class with every method.</summary>
    /// <returns>How many images the model was asked about.</returns>
    private static long Explain(OnnxModel model, string path, Arguments arguments)
    {
        var photo = Photo.Load(path);
        var input = arguments.Preprocessing.Apply(photo, model);
        var classes = model.Classify(input);
        Console.WriteLine();
        Console.WriteLine($"{Path.GetFileName(path)}, {photo.Width}×{photo.Height}");
        foreach (var c in classes) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {c.Probability,7:P1}  {c.Label}"));
        Console.WriteLine();

        // The class is fixed here, so that every method and metric speaks of the same one.
        var target = Target.Class(classes[0].Index);
        _ = model.DefaultLayer; // Found by a run of its own, which is no method's time.
        IExplainer[] methods =
        [
            new Rise(model, s_rise), new Occlusion(model),
            new GradCam(model), new IntegratedGradients(model, s_integratedGradients), new Xrai(model, s_xrai),
            new EigenCam(model), new Fem(model), new ActivationMap(model),
        ];
        var rows = methods.Select(method => Judge(method, model, photo, input, target)).OfType<Row>().ToArray();

        string stem = Path.Combine(arguments.Out, Path.GetFileNameWithoutExtension(path));
        foreach (var row in rows) row.Overlay.Save($"{stem}.{row.Method.ToLowerInvariant().Replace(' ', '-')}.png");
        Picture.Render(photo, input, classes[0], rows).Save($"{stem}.grid.png");
        Print(rows);
        Console.WriteLine($"  pictures: {stem}.*.png");
        return 1 + rows.Sum(row => row.Map.Origin.ModelRuns + Asked(row.Insertion) + Asked(row.Deletion));
    }

    /// <returns>Null, and says why, where the model has an operator that a method cannot carry gradients through.</returns>
    private static Row? Judge(IExplainer method, OnnxModel model, Photo photo, ModelInput input, Target target)
    {
        var bar = new ProgressBar(method.Name);
        long start = Stopwatch.GetTimestamp();
        SaliencyMap map;
        try
        {
            map = method.Explain(input, target, new RunContext { Progress = bar.For("explaining") });
        }
        catch (UnsupportedOperatorException e)
        {
            bar.Finish(e.Message);
            return null;
        }
        var time = Stopwatch.GetElapsedTime(start);
        var insertion = new Insertion(model, s_insertion).Evaluate(map, input, target, new RunContext { Progress = bar.For("inserting") });
        var deletion = new Deletion(model, s_deletion).Evaluate(map, input, target, new RunContext { Progress = bar.For("deleting") });
        bar.Finish(string.Create(CultureInfo.InvariantCulture,
            $"explained in {time.TotalSeconds:F2} s, judged in {(Stopwatch.GetElapsedTime(start) - time).TotalSeconds:F2} s"));
        return new Row(method.Name, map, Overlay.Render(photo, map, input, s_overlay), insertion, deletion, time);
    }

    // One question for each point of the curve, and one that fixes the target.
    private static long Asked(MetricResult result) => result.Curve!.X.Length + 1;

    private static void Print(Row[] rows)
    {
        Console.WriteLine();
        Console.WriteLine($"  {"method",-20} {"insertion ↑",12} {"deletion ↓",12} {"time",10} {"model calls",12}");
        foreach (var row in rows)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {row.Method,-20} {row.Insertion.Value,12:F3} {row.Deletion.Value,12:F3} {row.Time.TotalSeconds,8:F2} s {row.Map.Origin.ModelRuns,12}"));
        }
        Console.WriteLine();
    }
}
