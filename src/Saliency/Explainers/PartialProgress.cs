namespace Saliency.Explainers;

/// <summary>Reports the progress of a part as progress of the whole.</summary>
internal sealed class PartialProgress : IProgress<RunProgress>
{
    private readonly IProgress<RunProgress> _whole;
    private readonly long _before, _length, _total;

    private PartialProgress(IProgress<RunProgress> whole, long before, long length, long total) => (_whole, _before, _length, _total) = (whole, before, length, total);

    /// <summary>The part that takes <paramref name="length"/> of <paramref name="total"/> steps after <paramref name="before"/>; null where nobody listens.</summary>
    public static PartialProgress? Of(IProgress<RunProgress>? whole, long before, long length, long total) =>
        whole is null ? null : new PartialProgress(whole, before, length, total);

    public void Report(RunProgress value) =>
        _whole.Report(new RunProgress(checked((int)(_before + (_length * value.Done / value.Total))), checked((int)_total)));
}
