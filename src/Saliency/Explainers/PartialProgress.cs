namespace Saliency.Explainers;

/// <summary>Reports a part of a run as progress of the whole.</summary>
internal sealed class PartialProgress(IProgress<RunProgress> whole, int before, int total) : IProgress<RunProgress>
{
    public void Report(RunProgress value) => whole.Report(new RunProgress(before + value.Done, total));
}
