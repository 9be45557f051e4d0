namespace Saliency.Samples;

/// <summary>One line that fills up and ends as a result. Where the output is no terminal, only the result is written.</summary>
internal sealed class ProgressBar(string title) : IProgress<RunProgress>
{
    private const int Cells = 20, Line = 79;
    private string _task = "", _shown = "";

    /// <summary>Starts the bar again, for another part of the work.</summary>
    public ProgressBar For(string task)
    {
        _task = task;
        Report(new RunProgress(0, 1));
        return this;
    }

    public void Report(RunProgress value)
    {
        int filled = (int)((long)Cells * value.Done / value.Total);
        Show($"  {title,-27} {_task,-10} [{new string('#', filled)}{new string('.', Cells - filled)}] {100L * value.Done / value.Total,3} %");
    }

    public void Finish(string result)
    {
        Show("");
        Console.WriteLine($"  {title,-27} {result}");
    }

    private void Show(string line)
    {
        if (Console.IsOutputRedirected || line == _shown) return;
        _shown = line;
        Console.Write($"\r{line.PadRight(Line)}{(line.Length == 0 ? "\r" : "")}");
    }
}
