namespace Saliency.Samples;

/// <summary>One line that fills up. Where the output is no terminal, only the finished line is written.</summary>
internal sealed class ProgressBar(string title) : IProgress<RunProgress>
{
    private const int Width = 30;
    private int _shown = -1;

    public void Report(RunProgress value)
    {
        int filled = (int)((long)Width * value.Done / value.Total);
        if (Console.IsOutputRedirected || filled == _shown) return;
        _shown = filled;
        Console.Write($"\r  {title,-16} [{new string('#', filled)}{new string('.', Width - filled)}] {100L * value.Done / value.Total,3} %");
    }

    public void Finish(string result) =>
        Console.WriteLine(Console.IsOutputRedirected ? $"  {title,-16} {result}" : $"\r  {title,-16} {result}{new string(' ', Width + 8)}");
}
