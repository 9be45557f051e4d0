using System.Runtime.InteropServices;
using System.Text.Json;

namespace Saliency.Tests.Numerics;

/// <summary>A case of the reference set, read as far as the kernels need it.</summary>
internal sealed class StoredCase
{
    private readonly string _folder;
    private readonly JsonElement _root;

    private StoredCase(string folder)
    {
        _folder = folder;
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "case.json")));
        _root = document.RootElement.Clone();
    }

    public double Relative => _root.GetProperty("tolerance").GetProperty("rtol").GetDouble();

    public double Absolute => _root.GetProperty("tolerance").GetProperty("atol").GetDouble();

    /// <summary>Opens a case, or ignores the running test where the set does not hold it.</summary>
    public static StoredCase Open(string path)
    {
        string? root = Root();
        if (root is null) Assert.Ignore("There is no reference set: SALIENCY_REFERENCE names none, and Reference/Data does not exist.");
        string folder = Path.Combine(root!, path);
        if (!File.Exists(Path.Combine(folder, "case.json"))) Assert.Ignore($"The reference set at '{root}' has no case {path}.");
        return new StoredCase(folder);
    }

    public JsonElement Parameter(string key) => _root.GetProperty("params").GetProperty(key);

    public double Number(string group, string key) => _root.GetProperty("expected").GetProperty(group).GetProperty(key).GetDouble();

    public int[] Shape(string input) => [.. _root.GetProperty("inputs").GetProperty(input).GetProperty("shape").EnumerateArray().Select(d => d.GetInt32())];

    public float[] Input(string key) => Read<float>(_root.GetProperty("inputs").GetProperty(key));

    public int[] InputInts(string key) => Read<int>(_root.GetProperty("inputs").GetProperty(key));

    public float[] Expected(string key) => Read<float>(_root.GetProperty("expected").GetProperty(key));

    public void AssertClose(string key, ReadOnlySpan<float> actual)
    {
        var expected = Expected(key);
        Assert.That(actual.Length, Is.EqualTo(expected.Length), key);
        for (int i = 0; i < expected.Length; i++)
            if (!(Math.Abs(actual[i] - expected[i]) <= Absolute + (Relative * Math.Abs(expected[i]))))
                Assert.Fail($"{key}: expected {expected[i]} at index {i}, got {actual[i]}");
    }

    private T[] Read<T>(JsonElement tensor) where T : struct =>
        MemoryMarshal.Cast<byte, T>(File.ReadAllBytes(Path.Combine(_folder, tensor.GetProperty("file").GetString()!))).ToArray();

    private static string? Root()
    {
        if (Environment.GetEnvironmentVariable("SALIENCY_REFERENCE") is { Length: > 0 } named) return named;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "Reference", "Data") is var data && Directory.Exists(data)) return data;
        return null;
    }
}
