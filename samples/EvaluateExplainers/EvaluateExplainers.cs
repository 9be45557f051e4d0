using Saliency.Evaluation;
using Saliency.Models;

namespace Saliency.Samples;

/// <summary>The table of a typical report: explainers in rows, metrics in columns, mean ± deviation over a folder of photos.</summary>
internal static class EvaluateExplainers
{
    public static void Run(Arguments arguments)
    {
        using var stop = new CancellationTokenSource();
        // Ctrl+C ends the study after the batch at hand; what is done stays in the rows.
        Console.CancelKeyPress += (_, key) => { key.Cancel = true; stop.Cancel(); };
        try
        {
            Evaluate(arguments, stop.Token);
        }
        catch (OperationCanceledException e)
        {
            Console.Error.WriteLine();
            throw new OperationCanceledException("Stopped. --resume goes on from here.", e);
        }
    }

    private static void Evaluate(Arguments arguments, CancellationToken cancellationToken)
    {
        var images = arguments.Images();
        var loaded = new List<OnnxModel>();
        try
        {
            foreach (var file in arguments.Models) loaded.Add(OnnxModel.Load(file.Path, new OnnxModelOptions { LabelFile = file.Labels }));
            foreach (var model in loaded) Console.WriteLine($"{model.Name} {model.Device}");
            Console.WriteLine($"{images.Count} photos, shard {arguments.Shard}");
            Evaluate(arguments, images, [.. loaded.Zip(arguments.Models, (model, file) => new StudyModel(model.Name, model, file.Preprocessing))], cancellationToken);
        }
        finally
        {
            foreach (var model in loaded) model.Dispose();
        }
    }

    private static void Evaluate(Arguments arguments, IReadOnlyList<StudyImage> images, IReadOnlyList<StudyModel> models, CancellationToken cancellationToken)
    {
        var study = new Study
        {
            Models = models,
            Explainers = LineUp.Explainers(arguments.Masks),
            Metrics = LineUp.Metrics(arguments.Steps, arguments.Truth is not null),
            // Not the whole path: machines that share a study may have it elsewhere.
            Settings = arguments.Truth is null ? "no truth" : $"truth {Path.GetFileName(Path.TrimEndingDirectorySeparator(arguments.Truth))}, {arguments.Pattern}",
        };
        Directory.CreateDirectory(arguments.Out);
        string rows = Path.Combine(arguments.Out, $"rows.{arguments.Shard.Index}-of-{arguments.Shard.Count}.jsonl");
        if (!arguments.Resume) File.Delete(rows);
        var pictures = new StudyPictures(Path.Combine(arguments.Out, "pictures")) { Images = arguments.Pictures };
        study.Run(images, new StudyRun
        {
            RowFile = rows,
            Shard = arguments.Shard,
            Pictures = pictures,
            Progress = new ProgressLine(),
            Judged = result => { if (result.Index < arguments.Pictures) GridPicture.Save(result, arguments.Out); },
        }, cancellationToken);
        Report(arguments, pictures);
    }

    // Of all shards that are there by now: the last one to end writes the whole report.
    private static void Report(Arguments arguments, StudyPictures pictures)
    {
        string[] files = [.. Directory.EnumerateFiles(arguments.Out, $"rows.*-of-{arguments.Shard.Count}.jsonl").Order(StringComparer.Ordinal)];
        var report = Evaluation.Report.Read(files);
        var page = new ReportPage { Title = "Explainers compared", Description = $"Saliency maps of {string.Join(", ", report.Models)}.", Pictures = pictures };
        foreach (string extension in new[] { "csv", "jsonl", "md", "html" }) report.Save(Path.Combine(arguments.Out, $"report.{extension}"), page);
        Console.WriteLine();
        Console.WriteLine(File.ReadAllText(Path.Combine(arguments.Out, "report.md")));
        int failed = report.Rows.Count(row => row.Outcome == StudyOutcome.Failed);
        if (failed > 0) Console.WriteLine($"{failed} judgements failed; the page says why.");
        Console.WriteLine($"{Path.Combine(arguments.Out, "report.html")}, .csv, .jsonl, .md");
    }
}
