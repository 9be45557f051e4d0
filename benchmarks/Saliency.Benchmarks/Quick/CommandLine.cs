using System.Globalization;

namespace Saliency.Benchmarks.Quick;

/// <summary>The options after a quick command: <c>--name value</c>.</summary>
internal sealed class CommandLine
{
    private readonly Dictionary<string, string> _values = [];

    public CommandLine(ReadOnlySpan<string> arguments)
    {
        for (int i = 0; i < arguments.Length; i += 2)
        {
            if (!arguments[i].StartsWith("--", StringComparison.Ordinal) || i + 1 == arguments.Length)
                throw new ArgumentException($"Expected '--name value', got '{string.Join(' ', arguments[i..])}'.");
            _values[arguments[i][2..]] = arguments[i + 1];
        }
    }

    public string? Value(string name) => _values.GetValueOrDefault(name);

    public int Number(string name, int otherwise) => Value(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
