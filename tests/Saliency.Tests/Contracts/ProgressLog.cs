namespace Saliency.Tests.Contracts;

/// <summary>Writes down what a run reports, in its order.</summary>
internal sealed class ProgressLog : IProgress<RunProgress>
{
    public List<RunProgress> Reports { get; } = [];

    public void Report(RunProgress value) => Reports.Add(value);
}
