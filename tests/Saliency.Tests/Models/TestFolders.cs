namespace Saliency.Tests.Models;

/// <summary>Where files for tests lie.</summary>
internal static class TestFolders
{
    /// <summary>The folder of the solution.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>Numbers of independent libraries; another folder of the same form can be named by SALIENCY_REFERENCE.</summary>
    public static string Reference { get; } = Environment.GetEnvironmentVariable("SALIENCY_REFERENCE") is { Length: > 0 } given
        ? given
        : Path.Combine(Repository, "tests", "Saliency.Tests", "Reference", "Data");

    /// <summary>Real models; null where there are none.</summary>
    public static string? RealModels
    {
        get
        {
            string folder = Environment.GetEnvironmentVariable("SALIENCY_MODELS") is { Length: > 0 } given
                ? given
                : Path.Combine(Repository, "..", "shared", "models");
            return File.Exists(Path.Combine(folder, "models.json")) ? Path.GetFullPath(folder) : null;
        }
    }

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Saliency.sln"))) return folder.FullName;
        throw new InvalidOperationException("Expected the tests to run inside the repository, found no Saliency.sln above them.");
    }
}
