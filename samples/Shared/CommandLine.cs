using System.Globalization;

namespace Saliency.Samples;

/// <summary>The arguments of a sample: files, and options with a value each.</summary>
internal sealed class CommandLine
{
    private readonly List<string> _files = [];
    private readonly List<(string Option, string Value)> _given = [];

    public CommandLine(string[] args, int mostFiles, params string[] options)
    {
        for (int i = 0; i < args.Length; i++)
        {
            if (!args[i].StartsWith('-')) _files.Add(args[i]);
            else if (!options.Contains(args[i])) throw new UsageException($"Expected an option of {string.Join(", ", options)}, got '{args[i]}'.");
            else if (i + 1 == args.Length) throw new UsageException($"Expected a value after '{args[i]}'.");
            else _given.Add((args[i], args[++i]));
        }
        if (_files.Count > mostFiles) throw new UsageException($"Expected {(mostFiles == 0 ? "an option" : "no further file")}, got '{_files[mostFiles]}'.");
    }

    public IReadOnlyList<string> Files => _files;

    /// <summary>What an option was given, each time that it was named.</summary>
    public List<string> Values(string option) => [.. _given.Where(g => g.Option == option).Select(g => g.Value)];

    /// <summary>What an option was given last; null where it was not named.</summary>
    public string? Value(string option) => Values(option).LastOrDefault();

    public int? Number(string option) => Value(option) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number
        : throw new UsageException($"Expected a whole number after '{option}', got '{text}'.");
}
