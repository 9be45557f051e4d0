using System.Diagnostics;
using Saliency.Evaluation;
using Saliency.Tests.Contracts;

namespace Saliency.Tests.Evaluation;

/// <summary>The report's page in a real browser, where one is installed.</summary>
internal sealed class BrowserTests
{
    private static readonly string[] s_names = ["chromium", "chromium-browser", "google-chrome", "chrome"];

    // Appended to the page: clicks a head twice, types into the filter, and writes what came of it where --dump-dom shows it.
    private const string Probe = """
        <script>
        const table = document.getElementById("values"), head = table.tHead.rows[0].cells[2], order = () => [...table.tBodies[0].rows].map(r => r.cells[2].dataset.value ?? "none").join(" ");
        const note = (name, text) => { const p = document.createElement("pre"); p.id = name; p.textContent = text; document.body.append(p); };
        head.querySelector("button").click(); note("first", head.getAttribute("aria-sort") + ": " + order());
        head.querySelector("button").click(); note("second", head.getAttribute("aria-sort") + ": " + order());
        const search = document.querySelector("input[data-filter]"); search.value = "eigen 1"; search.dispatchEvent(new Event("input"));
        note("filtered", [...table.tBodies[0].rows].filter(r => !r.hidden).map(r => r.cells[0].textContent + "/" + r.cells[1].textContent).join());
        const before = getComputedStyle(document.body).backgroundColor; document.getElementById("theme").click();
        note("theme", String(before !== getComputedStyle(document.body).backgroundColor));
        </script>
        """;

    private string _dom = "", _log = "";
    private Report _report = null!;

    [OneTimeSetUp]
    public void OpenThePage()
    {
        string browser = Find() ?? SkipAll();
        using var folder = new TemporaryFolder();
        _report = SmallStudy.Of(LinearModel.Usual()).Run([.. SmallStudy.Images(4), SmallStudy.Image("<script>document.title = 'broken in'</script>", 9)]);
        string page = folder.File("report.html");
        _report.Save(page);
        File.AppendAllText(page, Probe);
        var start = new ProcessStartInfo(browser) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in new[] { "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", $"--user-data-dir={folder.File("profile")}", "--dump-dom", new Uri(page).AbsoluteUri })
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var log = process.StandardError.ReadToEndAsync();
        var dom = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromSeconds(90)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Ignore("The browser did not answer within 90 seconds.");
        }
        (_dom, _log) = (dom.Result, log.Result);
    }

    [Test]
    public void Page_Opened_WritesNothingToTheConsole() => Assert.That(_log.Split('\n').Where(line => line.Contains("CONSOLE", StringComparison.Ordinal)), Is.Empty);

    [Test]
    public void Page_HeadClicked_SortsTheBestFirstAndRowsWithoutAValueLast() => Assert.That(Noted("first"), Is.EqualTo($"descending: {Sorted(descending: true)}"));

    [Test]
    public void Page_HeadClickedAgain_SortsTheOtherWay() => Assert.That(Noted("second"), Is.EqualTo($"ascending: {Sorted(descending: false)}"));

    [Test]
    public void Page_WordsTyped_ShowsTheRowsThatHaveThemAll() => Assert.That(Noted("filtered"), Is.EqualTo("image 1/EigenCAM"));

    [Test]
    public void Page_ThemeClicked_ChangesColours() => Assert.That(Noted("theme"), Is.EqualTo("true"));

    [Test]
    public void Page_ImageNamedAsAScript_DoesNotRunIt() => Assert.That(_dom, Does.Contain("<title>Saliency study</title>"));

    // The third column, PCC, after image and explainer: image 2 has no truth and so no value in either of its rows.
    private string Sorted(bool descending)
    {
        double[] values = [.. _report.Rows.Where(r => r is { Metric: "PCC", Value: not null }).Select(r => r.Value!.Value)];
        Array.Sort(values);
        if (descending) Array.Reverse(values);
        return string.Join(' ', values.Select(v => v.ToString("R", System.Globalization.CultureInfo.InvariantCulture)).Append("none none"));
    }

    private string Noted(string name)
    {
        string start = $"<pre id=\"{name}\">";
        Assert.That(_dom, Does.Contain(start));
        int at = _dom.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return _dom[at.._dom.IndexOf("</pre>", at, StringComparison.Ordinal)];
    }

    private static string? Find() =>
        (from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
         from name in s_names
         let path = Path.Combine(folder, OperatingSystem.IsWindows() ? $"{name}.exe" : name)
         where File.Exists(path)
         select path).FirstOrDefault();

    private static string SkipAll()
    {
        Assert.Ignore($"No browser on the PATH: expected one of {string.Join(", ", s_names)}.");
        return "";
    }
}
