using Saliency.Evaluation;
using Saliency.Tests.Contracts;

namespace Saliency.Tests.Evaluation;

internal sealed class RowFileTests
{
    private TemporaryFolder _folder = null!;

    private string Rows => _folder.File("rows.jsonl");

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Run_CancelledAnywhereAndResumed_LeavesTheIdenticalFile([Range(1, 28, 3)] int run)
    {
        string whole = WholeFile();
        using var stop = new CancellationTokenSource();
        var model = Model(number => { if (number == run) stop.Cancel(); });

        Assert.That(() => SmallStudy.Of(model).Run(SmallStudy.Images(5), new StudyRun { RowFile = Rows }, stop.Token), Throws.InstanceOf<OperationCanceledException>());
        SmallStudy.Run(5, new StudyRun { RowFile = Rows });

        Assert.That(File.ReadAllText(Rows), Is.EqualTo(whole));
    }

    [Test]
    public void Run_FileCutAnywhere_IsMadeWholeAgain()
    {
        string whole = WholeFile();
        for (int length = 0; length < whole.Length; length += 61)
        {
            File.WriteAllText(Rows, whole[..length]);
            SmallStudy.Run(5, new StudyRun { RowFile = Rows });
            Assert.That(File.ReadAllText(Rows), Is.EqualTo(whole), $"cut after {length} characters");
        }
    }

    [Test]
    public void Run_CompleteFile_AsksTheModelNothing()
    {
        WholeFile();
        var model = LinearModel.Usual();
        var report = SmallStudy.Run(5, new StudyRun { RowFile = Rows }, model);
        Assert.That((model.Runs, report.Rows.Count), Is.EqualTo((0, 20)));
    }

    [Test]
    public void Run_WhileItRuns_FileHoldsEveryImageThatIsDone()
    {
        var lengths = new List<int>();
        SmallStudy.Run(3, new StudyRun { RowFile = Rows, Judged = _ => lengths.Add(ReadShared(Rows).Split('\n').Length - 2) });
        Assert.That(lengths, Is.EqualTo(new[] { 0, 4, 8 }));
    }

    [Test]
    public void Run_FileThatAnotherRunWrites_RefusedAndNothingLeftBehind()
    {
        string whole = WholeFile();
        File.Delete(Rows);
        SmallStudy.Run(5, new StudyRun { RowFile = Rows, Judged = _ => Assert.That(() => SmallStudy.Run(5, new StudyRun { RowFile = Rows }), Throws.TypeOf<IOException>().With.Message.Contains("another at work")) });
        Assert.That((File.ReadAllText(Rows), Directory.GetFiles(Path.GetDirectoryName(Rows)!).Length), Is.EqualTo((whole, 1)));
    }

    [Test]
    public void Run_FileOfOtherOptions_RefusedAndUntouched()
    {
        string whole = WholeFile();
        Assert.That(() => SmallStudy.Of(LinearModel.Usual(), "other photos").Run(SmallStudy.Images(5), new StudyRun { RowFile = Rows }),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("other photos"));
        Assert.That(File.ReadAllText(Rows), Is.EqualTo(whole));
    }

    [Test]
    public void Run_FileOfOtherExplainers_RefusedWithTheirNames()
    {
        WholeFile();
        Assert.That(() => (SmallStudy.Of(LinearModel.Usual()) with { Explainers = [SmallStudy.EigenCam] }).Run([], new StudyRun { RowFile = Rows }),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("RISE"));
    }

    [Test]
    public void Run_FileOfOtherImages_RefusedWithBothNames()
    {
        WholeFile();
        Assert.That(() => SmallStudy.Of(LinearModel.Usual()).Run([SmallStudy.Image("other", 0)], new StudyRun { RowFile = Rows }),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains("'image 0'").And.Message.Contains("'other'"));
    }

    [TestCase("{}\n")]
    [TestCase("index,image\n0,cat.jpg\n")]
    [TestCase("a text without an end")]
    public void Run_FileThatIsNoneOfAStudy_RefusedAndUntouched(string text)
    {
        File.WriteAllText(Rows, text);
        Assert.That(() => SmallStudy.Run(1, new StudyRun { RowFile = Rows }), Throws.TypeOf<InvalidDataException>());
        Assert.That(File.ReadAllText(Rows), Is.EqualTo(text));
    }

    [Test]
    public void Run_RowMissingInTheMidst_RefusedWithItsLine()
    {
        string[] lines = WholeFile().Split('\n');
        File.WriteAllText(Rows, string.Join('\n', lines.Where((_, i) => i != 4)));
        Assert.That(() => SmallStudy.Run(5, new StudyRun { RowFile = Rows }), Throws.TypeOf<InvalidDataException>().With.Message.Contains("line 5"));
    }

    [Test]
    public void Read_WrittenFile_GivesTheSameReport()
    {
        string lines = SmallStudy.Run(5, new StudyRun { RowFile = Rows }).Lines();
        Assert.That(Report.Read(Rows).Lines(), Is.EqualTo(lines));
    }

    [Test]
    public void Read_ShardsInAnyOrder_GiveTheIdenticalReport([Values(2, 3, 7)] int count)
    {
        string whole = SmallStudy.Run(5).Lines();
        string[] files = [.. Enumerable.Range(0, count).Select(i => _folder.File($"{i}.jsonl"))];
        for (int i = 0; i < count; i++) SmallStudy.Run(5, new StudyRun { RowFile = files[i], Shard = new Shard(i, count) });
        Assert.That(Report.Read([.. files.Reverse()]).Lines(), Is.EqualTo(whole));
    }

    [Test]
    public void Read_OneImageInTwoFiles_Refused()
    {
        WholeFile();
        Assert.That(() => Report.Read(Rows, Rows), Throws.TypeOf<InvalidDataException>().With.Message.Contains("image 0"));
    }

    [Test]
    public void Read_FilesOfTwoStudies_Refused()
    {
        WholeFile();
        SmallStudy.Of(LinearModel.Usual(), "another").Run([], new StudyRun { RowFile = _folder.File("other.jsonl") });
        Assert.That(() => Report.Read(Rows, _folder.File("other.jsonl")), Throws.TypeOf<InvalidDataException>().With.Message.Contains("another"));
    }

    [Test]
    public void AbsentImages_OfAShard_CountsTheOthersBeforeItsLast() =>
        Assert.That(SmallStudy.Run(5, new StudyRun { Shard = new Shard(1, 2) }), Has.Property("ImageCount").EqualTo(2).And.Property("AbsentImages").EqualTo(2));

    private string WholeFile()
    {
        SmallStudy.Run(5, new StudyRun { RowFile = Rows });
        string whole = File.ReadAllText(Rows);
        if (TestContext.CurrentContext.Test.MethodName!.Contains("Cancelled", StringComparison.Ordinal)) File.Delete(Rows);
        return whole;
    }

    private static LinearModel Model(Action<int> withinRun)
    {
        var usual = LinearModel.Usual();
        float[][] weights = [.. Enumerable.Range(0, 4).Select(k => Array.ConvertAll(Pattern.Values(usual.InputShape.Length, k), w => w / 8))];
        return new LinearModel(usual.InputShape, weights, Pattern.Values(4, 9), head: true) { WithinRun = withinRun };
    }

    private static string ReadShared(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }
}
