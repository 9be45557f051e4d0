namespace Saliency.Tests.Contracts;

/// <summary>Does something at each report, within the run that reports; <see cref="Progress{T}"/> would do it later.</summary>
internal sealed class ProgressAction<T>(Action<T> act) : IProgress<T>
{
    public void Report(T value) => act(value);
}
