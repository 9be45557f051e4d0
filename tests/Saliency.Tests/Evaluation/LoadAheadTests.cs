using Saliency.Evaluation;
using Saliency.Tests.Contracts;

namespace Saliency.Tests.Evaluation;

/// <summary>The next picture is loaded while the model works on this one; nothing else changes.</summary>
internal sealed class LoadAheadTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [Test]
    public void Run_WhileAnImageIsJudged_TheNextIsLoaded()
    {
        using var second = new ManualResetEventSlim();
        var inTime = new List<bool>();
        SmallStudy.Of(LinearModel.Usual()).Run([SmallStudy.Image("first", 1), Loading("second", second.Set)], new StudyRun { Judged = _ => inTime.Add(second.Wait(s_patience)) });
        Assert.That(inTime, Is.EqualTo(new[] { true, true }));
    }

    [Test]
    public void Run_LongSequence_IsAtMostOneAhead()
    {
        int named = 0, judged = 0, most = 0;
        SmallStudy.Of(LinearModel.Usual()).Run(Sequence(), new StudyRun { Judged = _ => judged++ });
        // Named before it is judged itself, and one more.
        Assert.That((named, most), Is.EqualTo((5, 2)));

        IEnumerable<StudyImage> Sequence()
        {
            for (int i = 0; i < 5; i++)
            {
                most = Math.Max(most, ++named - judged);
                yield return SmallStudy.Image($"{i}", i);
            }
        }
    }

    [Test]
    public void Run_SequenceThatBreaks_KeepsTheImagesBefore()
    {
        using var folder = new TemporaryFolder();
        Assert.That(() => SmallStudy.Of(LinearModel.Usual()).Run(Sequence(), new StudyRun { RowFile = folder.File("rows.jsonl") }), Throws.TypeOf<IOException>());
        Assert.That(Report.Read(folder.File("rows.jsonl")).ImageCount, Is.EqualTo(2));

        static IEnumerable<StudyImage> Sequence()
        {
            yield return SmallStudy.Image("0", 0);
            yield return SmallStudy.Image("1", 1);
            throw new IOException("The folder is gone.");
        }
    }

    [Test]
    public void Run_UnreadableImageAndStopOnError_KeepsTheImagesBefore()
    {
        using var folder = new TemporaryFolder();
        StudyImage[] images = [SmallStudy.Image("0", 0), Loading("1", () => throw new IOException("unreadable"))];
        Assert.That(() => SmallStudy.Of(LinearModel.Usual()).Run(images, new StudyRun { RowFile = folder.File("rows.jsonl"), StopOnError = true }), Throws.TypeOf<IOException>());
        Assert.That(Report.Read(folder.File("rows.jsonl")).Rows.Select(r => r.Image).Distinct(), Is.EqualTo(new[] { "0" }));
    }

    [Test]
    public void Run_Cancelled_LeavesNoLoaderBehind()
    {
        using var stop = new CancellationTokenSource();
        using var begun = new ManualResetEventSlim();
        bool ended = false;
        var slow = Loading("slow", () =>
        {
            begun.Set();
            stop.Token.WaitHandle.WaitOne(s_patience);
            ended = true;
        });
        var run = new StudyRun { Progress = new ProgressAction<StudyProgress>(_ => { begun.Wait(s_patience); stop.Cancel(); }) };
        Assert.That(() => SmallStudy.Of(LinearModel.Usual()).Run([SmallStudy.Image("first", 1), slow], run, stop.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(ended, Is.True);
    }

    [Test]
    public void Run_Resumed_LoadsNothingThatIsKnown()
    {
        using var folder = new TemporaryFolder();
        var run = new StudyRun { RowFile = folder.File("rows.jsonl") };
        SmallStudy.Of(LinearModel.Usual()).Run(SmallStudy.Images(2), run);
        var loaded = new List<string>();
        SmallStudy.Of(LinearModel.Usual()).Run(Enumerable.Range(0, 4).Select(i => Loading($"image {i}", () => loaded.Add($"image {i}"))), run);
        Assert.That(loaded, Is.EqualTo(new[] { "image 2", "image 3" }));
    }

    private static StudyImage Loading(string name, Action load)
    {
        var image = SmallStudy.Image(name, 4);
        return new StudyImage(name, model =>
        {
            load();
            return image.Load(model);
        });
    }
}
