namespace Saliency.Explainers;

/// <summary>Reports the progress of a part as progress of the whole.</summary>
internal sealed class PartialProgress : IProgress<RunProgress>
{
    private readonly IProgress<RunProgress> _whole;
    private readonly long _before, _total;

    private PartialProgress(IProgress<RunProgress> whole, long before, long total) => (_whole, _before, _total) = (whole, before, total);

    /// <summary>Null where nobody listens.</summary>
    public static PartialProgress? Of(IProgress<RunProgress>? whole, long before, long total) => whole is null ? null : new PartialProgress(whole, before, total);

    public void Report(RunProgress value) => _whole.Report(new RunProgress(checked((int)(_before + value.Done)), checked((int)_total)));
}
