using System.Text.Json;

namespace Saliency.Tests.Reference;

/// <summary>One case: what goes in, with which settings, what must come out, and how near.</summary>
public sealed class ReferenceCase(string name, string file)
{
    private readonly Lazy<JsonElement> _root = new(() =>
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        return document.RootElement.Clone();
    });

    public string Name => name;

    public string Notes => Root.GetProperty("notes").GetString()!;

    public string ModelPath => FileOf("model") ?? throw new InvalidDataException($"Expected a model in {file}, got none.");

    /// <summary>The same net exported another way, where there is one.</summary>
    public string? OtherModelPath => FileOf("other_model");

    private JsonElement Root => _root.Value;

    private string Folder => Path.GetDirectoryName(file)!;

    public ReferenceArray Input(string key) => ReferenceArray.Read(Root.GetProperty("inputs").GetProperty(key), Folder);

    public bool HasInput(string key) => Root.GetProperty("inputs").TryGetProperty(key, out _);

    public JsonElement Parameter(string key) => Root.GetProperty("params").GetProperty(key);

    public bool HasParameter(string key) => Root.GetProperty("params").TryGetProperty(key, out _);

    public bool Expects(string key) => Root.GetProperty("expected").TryGetProperty(key, out _);

    public IEnumerable<string> ExpectedNames => Root.GetProperty("expected").EnumerateObject().Select(p => p.Name);

    public ReferenceArray Expected(string key) => ReferenceArray.Read(Root.GetProperty("expected").GetProperty(key), Folder);

    /// <summary>The error that the case allows for an output: <c>atol + rtol·|expected|</c>.</summary>
    public Tolerance ToleranceOf(string key)
    {
        var tolerance = Root.GetProperty("tolerance");
        if (tolerance.TryGetProperty("per_output", out var each) && each.TryGetProperty(key, out var own)) tolerance = own;
        return new Tolerance(tolerance.GetProperty("rtol").GetDouble(), tolerance.GetProperty("atol").GetDouble());
    }

    /// <summary>Fails with the worst place when a value strays from the expected one by more than the case allows.</summary>
    public void AssertClose(string key, ReadOnlySpan<float> actual) => Close.Assert(Expected(key), actual, ToleranceOf(key), $"{name}: {key}");

    /// <summary>Fails when a number strays from the expected one by more than the case allows.</summary>
    public void AssertClose(string key, double actual) => Close.Assert(Expected(key), [actual], ToleranceOf(key), $"{name}: {key}");

    public override string ToString() => name;

    private string? FileOf(string key) => Root.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String
        ? Path.GetFullPath(Path.Combine(Folder, value.GetString()!))
        : null;
}
