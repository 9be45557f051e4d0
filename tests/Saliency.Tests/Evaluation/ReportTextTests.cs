using Saliency.Evaluation;
using Saliency.Imaging;
using Saliency.Tests.Contracts;

namespace Saliency.Tests.Evaluation;

internal sealed class ReportTextTests
{
    private const string Nasty = "<script>alert(\"1\")</script>,\r\n& 'x' | *y*";

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void DeleteFolder() => _folder.Dispose();

    [Test]
    public void Csv_NameWithCommaQuoteAndLineBreak_IsQuotedAsRfc4180Says()
    {
        string text = Saved(Nastily(), "csv");
        Assert.That(text.Split("\r\n0,")[1], Does.StartWith("\"<script>alert(\"\"1\"\")</script>,\r\n& 'x' | *y*\",linear,RISE,PCC,"));
    }

    [Test]
    public void Csv_Rows_HaveAFieldForEachHeadAndEndInCarriageReturnLineFeed()
    {
        string[] lines = Saved(SmallStudy.Run(3), "csv").Split("\r\n");
        Assert.That(lines[0], Is.EqualTo("index,image,model,explainer,metric,value,outcome,reason,model_runs"));
        Assert.That(lines[1..^1].Select(l => l.Split(',').Length).Distinct(), Is.EqualTo(new[] { 9 }));
        Assert.That((lines.Length, lines[^1]), Is.EqualTo((14, "")));
    }

    [Test]
    public void Csv_Values_ComeBackToTheBit()
    {
        var report = SmallStudy.Run(2);
        var values = Saved(report, "csv").Split("\r\n")[1..^1].Select(l => double.Parse(l.Split(',')[5], System.Globalization.CultureInfo.InvariantCulture));
        Assert.That(values, Is.EqualTo(report.Rows.Select(r => r.Value!.Value)));
    }

    [Test]
    public void Markdown_Table_HasARowForEachExplainerAndTheBestInBold()
    {
        var report = Known((0, "RISE", 0.25), (1, "RISE", 0.75), (0, "EigenCAM", 0.125), (1, "EigenCAM", 0.125));
        Assert.That(Saved(report, "md"), Is.EqualTo("""
            | explainer | PCC ↑ |
            |---|---:|
            | RISE | **0.500 ± 0.354** |
            | EigenCAM | 0.125 ± 0.000 |

            Mean ± standard deviation over 2 images.

            """));
    }

    [Test]
    public void Html_NameThatIsMarkup_IsEscapedEverywhere()
    {
        string text = Saved(Nastily(), "html", new ReportPage { Title = Nasty, Description = Nasty });
        Assert.That(text, Does.Contain("&lt;script&gt;alert(&quot;1&quot;)").And.Not.Contain("<script>alert"));
    }

    [Test]
    public void Html_WithPictures_HoldsThemAndNamesNoOtherFile()
    {
        var pictures = new StudyPictures(_folder.File("pictures")) { Images = 2, Side = 32 };
        var report = (SmallStudy.Of(LinearModel.Usual()) with { Models = [new StudyModel("linear", LinearModel.Usual(), Preprocessing.Unit)] }).Run(
            Enumerable.Range(0, 3).Select(i => StudyImage.OfPhoto($"{i}", () => new Photo(40, 50, new byte[6000]), () => Pattern.Map(20, 25, i))), new StudyRun { Pictures = pictures });
        string text = Saved(report, "html", new ReportPage { Pictures = pictures });
        Assert.That(text.Split("src=\"data:image/jpeg;base64,"), Has.Length.EqualTo(1 + (2 * 4)), "photo, truth and two overlays of two images");
        Assert.That(text, Does.Not.Match("(src|href)=\"(?!data:|#)").And.Not.Contain("@import").And.Not.Contain("url("));
    }

    [Test]
    public void Html_FailuresAndMissingTruth_AreListedWithTheirReasons()
    {
        var report = SmallStudy.Of(LinearModel.Usual()).Run([new StudyImage("broken", _ => throw new IOException("disk gone")), .. SmallStudy.Images(3)]);
        Assert.That(Saved(report, "html"), Does.Contain("IOException: disk gone").And.Contain("The image has no ground truth."));
    }

    [Test]
    public void Html_SeveralModels_HasATableForEachAndLinksThatLeadThere()
    {
        var study = SmallStudy.Of(LinearModel.Usual());
        var both = study with { Models = [new StudyModel("one", LinearModel.Usual()), new StudyModel("another", LinearModel.Usual(ScoreKind.Probabilities))] };
        string page = Saved(both.Run(SmallStudy.Images(2)), "html");
        Assert.That(page, Does.Contain("<a href=\"#model-1\">another</a>").And.Contain("<h2 class=\"model\" id=\"model-1\">another</h2>"));
        Assert.That(page.Split("class=\"sortable summary\"").Length - 1, Is.EqualTo(2));
    }

    [Test]
    public void Html_MetricWithoutAnyValue_IsNotCompared()
    {
        string page = Saved(SmallStudy.Of(LinearModel.Usual()).Run([SmallStudy.Image("one", 1, withTruth: false)]), "html");
        Assert.That((page.Contains("<summary>PCC ", StringComparison.Ordinal), page.Contains("<summary>Insertion ", StringComparison.Ordinal)), Is.EqualTo((false, true)));
    }

    [Test]
    public void Html_MeanCurves_AreDrawnForEachExplainer() =>
        Assert.That(Saved(SmallStudy.Run(2), "html").Split("<polyline"), Has.Length.EqualTo(3));

    [Test]
    public void Save_EmptyReport_WritesEveryForm([Values("csv", "md", "html", "jsonl")] string extension) =>
        Assert.That(Saved(SmallStudy.Run(0), extension), Is.Not.Empty);

    [Test]
    public void Save_UnknownExtension_Refused() =>
        Assert.That(() => SmallStudy.Run(0).Save(_folder.File("report.xlsx")), Throws.TypeOf<NotSupportedException>().With.Message.Contains(".xlsx"));

    [Test]
    public void MeanCurve_OfTwoImages_IsTheirMean()
    {
        var report = SmallStudy.Run(2);
        var curves = report.Rows.Where(r => r is { Explainer: "RISE", Metric: "Insertion" }).Select(r => r.Curve!).ToArray();
        Assert.That(report.MeanCurve("linear", "RISE", "Insertion")!.Y, Is.EqualTo(curves[0].Y.Zip(curves[1].Y, (a, b) => (a + b) / 2)));
    }

    [Test]
    public void Compare_AllPairs_NamesEachOnce() =>
        Assert.That(SmallStudy.Run(3).Compare("linear", "Insertion").Select(c => (c.First, c.Second, c.Count)), Is.EqualTo(new[] { ("RISE", "EigenCAM", 3) }));

    [Test]
    public void Summarize_UnknownName_RefusedWithTheKnownOnes() =>
        Assert.That(() => SmallStudy.Run(1).Summarize("linear", "Rise", "PCC"), Throws.ArgumentException.With.Message.Contains("RISE, EigenCAM"));

    private static Report Nastily() => SmallStudy.Of(LinearModel.Usual()).Run([SmallStudy.Image(Nasty, 1)]);

    private static Report Known(params (int Index, string Explainer, double Value)[] rows)
    {
        var study = SmallStudy.Of(LinearModel.Usual()) with { Metrics = [SmallStudy.Correlation] };
        return new Report(study.Run([]).Header, rows.Select(r => new StudyRow(r.Index, $"{r.Index}", "linear", r.Explainer, "PCC") { Value = r.Value }));
    }

    private string Saved(Report report, string extension, ReportPage? page = null)
    {
        report.Save(_folder.File($"report.{extension}"), page);
        return File.ReadAllText(_folder.File($"report.{extension}"));
    }
}
