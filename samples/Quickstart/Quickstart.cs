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
    private sealed record Row(string Method, SaliencyMap Map, Photo Overlay, MetricResult Insertion, MetricResult Deletion, TimeSpan Time);

    public static int Run(string[] args)
    {
        if (args.Contains("--help") || args.Contains("-h"))
        {
            Console.WriteLine(Arguments.Usage);
            return 0;
        }
        try
        {
            var arguments = Arguments.Parse(args);
            using var model = OnnxModel.Load(arguments.Model);
            Console.WriteLine($"{model.Name} on {model.Device}");
            foreach (string note in model.Notes) Console.WriteLine($"  {note}");
            Directory.CreateDirectory(arguments.Out);
            foreach (string photo in arguments.Photos) Explain(model, photo, arguments);
            return 0;
        }
        catch (Exception e) when (e is ArgumentException or IOException or ModelFormatException or ImageFormatException or ModelAnswerException or DeviceUnavailableException)
        {
            Console.Error.WriteLine(e.Message);
            if (e is ArgumentException) Console.Error.WriteLine(Arguments.Usage);
            return 1;
        }
    }

    private static void Explain(OnnxModel model, string path, Arguments arguments)
    {
        var photo = Photo.Load(path);
        var input = arguments.Preprocessing.Apply(photo, model);
        var classes = model.Classify(input);
        Console.WriteLine();
        Console.WriteLine($"{Path.GetFileName(path)}, {photo.Width}×{photo.Height}");
        foreach (var c in classes) Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {c.Probability,7:P1}  {c.Label}"));

        // The class is fixed here, so that every method and metric speaks of the same one.
        var target = Target.Class(classes[0].Index);
        IExplainer[] methods = [new Rise(model), new Occlusion(model), new EigenCam(model), new Fem(model), new ActivationMap(model)];
        var rows = methods.Select(method => Judge(method, model, photo, input, target)).ToArray();

        string stem = Path.Combine(arguments.Out, Path.GetFileNameWithoutExtension(path));
        foreach (var row in rows) row.Overlay.Save($"{stem}.{Slug(row.Method)}.png");
        Picture(photo, input, classes[0], rows).Save($"{stem}.grid.png");
        Print(rows);
        Console.WriteLine($"  pictures: {stem}.*.png");
    }

    private static Row Judge(IExplainer method, OnnxModel model, Photo photo, ModelInput input, Target target)
    {
        var bar = new ProgressBar(method.Name);
        long start = Stopwatch.GetTimestamp();
        var map = method.Explain(input, target, new RunContext { Progress = bar });
        var time = Stopwatch.GetElapsedTime(start);
        bar.Finish(string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:F2} s"));
        return new Row(method.Name, map, Overlay.Render(photo, map, input),
            new Insertion(model).Evaluate(map, input, target), new Deletion(model).Evaluate(map, input, target), time);
    }

    /// <summary>The photo, every method's overlay, the best method's most important pixels, and the two games' curves.</summary>
    private static Photo Picture(Photo photo, ModelInput input, ClassScore predicted, Row[] rows)
    {
        const int Width = 360;
        var best = rows.MaxBy(row => row.Insertion.Value)!;
        var cells = new List<PictureGridCell> { new(photo, string.Create(CultureInfo.InvariantCulture, $"{predicted.Label} {predicted.Probability:P0}")) };
        cells.AddRange(rows.Select(row => new PictureGridCell(row.Overlay, row.Method)));
        cells.Add(new(TopPixels.Render(photo, best.Map, input, 0.1), $"{best.Method}: top 10\u00a0%"));
        cells.Add(new(Plot("insertion", row => row.Insertion), "insertion: higher is better"));
        cells.Add(new(Plot("deletion", row => row.Deletion), "deletion: lower is better"));
        return PictureGrid.Render(cells, new PictureGridOptions { Columns = 3, CellWidth = Width, Title = $"What speaks for “{predicted.Label}”" });

        Photo Plot(string verb, Func<Row, MetricResult> result) => CurvePlot.Render(
            [.. rows.Select(row => NamedCurve.Of(row.Method, result(row)))],
            new CurvePlotOptions { Width = Width, Height = Width * photo.Height / photo.Width, XLabel = $"share of pixels, {verb}", YLabel = "probability", YRange = (0, 1), ShadeArea = false });
    }

    private static void Print(Row[] rows)
    {
        Console.WriteLine();
        Console.WriteLine($"  {"method",-16} {"insertion ↑",12} {"deletion ↓",12} {"time",10} {"model calls",12}");
        foreach (var row in rows)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"  {row.Method,-16} {row.Insertion.Value,12:F3} {row.Deletion.Value,12:F3} {row.Time.TotalSeconds,8:F2} s {row.Map.Origin.ModelRuns,12}"));
        }
        Console.WriteLine();
    }

    private static string Slug(string name) => name.ToLowerInvariant().Replace(' ', '-');
}
