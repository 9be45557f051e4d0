namespace Saliency.Samples;

/// <summary>The files that ship with the samples; the build lays them beside the program.</summary>
internal static class Asset
{
    public static string Of(string name) => Path.Combine(AppContext.BaseDirectory, "assets", name);

    /// <summary>Says now what would otherwise be said after a minute's work.</summary>
    public static void Require(IEnumerable<string> files)
    {
        if (files.FirstOrDefault(file => !File.Exists(file)) is { } missing)
            throw new FileNotFoundException($"Expected a file '{missing}', found none.");
    }
}
