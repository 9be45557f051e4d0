using System.Globalization;
using System.Buffers;

namespace Saliency.Evaluation;

/// <summary>A report's rows as comma-separated values (RFC 4180): one record for each judgement, lines end in CR LF, numbers with a point.</summary>
internal static class CsvText
{
    private static readonly SearchValues<char> s_quoted = SearchValues.Create(",\"\r\n");

    public static void Write(Report report, TextWriter writer)
    {
        Record(writer, "index", "image", "model", "explainer", "metric", "value", "outcome", "reason", "model_runs");
        foreach (var r in report.Rows)
        {
            Record(writer, r.Index.ToString(CultureInfo.InvariantCulture), r.Image, r.Model, r.Explainer, r.Metric, r.Value?.ToString("R", CultureInfo.InvariantCulture) ?? "",
                Word(r.Outcome), r.Reason, r.ModelRuns.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static string Word(StudyOutcome outcome) => outcome switch
    {
        StudyOutcome.Measured => "measured",
        StudyOutcome.Missing => "missing",
        _ => "failed",
    };

    private static void Record(TextWriter writer, params ReadOnlySpan<string> fields)
    {
        for (int i = 0; i < fields.Length; i++)
        {
            if (i > 0) writer.Write(',');
            writer.Write(fields[i].AsSpan().ContainsAny(s_quoted) ? $"\"{fields[i].Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : fields[i]);
        }
        writer.Write("\r\n");
    }
}
