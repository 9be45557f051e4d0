namespace Saliency.Samples;

/// <summary>How every sample ends.</summary>
internal static class Sample
{
    /// <summary>Does the work, or says in a line why it cannot be done.</summary>
    /// <returns>The exit code: 0 for work or help, 130 where it was stopped, 1 where it failed.</returns>
    public static async Task<int> RunAsync(string[] args, string usage, Func<Task> work)
    {
        if (args.Contains("--help") || args.Contains("-h"))
        {
            Console.WriteLine(usage);
            return 0;
        }
        try
        {
            await work();
            return 0;
        }
        catch (Exception e) when (e is UsageException or ArgumentException or InvalidOperationException or InvalidDataException or IOException or UnauthorizedAccessException or HttpRequestException
            or OperationCanceledException or ModelFormatException or ImageFormatException or ModelAnswerException or DeviceUnavailableException or UnsupportedOperatorException)
        {
            Console.Error.WriteLine(e.Message);
            if (e is UsageException) Console.Error.WriteLine(usage);
            return e is OperationCanceledException ? 130 : 1;
        }
    }

    /// <inheritdoc cref="RunAsync"/>
    public static int Run(string[] args, string usage, Action work) => RunAsync(args, usage, () =>
    {
        work();
        return Task.CompletedTask;
    }).GetAwaiter().GetResult();
}
