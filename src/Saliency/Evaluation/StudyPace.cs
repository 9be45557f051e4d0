namespace Saliency.Evaluation;

/// <summary>Counts what is done and tells how long the rest will take.</summary>
internal sealed class StudyPace(StudyRun run, int? images, int mapsPerImage)
{
    private readonly long _start = run.Clock.GetTimestamp();
    private readonly int? _total = images is { } count ? run.Shard.Of(count) * mapsPerImage : null;
    private int _done, _resumed, _failed;

    /// <summary>One map was made and judged.</summary>
    public void Done(string image, int failed)
    {
        _done++;
        _failed += failed;
        Report(image);
    }

    /// <summary>Maps of an earlier run were found.</summary>
    public void Resumed(int maps, string image)
    {
        _done += maps;
        _resumed += maps;
        Report(image);
    }

    private void Report(string image)
    {
        if (run.Progress is null) return;
        var elapsed = run.Clock.GetElapsedTime(_start);
        int fresh = _done - _resumed;
        TimeSpan? remaining = _total is { } total && fresh > 0 ? elapsed * ((double)(total - _done) / fresh) : null;
        run.Progress.Report(new StudyProgress(_done, _total, _failed, elapsed, remaining, image));
    }
}
