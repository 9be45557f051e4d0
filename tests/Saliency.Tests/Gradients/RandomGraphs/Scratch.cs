namespace Saliency.Tests.Gradients.RandomGraphs;

[Explicit]
public class Scratch
{
    [Test]
    public void Text()
    {
        string[] lines = File.ReadAllLines("/tmp/s11-text.txt");
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var check = RandomGraphCheck.Of(new GraphText(string.Join('\n', lines.Skip(1)), int.Parse(lines[0])), int.Parse(Environment.GetEnvironmentVariable("SALIENCY_SEED") ?? "1"));
        File.WriteAllText("/tmp/s11-out.txt", $"{clock.Elapsed} {check.Directions} {check.Kinks} {check.Refusal} {string.Join('\n', check.Failures)}");
    }

    [Test]
    public void Seeds()
    {
        for (int seed = int.Parse(Environment.GetEnvironmentVariable("SALIENCY_FIRST")!), i = 0; i < int.Parse(Environment.GetEnvironmentVariable("SALIENCY_COUNT")!); i++)
        {
            File.WriteAllText("/tmp/s11-seed.txt", $"generating {seed + i}");
            var text = RandomGraph.Of(seed + i);
            File.WriteAllText("/tmp/s11-seed.txt", $"checking {seed + i}\n{text.Opset}\n{text.Text}");
            RandomGraphCheck.Of(text, seed + i);
        }
    }
}
