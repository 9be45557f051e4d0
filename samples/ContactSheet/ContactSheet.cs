using System.Diagnostics;
using System.Globalization;
using Saliency.Imaging;
using Saliency.Models;

namespace Saliency.Samples;

/// <summary>One photo through every explainer of the library that fits the model, on one sheet.</summary>
internal static class ContactSheet
{
    public static void Run(Arguments arguments)
    {
        long start = Stopwatch.GetTimestamp();
        using var model = OnnxModel.Load(arguments.Model);
        Console.WriteLine($"{model.Name} {model.Device}");
        foreach (string note in model.Notes) Console.WriteLine($"  {note}");
        Directory.CreateDirectory(arguments.Out);
        var photo = Photo.Load(arguments.Photo);
        var input = arguments.Preprocessing.Apply(photo, model);
        ModelInput[] background = [Shipped("astronaut"), Shipped("coffee")];

        // The class is fixed here, so that every method speaks of the same one.
        var classes = model.Classify(input, top: int.MaxValue);
        var explained = arguments.Class is { } index
            ? classes.FirstOrDefault(c => c.Index == index, new ClassScore(index, $"class {index}", 0))
            : classes[0];
        var target = Target.Class(explained.Index);
        _ = target.Resolve(model, input); // A class that the model does not have is said now, not by every method.
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(arguments.Photo)}: {explained.Label}, {explained.Probability:P1}"));
        _ = model.DefaultLayer; // Found by a run of its own, which is no method's time.

        var cells = new List<Cell>();
        var refusals = new List<(string Class, string Reason)>();
        foreach (var (family, methods) in Methods.Families.Where(f => arguments.Family is null || f.Family == arguments.Family))
        {
            Console.WriteLine();
            Console.WriteLine(family);
            foreach (var method in methods) Try(method);
        }
        if (refusals.Count > 0)
        {
            Console.WriteLine();
            Console.WriteLine("not for this model");
            foreach (var alike in refusals.GroupBy(refusal => refusal.Reason))
                Console.WriteLine($"  {string.Join(", ", alike.Select(refusal => refusal.Class))}: {alike.Key}");
        }

        string stem = Path.Combine(arguments.Out, Path.GetFileNameWithoutExtension(arguments.Photo));
        foreach (var cell in cells) cell.Overlay(photo, input).Save($"{stem}.{cell.FileName}.png");
        Sheet.Render(photo, input, explained, model.Name, cells).Save($"{stem}.sheet.png");
        Console.WriteLine();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{cells.Count} methods in {Stopwatch.GetElapsedTime(start).TotalSeconds:F0} s; pictures: {stem}.*.png, all together: {stem}.sheet.png"));

        ModelInput Shipped(string name) => arguments.Preprocessing.Apply(Photo.Load(Asset.Of($"photos/{name}.jpg")), model);

        void Try(Method method)
        {
            try
            {
                var explainer = method.Make(model, background);
                var bar = new ProgressBar(explainer.Name);
                long begun = Stopwatch.GetTimestamp();
                var map = explainer.Explain(input, target, new RunContext { Progress = bar.For("explaining") });
                var cell = new Cell(explainer.Name, map, Stopwatch.GetElapsedTime(begun));
                bar.Finish(cell.Cost);
                cells.Add(cell);
            }
            // What a method says when a model lacks what it needs: operators with a rule, attention, a token grid.
            catch (Exception e) when (e is NotSupportedException or ArgumentException or InvalidOperationException)
            {
                refusals.Add((method.Class, e.Message));
            }
        }
    }
}
