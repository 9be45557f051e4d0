using System.Collections.Concurrent;

namespace Saliency.Tests.Gradients.RandomGraphs;

/// <summary>Graphs of random operators, attributes, shapes and broadcasts: their gradients are their differences, whatever was put together.</summary>
public class RandomGraphTests
{
    [Test]
    public void Gradient_OfRandomGraphs_EqualsDifferences() => Check(0, 200);

    [Test, Category("Slow")]
    public void Gradient_OfManyRandomGraphs_EqualsDifferences() =>
        Check(int.Parse(Environment.GetEnvironmentVariable("SALIENCY_FIRST") ?? "1000"), int.Parse(Environment.GetEnvironmentVariable("SALIENCY_COUNT") ?? "5000"));

    private static void Check(int first, int count)
    {
        var failures = new ConcurrentBag<(int Seed, string Text)>();
        var refusals = new ConcurrentDictionary<string, int>();
        var operators = new ConcurrentDictionary<string, int>();
        int directions = 0, kinks = 0, refused = 0;
        var clock = System.Diagnostics.Stopwatch.StartNew();
        Parallel.For(first, first + count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, seed =>
        {
            var text = RandomGraph.Of(seed);
            var check = RandomGraphCheck.Of(text, seed);
            Interlocked.Add(ref directions, check.Directions);
            Interlocked.Add(ref kinks, check.Kinks);
            foreach (var node in text.Build(3).Model.Graph.Node) operators.AddOrUpdate(node.OpType, 1, (_, n) => n + 1);
            if (check.Refusal is { } why)
            {
                refusals.AddOrUpdate(why, 1, (_, n) => n + 1);
                Interlocked.Increment(ref refused);
            }
            if (check.Failures.Count > 0) failures.Add((seed, $"opset {text.Opset}\n{text.Text}\n{string.Join('\n', check.Failures.Take(3))}"));
        });
        TestContext.Out.WriteLine($"{count} graphs, {directions} directions, {kinks} kinks, {refused} refused, {clock.Elapsed.TotalSeconds:F1} s");
        foreach (var (why, n) in refusals.OrderByDescending(r => r.Value)) TestContext.Out.WriteLine($"  {n} × {why}");
        TestContext.Out.WriteLine("never: " + string.Join(' ', Saliency.Gradients.RuleTable.Standard.Operators.Where(o => !operators.ContainsKey(o)).Order()));
        TestContext.Out.WriteLine(string.Join(' ', operators.OrderBy(o => o.Value).Select(o => $"{o.Key} {o.Value}")));
        foreach (var (seed, text) in failures.OrderBy(f => f.Text.Length).Take(25)) TestContext.Out.WriteLine($"--- seed {seed} {text}");
        Assert.That(failures.Select(f => f.Seed).Order(), Is.Empty);
    }
}
