using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Saliency.Evaluation;

/// <summary>Rows as lines of JSON: shortest digits that give the same double back, no line breaks within.</summary>
internal static class JsonText
{
    // A file of lines is no page: names keep their letters.
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One object on one line, without the line's end.</summary>
    public static string Line(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, s_options))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static string Write(StudyRow row) => Line(json =>
    {
        json.WriteNumber("index", row.Index);
        json.WriteString("image", row.Image);
        json.WriteString("model", row.Model);
        json.WriteString("explainer", row.Explainer);
        json.WriteString("metric", row.Metric);
        if (row.Value is { } value) json.WriteNumber("value", value);
        else json.WriteNull("value");
        if (row.Outcome != StudyOutcome.Measured)
        {
            json.WriteString("outcome", row.Outcome == StudyOutcome.Missing ? "missing" : "failed");
            json.WriteString("reason", row.Reason);
        }
        json.WriteNumber("runs", row.ModelRuns);
        if (row.Curve is not { } curve) return;
        Numbers("x", curve.X);
        Numbers("y", curve.Y);

        void Numbers(string name, ImmutableArray<double> values)
        {
            json.WriteStartArray(name);
            foreach (double v in values) json.WriteNumberValue(v);
            json.WriteEndArray();
        }
    });

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is no row.</exception>
    public static StudyRow Read(string line, string path, int number)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            return new StudyRow(root.GetProperty("index").GetInt32(), Text("image"), Text("model"), Text("explainer"), Text("metric"))
            {
                Value = root.GetProperty("value") is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : null,
                Outcome = !root.TryGetProperty("outcome", out var outcome) ? StudyOutcome.Measured : outcome.GetString() == "missing" ? StudyOutcome.Missing : StudyOutcome.Failed,
                Reason = root.TryGetProperty("reason", out var reason) ? reason.GetString()! : "",
                ModelRuns = root.GetProperty("runs").GetInt64(),
                Curve = root.TryGetProperty("x", out var x) ? new Curve(Numbers(x), Numbers(root.GetProperty("y"))) : null,
            };

            string Text(string name) => root.GetProperty(name).GetString()!;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new InvalidDataException($"Expected a row of a study, got something else in line {number} of '{path}'.", e);
        }
    }

    private static ImmutableArray<double> Numbers(JsonElement array) => [.. array.EnumerateArray().Select(v => v.GetDouble())];
}
