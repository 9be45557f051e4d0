using System.Reflection;
using System.Text.RegularExpressions;
using Saliency.Gradients;
using Saliency.Gradients.Passes;

namespace Saliency.Tests.Gradients;

/// <summary>The tables of the documentation and the cases of the tests leave no operator out.</summary>
public partial class OperatorTableTests
{
    // Two old names are replaced while the opset is raised.
    private static IEnumerable<string> Differentiable => RuleTable.Standard.Operators.Concat(FusedOperators.Rewritings.Keys).Concat(IntegerArithmetic.Rewritings.Keys).Concat(["Upsample", "Scatter"]);

    [Test]
    public void Documentation_OfOperators_ListsWhatTheCodeHas()
    {
        string page = File.ReadAllText(Find("docs/gradients.md"));

        var listed = page.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).SelectMany(line => Quoted().Matches(line.Split('|')[1]).Select(m => m.Groups[1].Value));

        Assert.That(listed, Is.EquivalentTo(Differentiable));
    }

    [Test]
    public void Cases_OfTheRuleTests_CoverEveryRule()
    {
        var tested = typeof(OperatorTableTests).Assembly.GetTypes()
            .Select(type => type.GetField("s_cases", BindingFlags.Static | BindingFlags.NonPublic)?.GetValue(null)).OfType<OperatorCase[]>()
            .SelectMany(cases => cases).Select(c => c.Operator).ToHashSet();

        // Straight-through gradients differ from differences on purpose; QuantizationTests have them.
        var left = RuleTable.Standard.Operators.Except(tested).Except(["QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear"]);

        Assert.That(left, Is.Empty);
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    private static string Find(string file)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, file))) return Path.Combine(folder.FullName, file);
        throw new FileNotFoundException($"Expected {file} above {AppContext.BaseDirectory}.");
    }
}
