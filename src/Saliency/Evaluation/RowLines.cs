using System.Text;

namespace Saliency.Evaluation;

/// <summary>A study's file of lines, read: its header, the rows of every complete image, and where in the file these end.</summary>
/// <remarks>Whoever writes such a file may die at any byte: what follows the last complete image is cut off and made again.</remarks>
internal sealed record RowLines(StudyHeader Header, IReadOnlyList<StudyRow> Rows, long End)
{
    /// <summary>Reads from where the stream stands; null where not even the header is complete.</summary>
    /// <exception cref="InvalidDataException">It is no file of a study, or rows are missing in its midst.</exception>
    public static RowLines? Read(Stream stream, string path)
    {
        using var reader = new StreamReader(stream, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: false, leaveOpen: true);
        if (Next(reader, out long at) is not { } first) return null;
        var header = StudyHeader.Parse(first, path);
        var rows = new List<StudyRow>();
        var unit = new List<StudyRow>();
        long end = at;
        for (int number = 2; Next(reader, out long length) is { } line; number++)
        {
            var row = JsonText.Read(line, path, number);
            at += length;
            if (unit.Count > 0 && (row.Index != unit[0].Index || row.Model != unit[0].Model))
                throw new InvalidDataException($"Expected {header.RowsPerUnit} rows of '{unit[0].Image}' with {unit[0].Model}, got {unit.Count} before line {number} of '{path}'.");
            CheckPlace(row, header, unit.Count, path, number);
            unit.Add(row);
            if (unit.Count < header.RowsPerUnit) continue;
            rows.AddRange(unit);
            unit.Clear();
            end = at;
        }
        return new RowLines(header, rows, end);
    }

    private static void CheckPlace(StudyRow row, StudyHeader header, int place, string path, int number)
    {
        string explainer = header.Explainers[place / header.Metrics.Count].Name, metric = header.Metrics[place % header.Metrics.Count].Name;
        if (row.Explainer != explainer || row.Metric != metric || header.Models.All(m => m.Name != row.Model))
            throw new InvalidDataException($"Expected the row of {explainer} and {metric}, got {row.Explainer} and {row.Metric} in line {number} of '{path}'.");
    }

    // A line counts only with its end: the last one may have been cut in the middle of a number.
    private static string? Next(StreamReader reader, out long length)
    {
        var text = new StringBuilder();
        int c;
        while ((c = reader.Read()) is not (-1 or '\n')) text.Append((char)c);
        string line = text.ToString();
        length = Encoding.UTF8.GetByteCount(line) + 1;
        return c == '\n' ? line : null;
    }
}
