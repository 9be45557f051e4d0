using System.Text.RegularExpressions;

namespace Saliency.Tests.Architecture;

public sealed partial class NamingTests
{
    // Words that say that a thing exists, not what it is.
    private static readonly string[] s_vague =
        ["Helper", "Helpers", "Manager", "Service", "Services", "Util", "Utils", "Utility", "Utilities", "Common", "Base", "Misc"];

    [Test]
    public void Class_Public_IsSealedStaticOrAbstract()
    {
        var open =
            from type in typeof(SaliencyMap).Assembly.GetExportedTypes()
            where type.IsClass && !type.IsSealed && !type.IsAbstract
            select type.FullName;

        Assert.That(open, Is.Empty);
    }

    [Test]
    public void TypeName_OfTheLibrary_SaysWhatTheTypeIs()
    {
        var vague =
            from type in Layers.Types
            where Words().Matches(type.Name).Any(word => s_vague.Contains(word.Value))
            select type.FullName;

        Assert.That(vague, Is.Empty);
    }

    [Test]
    public void FileAndFolderName_OfTheLibrary_SaysWhatIsInside()
    {
        var vague =
            from file in Repository.LibrarySources
            where Words().Matches(file).Any(word => s_vague.Contains(word.Value))
            select file;

        Assert.That(vague, Is.Empty);
    }

    // "Baseline" and "Database" are words of their own; "MetricBase" is two.
    [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z][a-z0-9]*")]
    private static partial Regex Words();
}
