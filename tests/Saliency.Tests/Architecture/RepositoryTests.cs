using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Saliency.Tests.Architecture;

public sealed partial class RepositoryTests
{
    private static readonly string[] s_topLevel =
    [
        "src", "tests", "benchmarks", "samples", "docs", "Saliency.sln", "LICENSE", "NOTICE", "README.md", "nuget.config", "Directory.Build.props",
        "Directory.Packages.props", ".editorconfig", ".gitignore", ".gitattributes", "build.sh", "eng", ".ci",
    ];

    private static readonly string[] s_binary = [".onnx", ".png", ".jpg", ".bin", ".npy", ".gz", ".tif", ".webp", ".gif", ".bmp"];

    [Test]
    public void TopLevel_OfTheRepository_HoldsOnlyWhatWasAgreed() =>
        Assert.That(Repository.Tracked().Select(file => file.Path.Split('/')[0]).Distinct().Except(s_topLevel), Is.Empty);

    [Test]
    public void TrackedText_Names_NoRegistryHostAndNoPathOfAMachine()
    {
        var named =
            from file in Repository.Tracked()
            where !s_binary.Contains(Path.GetExtension(file.Path))
            from line in File.ReadLines(Repository.At(file.Path))
            where RegistryHost().IsMatch(line) || MachinePath().IsMatch(line)
            select $"{file.Path}: {line.Trim()}";

        Assert.That(named, Is.Empty);
    }

    // Tests may look for more models beside the checkout and skip where there are none; nothing else may.
    [Test]
    public void TrackedText_OutsideTheTests_DependsOnNothingBesideTheCheckout()
    {
        var named =
            from file in Repository.Tracked()
            where !file.Path.StartsWith("tests/", StringComparison.Ordinal) && !s_binary.Contains(Path.GetExtension(file.Path))
            from line in File.ReadLines(Repository.At(file.Path))
            where line.Contains("../" + "shared", StringComparison.Ordinal)
            select $"{file.Path}: {line.Trim()}";

        Assert.That(named, Is.Empty);
    }

    [Test]
    public void Script_Tracked_IsExecutable()
    {
        var inert =
            from file in Repository.Tracked()
            where file.Path.EndsWith(".sh", StringComparison.Ordinal) || file.Path == ".ci/run"
            where file.Mode != "100755"
            select file.Path;

        Assert.That(inert, Is.Empty);
    }

    [Test]
    public void Link_InAPageOfTheRepository_LeadsToAFileOfIt()
    {
        var dead =
            from page in Repository.Tracked()
            where page.Path.EndsWith(".md", StringComparison.Ordinal)
            let folder = Path.GetDirectoryName(Repository.At(page.Path))!
            from Match link in Link().Matches(File.ReadAllText(Repository.At(page.Path)))
            let goal = link.Groups[1].Value
            where !Path.Exists(Path.GetFullPath(Path.Combine(folder, goal)))
            select $"{page.Path} links to {goal}";

        Assert.That(dead, Is.Empty);
    }

    [Test]
    public void SampleAsset_Shipped_HasTheHashThatItsPageStates()
    {
        string page = File.ReadAllText(Repository.At("samples/assets/README.md"));
        var unstated =
            from file in Directory.EnumerateFiles(Repository.At("samples/assets"), "*", SearchOption.AllDirectories)
            where Path.GetExtension(file) is ".onnx" or ".jpg"
            where !page.Contains(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))), StringComparison.Ordinal)
            select Path.GetFileName(file);

        Assert.That(unstated, Is.Empty);
    }

    [GeneratedRegex(@"https?://[^ ""]*(nuget|npm|debian|pypi)[^ ""]*\.(org|com|net)")]
    private static partial Regex RegistryHost();

    [GeneratedRegex(@"(^|[^A-Za-z.])/(w[o]rk|r[o]ot|t[m]p)/")]
    private static partial Regex MachinePath();

    // [words](path) and ![words](path); addresses of the web and places on the same page are not files.
    [GeneratedRegex(@"\]\((?!https?:|#)([^)#\s]+)(?:#[^)]*)?\)")]
    private static partial Regex Link();
}
