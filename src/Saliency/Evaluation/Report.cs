namespace Saliency.Evaluation;

/// <summary>What a study found: its rows, and what they come to.</summary>
/// <remarks>The same rows give the same report, whether they were made in one run, in several, or in shards. Immutable.</remarks>
public sealed class Report
{
    private readonly Dictionary<(string Model, string Explainer, string Metric), List<StudyRow>> _cells = [];

    internal Report(StudyHeader header, IEnumerable<StudyRow> rows)
    {
        Header = header;
        Models = [.. header.Models.Select(m => m.Name)];
        Explainers = [.. header.Explainers.Select(e => e.Name)];
        Metrics = [.. header.Metrics.Select(m => m.Name)];
        var models = Places(header.Models);
        var explainers = Places(header.Explainers);
        var metrics = Places(header.Metrics);
        Rows = [.. rows.OrderBy(r => r.Index).ThenBy(r => models[r.Model]).ThenBy(r => explainers[r.Explainer]).ThenBy(r => metrics[r.Metric])];
        foreach (string model in Models)
            foreach (string explainer in Explainers)
                foreach (string metric in Metrics) _cells[(model, explainer, metric)] = [];
        foreach (var row in Rows)
        {
            var cell = _cells[(row.Model, row.Explainer, row.Metric)];
            if (cell.Count > 0 && cell[^1].Index == row.Index)
                throw new InvalidDataException($"Expected each image once, got image {row.Index} ('{row.Image}') with {row.Model} twice.");
            cell.Add(row);
        }
        ImageCount = Rows.Select(r => r.Index).Distinct().Count();
    }

    /// <summary>The models' names, in the study's order.</summary>
    public IReadOnlyList<string> Models { get; }

    /// <summary>The explainers' names, in the study's order.</summary>
    public IReadOnlyList<string> Explainers { get; }

    /// <summary>The metrics' names, in the study's order.</summary>
    public IReadOnlyList<string> Metrics { get; }

    /// <summary>All rows: by image, then model, explainer and metric in the study's order.</summary>
    public IReadOnlyList<StudyRow> Rows { get; }

    /// <summary>Images in the report.</summary>
    public int ImageCount { get; }

    /// <summary>Images before the last one of the report that are not in it: above 0 for a shard, and where a shard's file was forgotten.</summary>
    public int AbsentImages => Rows.Count == 0 ? 0 : Rows[^1].Index + 1 - ImageCount;

    internal StudyHeader Header { get; }

    /// <summary>Reads the row files of a study: one, or those of its shards, in any order.</summary>
    /// <exception cref="InvalidDataException">A file is not of a study, or not of the same one, or an image is in two of them.</exception>
    public static Report Read(params IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        if (paths.Count == 0) throw new ArgumentException("Expected at least one file, got none.", nameof(paths));
        StudyHeader? header = null;
        var rows = new List<StudyRow>();
        foreach (string path in paths)
        {
            using var file = File.OpenRead(path);
            var lines = RowLines.Read(file, path) ?? throw new InvalidDataException($"Expected a file of a study, got something else in '{path}'.");
            if (header is not null && header.Fingerprint != lines.Header.Fingerprint)
                throw new InvalidDataException($"Expected files of one study, got those of two: '{paths[0]}' has {header.DifferenceTo(lines.Header)} in '{path}'.");
            header ??= lines.Header;
            rows.AddRange(lines.Rows);
        }
        return new Report(header!, rows);
    }

    /// <summary>Which way a metric points.</summary>
    /// <exception cref="ArgumentException">There is no such metric.</exception>
    public Better BetterOf(string metric)
    {
        int at = Metrics.ToList().IndexOf(metric);
        return at >= 0 ? Header.Directions[at] : throw new ArgumentException($"Expected a metric of {string.Join(", ", Metrics)}, got '{metric}'.", nameof(metric));
    }

    /// <summary>One metric of one explainer of one model, over all images.</summary>
    /// <exception cref="ArgumentException">There is no such model, explainer or metric.</exception>
    public Summary Summarize(string model, string explainer, string metric, IntervalOptions? options = null) =>
        new Summary(model, explainer, metric, BetterOf(metric)).Of(Cell(model, explainer, metric), options ?? new());

    /// <summary>Every metric of every explainer of every model, in the study's order.</summary>
    public IReadOnlyList<Summary> Summarize(IntervalOptions? options = null) =>
        [.. from model in Models from explainer in Explainers from metric in Metrics select Summarize(model, explainer, metric, options)];

    /// <summary>Two explainers under one metric, on the images for which both have a value.</summary>
    /// <exception cref="ArgumentException">There is no such model, explainer or metric.</exception>
    public Comparison Compare(string model, string metric, string first, string second, IntervalOptions? options = null) =>
        new Comparison(model, metric, BetterOf(metric), first, second).Of(Cell(model, first, metric), Cell(model, second, metric), options ?? new());

    /// <summary>All pairs of explainers under one metric, their probabilities corrected for being several.</summary>
    /// <exception cref="ArgumentException">There is no such model or metric.</exception>
    public IReadOnlyList<Comparison> Compare(string model, string metric, IntervalOptions? options = null) => Comparison.Adjust(
        [.. from a in Enumerable.Range(0, Explainers.Count)
            from b in Enumerable.Range(a + 1, Explainers.Count - a - 1)
            select Compare(model, metric, Explainers[a], Explainers[b], options)]);

    /// <summary>The mean of a metric's curves over all images; null where there are none, or where they do not share their positions.</summary>
    /// <exception cref="ArgumentException">There is no such model, explainer or metric.</exception>
    public Curve? MeanCurve(string model, string explainer, string metric)
    {
        Curve[] curves = [.. Cell(model, explainer, metric).Select(r => r.Curve).OfType<Curve>()];
        if (curves.Length == 0 || curves.Any(c => !c.X.AsSpan().SequenceEqual(curves[0].X.AsSpan()))) return null;
        var sum = new double[curves[0].X.Length];
        foreach (var curve in curves)
            for (int i = 0; i < sum.Length; i++) sum[i] += curve.Y[i];
        return new Curve(curves[0].X, [.. sum.Select(s => s / curves.Length)]);
    }

    /// <summary>Writes the report to a file, in the form that its extension names: <c>.csv</c> (rows), <c>.jsonl</c> (rows, to be read again), <c>.md</c> (a table of
    /// means and deviations), <c>.html</c> (one page with everything). A file of that name is replaced.</summary>
    /// <param name="path">The file.</param>
    /// <param name="page">Title and pictures of a page.</param>
    /// <exception cref="NotSupportedException">Another extension.</exception>
    public void Save(string path, ReportPage? page = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Action<TextWriter> write = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".csv" => writer => CsvText.Write(this, writer),
            ".jsonl" => WriteLines,
            ".md" => writer => MarkdownText.Write(this, writer),
            ".html" or ".htm" => writer => HtmlPage.Write(this, page ?? new(), writer),
            var other => throw new NotSupportedException($"Expected a report of .csv, .jsonl, .md or .html, got '{other}'."),
        };
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
        using var file = new StreamWriter(path, append: false) { NewLine = "\n" };
        write(file);
    }

    internal IReadOnlyList<StudyRow> Cell(string model, string explainer, string metric) => _cells.TryGetValue((model, explainer, metric), out var rows)
        ? rows
        : throw new ArgumentException($"Expected a model of {string.Join(", ", Models)}, an explainer of {string.Join(", ", Explainers)} and a metric of "
            + $"{string.Join(", ", Metrics)}, got '{model}', '{explainer}' and '{metric}'.");

    private void WriteLines(TextWriter writer)
    {
        writer.Write(Header.Line + "\n");
        foreach (var row in Rows) writer.Write(JsonText.Write(row) + "\n");
    }

    private static Dictionary<string, int> Places(IReadOnlyList<StudyPart> parts) => parts.Select((part, i) => (part.Name, i)).ToDictionary(p => p.Name, p => p.i);
}
