using System.Diagnostics;

namespace Saliency.Tests.Architecture;

/// <summary>The source tree that these tests were built from.</summary>
internal static class Repository
{
    /// <summary>The folder of Saliency.sln: the nearest one above the test assembly.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The C# files of the library, as paths from the root with forward slashes.</summary>
    public static IReadOnlyList<string> LibrarySources { get; } =
    [
        .. Directory.EnumerateFiles(At("src/Saliency"), "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    public static string At(string path) => Path.Combine(Root, path);

    /// <summary>What git tracks: mode and path. The test is skipped where there is no git or no checkout.</summary>
    public static IReadOnlyList<(string Mode, string Path)> Tracked()
    {
        // The folder may belong to another user, as in a container; reading a listing is harmless.
        var start = new ProcessStartInfo("git", ["-c", "safe.directory=*", "-C", Root, "ls-files", "-s", "-z"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string listing;
        try
        {
            using var git = Process.Start(start)!;
            git.ErrorDataReceived += (_, _) => { };
            git.BeginErrorReadLine();
            listing = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            if (git.ExitCode != 0) Assert.Ignore("This source tree is not a git checkout.");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Ignore("git is not on the PATH.");
            throw;
        }

        // "100644 hash stage<tab>path"; a file deleted but not yet committed is still listed.
        return [.. listing.Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => (Mode: line[..6], Path: line[(line.IndexOf('\t', StringComparison.Ordinal) + 1)..]))
            .Where(file => File.Exists(At(file.Path)))];
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Saliency.sln"))) return folder.FullName;
        throw new InvalidOperationException($"Expected Saliency.sln in a folder above {AppContext.BaseDirectory}, found none.");
    }
}
