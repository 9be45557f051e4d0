namespace Saliency.Benchmarks.Quick;

/// <summary>The files that ship with the samples, found from any directory inside the repository.</summary>
internal static class Assets
{
    public static string Find(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "samples", "assets", name);
            if (File.Exists(path)) return path;
        }
        throw new FileNotFoundException($"Expected samples/assets/{name} above {AppContext.BaseDirectory}.");
    }
}
