using System.Collections.Immutable;
using System.Globalization;

namespace Saliency.Models;

/// <summary>Class names as files write them: one a line, a Python dictionary or list, a JSON list, or separated by commas.</summary>
internal static class LabelText
{
    private static readonly string[] Keys = ["labels", "classes", "names", "class_names"];

    /// <summary>The class names in a model's metadata; empty where there are none.</summary>
    public static ImmutableArray<string> Find(IReadOnlyDictionary<string, string> metadata)
    {
        foreach (string key in Keys)
            if (metadata.TryGetValue(key, out string? text) && text.Length > 0) return Parse(text);
        return [];
    }

    /// <summary>Reads names, in order of their indices.</summary>
    public static ImmutableArray<string> Parse(string text)
    {
        string trimmed = text.Trim();
        if (trimmed.Length == 0) return [];
        if (trimmed[0] is '{' or '[') return Bracketed(trimmed);
        return trimmed.Contains('\n')
            ? [.. text.TrimEnd('\r', '\n').Split('\n').Select(l => l.Trim())]
            : [.. trimmed.Split(',').Select(l => l.Trim())];
    }

    /// <summary>A sentence where a vector of class scores has another length than the labels; more or fewer names are usually shifted names.</summary>
    public static ImmutableArray<string> Doubts(IReadOnlyList<string> labels, OutputInfo output) =>
        labels.Count > 0 && labels.Count != output.Length && output.Kind != ScoreKind.Values && output.Shape.Count(d => d != 1) == 1
            ? [$"There are {labels.Count} labels for the {output.Length} classes of '{output.Name}': check that they are not shifted."]
            : [];

    // {0: 'person', 1: "bird's nest"}, ['a', 'b'] and their JSON forms: strings in quotes, with a number before a colon or counted on.
    private static ImmutableArray<string> Bracketed(string text)
    {
        var names = new SortedDictionary<int, string>();
        int next = 0;
        for (int at = 1; at < text.Length; at++)
        {
            if (text[at] is not ('\'' or '"'))
            {
                if (char.IsAsciiDigit(text[at]))
                {
                    int start = at;
                    while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
                    if (!int.TryParse(text.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture, out next)) return [];
                    at--;
                }
                continue;
            }
            string value = Quoted(text, ref at);
            if (AheadIsColon(text, at))
            {
                // A JSON object has its numbers in quotes.
                if (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out next)) return [];
                continue;
            }
            names[next++] = value;
        }
        // An index far beyond the names is damage, not a class.
        if (names.Count == 0 || names.Keys.Last() > 1_000_000) return [];
        var labels = new string[names.Keys.Last() + 1];
        for (int i = 0; i < labels.Length; i++) labels[i] = names.GetValueOrDefault(i, $"class {i}");
        return [.. labels];
    }

    private static string Quoted(string text, ref int at)
    {
        char quote = text[at++];
        var value = new System.Text.StringBuilder();
        for (; at < text.Length && text[at] != quote; at++)
        {
            if (text[at] == '\\' && at + 1 < text.Length) at++;
            value.Append(text[at]);
        }
        return value.ToString();
    }

    private static bool AheadIsColon(string text, int quoteEnd)
    {
        int at = quoteEnd + 1;
        while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
        return at < text.Length && text[at] == ':';
    }
}
