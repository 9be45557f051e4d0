using System.Text.Json;
using Saliency.Tests.Architecture;

namespace Saliency.Tests.Reference;

/// <summary>The folder of numbers that independent libraries computed: the copy beside these tests, or the one that SALIENCY_REFERENCE names.</summary>
public static class ReferenceSet
{
    /// <summary>The copy beside these tests, whatever SALIENCY_REFERENCE names.</summary>
    public static string Copy { get; } = Repository.At("tests/Saliency.Tests/Reference/Data");

    /// <summary>The folder to read.</summary>
    public static string Root { get; } = Environment.GetEnvironmentVariable("SALIENCY_REFERENCE") is { Length: > 0 } named ? Path.GetFullPath(named) : Copy;

    /// <summary>The cases of a kind (explainers, metrics, perturbation, imaging, gradients) that are wanted here, each as one test.</summary>
    /// <param name="kind">A top folder of the set.</param>
    /// <param name="wanted">Chooses by the case's label: its method where the index gives one, else its path.</param>
    public static IEnumerable<TestCaseData> Tests(string kind, Func<string, bool> wanted)
    {
        if (!File.Exists(Path.Combine(Root, kind, "index.json"))) return [Absent(kind, $"There is no {kind}/index.json in the reference set at '{Root}'.")];
        TestCaseData[] tests = [.. from entry in Index(Path.Combine(Root, kind)) where wanted(entry.Label) select Test(kind, entry.Name, entry.File)];
        return tests.Length > 0 ? tests : [Absent(kind, $"The reference set at '{Root}' has no such case of {kind}.")];
    }

    /// <summary>The cases whose label starts so.</summary>
    public static IEnumerable<TestCaseData> Tests(string kind, string prefix) => Tests(kind, label => label.StartsWith(prefix, StringComparison.Ordinal));

    // An index may list more than was copied.
    private static TestCaseData Test(string kind, string name, string file) => File.Exists(file)
        ? new TestCaseData(new ReferenceCase(name, file)).SetArgDisplayNames(name)
        : Absent(kind, $"The reference set at '{Root}' lists {kind}/{name} and does not hold it.");

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
}
