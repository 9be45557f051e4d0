using System.Text.Json;

namespace Saliency.Tests.Reference;

/// <summary>The folder of numbers that independent libraries computed: the copy beside these tests, or the one that SALIENCY_REFERENCE names.</summary>
public static class ReferenceSet
{
    /// <summary>The folder, or null where there is none.</summary>
    public static string? Root { get; } = Find();

    /// <summary>The cases of a kind (explainers, metrics, perturbation, imaging, gradients) that are wanted here, each as one test.</summary>
    /// <param name="kind">A top folder of the set.</param>
    /// <param name="wanted">Chooses by the case's label: its method where the index gives one, else its path.</param>
    public static IEnumerable<TestCaseData> Tests(string kind, Func<string, bool> wanted)
    {
        if (Root is null || !File.Exists(Path.Combine(Root, kind, "index.json")))
        {
            yield return Absent(kind, $"there is no {kind}/index.json in the reference set at '{Root}'");
            yield break;
        }
        bool any = false;
        foreach (var (label, name, file) in Index(Path.Combine(Root, kind)))
        {
            if (!wanted(label)) continue;
            any = true;
            yield return new TestCaseData(new ReferenceCase(name, file)).SetArgDisplayNames(name);
        }
        if (!any) yield return Absent(kind, $"the reference set at '{Root}' has no such case of {kind}");
    }

    /// <summary>The cases of methods whose name starts so.</summary>
    public static IEnumerable<TestCaseData> Tests(string kind, string prefix) => Tests(kind, label => label.StartsWith(prefix, StringComparison.Ordinal));

    private static IgnoredTestCaseData Absent(string kind, string reason) =>
        new TestCaseData(new ReferenceCase($"{kind} absent", "")).SetArgDisplayNames($"{kind} absent").Ignore(reason);

    // Two formats: {method, name, path: "…/case.json"} and {path: "folder"}.
    private static IEnumerable<(string Label, string Name, string File)> Index(string folder)
    {
        using var index = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "index.json")));
        foreach (var entry in index.RootElement.GetProperty("cases").EnumerateArray())
        {
            string path = entry.GetProperty("path").GetString()!;
            string file = Path.Combine(folder, path.EndsWith(".json", StringComparison.Ordinal) ? path : $"{path}/case.json");
            string name = entry.TryGetProperty("name", out var n) ? n.GetString()! : path;
            yield return (entry.TryGetProperty("method", out var method) ? method.GetString()! : path, name, file);
        }
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("SALIENCY_REFERENCE") is { Length: > 0 } named) return Path.GetFullPath(named);
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string data = Path.Combine(folder.FullName, "Reference", "Data");
            if (Directory.Exists(data)) return data;
        }
        return null;
    }
}
