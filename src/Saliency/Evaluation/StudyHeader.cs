using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Saliency.Evaluation;

/// <summary>A named part of a study, and its options as text.</summary>
internal readonly record struct StudyPart(string Name, string Settings);

/// <summary>What a study is made of: the first line of its files. Two files belong together when they agree in it.</summary>
internal sealed record StudyHeader(IReadOnlyList<StudyPart> Models, IReadOnlyList<StudyPart> Explainers, IReadOnlyList<StudyPart> Metrics, IReadOnlyList<Better> Directions, string Settings)
{
    private const string Kind = "saliency-study", Version = "1";

    /// <summary>The header as one line of JSON.</summary>
    public string Line => Write(withFingerprint: true);

    /// <summary>Sixteen hexadecimal digits that differ when anything in the header differs.</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Write(withFingerprint: false))))[..16];

    /// <summary>Rows of one image with one model.</summary>
    public int RowsPerUnit => Explainers.Count * Metrics.Count;

    public static StudyHeader Of(Study study, StudyBench[] benches) => new(
        [.. study.Models.Select(m => new StudyPart(m.Name, m.Description))],
        [.. study.Explainers.Select(e => new StudyPart(e.Name, e.Settings))],
        [.. study.Metrics.Select(m => new StudyPart(m.Name, m.Settings))],
        [.. study.Metrics.Select((m, i) => benches.Select(b => b.Metrics[i].Value?.Better).FirstOrDefault(b => b is not null)
            ?? throw new ArgumentException($"Expected a model that {m.Name} can be made of, got none. {benches[0].Metrics[i].Reason}", nameof(study)))],
        study.KeepCurves ? study.Settings : $"{study.Settings} without curves".Trim());

    /// <summary>Reads the first line of a file.</summary>
    /// <exception cref="InvalidDataException">It is not one.</exception>
    public static StudyHeader Parse(string line, string path)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            if (root.GetProperty("kind").GetString() != Kind || root.GetProperty("version").GetString() != Version)
                throw new InvalidDataException($"Expected a file of a study, version {Version}, got another in '{path}'.");
            return new StudyHeader(Parts("models"), Parts("explainers"), Parts("metrics"),
                [.. root.GetProperty("metrics").EnumerateArray().Select(m => m.GetProperty("better").GetString() == "higher" ? Better.Higher : Better.Lower)],
                root.GetProperty("settings").GetString()!);

            StudyPart[] Parts(string name) =>
                [.. root.GetProperty(name).EnumerateArray().Select(p => new StudyPart(p.GetProperty("name").GetString()!, p.GetProperty("settings").GetString()!))];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException($"Expected a file of a study, got something else in '{path}'.", e);
        }
    }

    /// <summary>What two headers disagree in, in words.</summary>
    public string DifferenceTo(StudyHeader other)
    {
        return First("models", Models, other.Models) ?? First("explainers", Explainers, other.Explainers) ?? First("metrics", Metrics, other.Metrics)
            ?? $"settings '{Settings}', got '{other.Settings}'";

        static string? First(string what, IReadOnlyList<StudyPart> mine, IReadOnlyList<StudyPart> theirs) =>
            mine.SequenceEqual(theirs) ? null : $"{what} {Words(mine.Except(theirs), mine)}, got {Words(theirs.Except(mine), theirs)}";

        static string Words(IEnumerable<StudyPart> differing, IReadOnlyList<StudyPart> all) =>
            string.Join(", ", (differing.Any() ? differing : all).Select(p => p.Settings.Length > 0 ? $"{p.Name} ({p.Settings})" : p.Name).DefaultIfEmpty("none more"));
    }

    private string Write(bool withFingerprint) => JsonText.Line(json =>
    {
        json.WriteString("kind", Kind);
        json.WriteString("version", Version);
        if (withFingerprint) json.WriteString("fingerprint", Fingerprint);
        Parts("models", Models, null);
        Parts("explainers", Explainers, null);
        Parts("metrics", Metrics, Directions);
        json.WriteString("settings", Settings);

        void Parts(string name, IReadOnlyList<StudyPart> parts, IReadOnlyList<Better>? directions)
        {
            json.WriteStartArray(name);
            for (int i = 0; i < parts.Count; i++)
            {
                json.WriteStartObject();
                json.WriteString("name", parts[i].Name);
                if (directions is not null) json.WriteString("better", directions[i] == Better.Higher ? "higher" : "lower");
                json.WriteString("settings", parts[i].Settings);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
    });
}
