using System.Collections.Concurrent;
using Saliency.Gradients;

namespace Saliency.Tests.Gradients.RandomGraphs;

/// <summary>Graphs of random operators, attributes, shapes and broadcasts: their gradients are their differences, whatever was put together.</summary>
public class RandomGraphTests
{
    /// <summary>Straight-through gradients are no derivatives; the others came after the opsets that are drawn from.</summary>
    private static readonly string[] s_leftOut = ["QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear", "RMSNormalization", "Swish"];

    [Test]
    public void Gradient_Of200RandomGraphs_EqualsDifferences() => Check(0, 200);

    [Test, Category("Slow")]
    public void Gradient_OfManyThousandRandomGraphs_EqualsDifferences() => Check(1000, 5_000);

    [Test]
    public void Operators_OfRandomGraphs_AreAllThatHaveARule() =>
        Assert.That(RuleTable.Standard.Operators.Except(s_leftOut).Except(RandomGraph.Operators.Select(o => o.Operator)), Is.Empty);

    private static void Check(int first, int count)
    {
        var failures = new ConcurrentBag<string>();
        var refusals = new ConcurrentDictionary<string, int>();
        int directions = 0, kinks = 0;
        Parallel.For(first, first + count, seed =>
        {
            var text = RandomGraph.Of(seed);
            var check = RandomGraphCheck.Of(text, seed);
            Interlocked.Add(ref directions, check.Directions);
            Interlocked.Add(ref kinks, check.Kinks);
            foreach (string why in check.Refusals) refusals.AddOrUpdate(why, 1, (_, n) => n + 1);
            if (check.Failures.Count > 0) failures.Add($"seed {seed}, opset {text.Opset}\n{text.Text}\n{string.Join('\n', check.Failures.Take(3))}");
        });
        TestContext.Out.WriteLine($"{count} graphs, {directions} directions, {kinks} of them with a kink; refused: {string.Join(", ", refusals.Select(r => $"{r.Key} ({r.Value})"))}");
        Assert.Multiple(() =>
        {
            // The shortest say most.
            Assert.That(failures.OrderBy(f => f.Length).Take(5), Is.Empty, $"{failures.Count} graphs");
            // docs/gradients.md, Barriers.
            Assert.That(refusals.Keys, Is.SubsetOf(new[] { "Resize with a size that follows the batch" }));
            Assert.That(directions, Is.GreaterThan(10 * count));
            Assert.That(kinks, Is.LessThan(0.03 * directions));
        });
    }
}
