using Saliency.Evaluation;

namespace Saliency.Samples;

/// <summary>One line that says how far the study is and how long the rest will take; nothing where the output is no terminal.</summary>
internal sealed class ProgressLine : IProgress<StudyProgress>
{
    private const int Width = 100;

    public void Report(StudyProgress value)
    {
        if (Console.IsOutputRedirected) return;
        string left = value.Remaining is { } rest ? $", {(int)rest.TotalHours}:{rest:mm\\:ss} left" : "";
        string line = $"  {value.Done} of {value.Total} maps{left}, {value.Image}";
        Console.Write($"\r{(line.Length > Width ? line[..Width] : line.PadRight(Width))}");
        if (value.Done == value.Total) Console.Write($"\r{new string(' ', Width)}\r");
    }
}
