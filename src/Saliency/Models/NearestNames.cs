namespace Saliency.Models;

/// <summary>Finds what a mistyped name may have meant.</summary>
internal static class NearestNames
{
    private const int Most = 5;

    /// <summary>The names that contain it, then the names nearest by edits, nearest first; among equals in the given order.</summary>
    /// <remarks>A layer's name is often long, and a part of it is what one remembers: by edits alone, shorter names of other layers would be nearer.</remarks>
    public static string[] Of(string name, IEnumerable<string> names) =>
        [.. names.OrderBy(n => !n.Contains(name, StringComparison.OrdinalIgnoreCase)).ThenBy(n => Distance(name, n)).Take(Most)];

    /// <summary>The same as a sentence.</summary>
    public static string InWords(string name, IEnumerable<string> names) => $"The nearest are {string.Join(", ", Of(name, names).Select(n => $"'{n}'"))}.";

    /// <summary>Insertions, deletions and replacements that turn one text into the other, letter case aside.</summary>
    public static int Distance(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (int j = 0; j < row.Length; j++) row[j] = j;
        for (int i = 0; i < a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i + 1;
            for (int j = 0; j < b.Length; j++)
            {
                int replace = diagonal + (char.ToUpperInvariant(a[i]) == char.ToUpperInvariant(b[j]) ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(replace, Math.Min(row[j], diagonal) + 1);
            }
        }
        return row[^1];
    }
}
