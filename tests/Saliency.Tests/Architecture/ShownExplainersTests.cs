using Saliency.Samples;

namespace Saliency.Tests.Architecture;

/// <summary>What a newcomer is shown is what there is.</summary>
public sealed class ShownExplainersTests
{
    private static IEnumerable<string> Explainers =>
        from type in typeof(IExplainer).Assembly.GetExportedTypes()
        where typeof(IExplainer).IsAssignableFrom(type) && type is { IsClass: true, IsAbstract: false }
        select type.Name;

    [Test]
    public void ContactSheet_Tries_EveryExplainer() =>
        Assert.That(Explainers.Except(Methods.Families.SelectMany(family => family.Methods).Select(method => method.Class)), Is.Empty);

    [Test]
    public void TableOfExplainers_Lists_EveryExplainer()
    {
        string page = File.ReadAllText(Repository.At("docs/explainers/README.md"));

        Assert.That(Explainers.Where(name => !page.Contains($"`{name}`", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void References_Headings_AreSortedAndOccurOnce()
    {
        string[] headings = [.. File.ReadLines(Repository.At("docs/references.md")).Where(line => line.StartsWith("## ", StringComparison.Ordinal)).Select(Key)];

        Assert.That(headings, Is.Ordered.And.Unique);

        // Letters and digits alone, so that LayerCAM and Layer-wise stand where a reader looks.
        static string Key(string heading) => string.Concat(heading.ToLowerInvariant().Replace("++", "2", StringComparison.Ordinal).Where(c => char.IsAsciiLetterOrDigit(c)));
    }
}
