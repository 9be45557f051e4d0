namespace Saliency.Tests.Architecture;

// A change of the public surface is a decision, so it shows up in the diff of a commit: as a change of PublicApi.txt.
public sealed class PublicApiTests
{
    [Test]
    public void PublicSurface_OfTheLibrary_IsAsListed()
    {
        string path = Repository.At("tests/Saliency.Tests/Architecture/PublicApi.txt");
        string received = Path.ChangeExtension(path, "received.txt");
        string listing = PublicApi.List(typeof(SaliencyMap).Assembly);
        if (Environment.GetEnvironmentVariable("SALIENCY_ACCEPT_API") == "1") File.WriteAllText(path, listing);
        string listed = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        if (listed == listing)
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, listing);
        Assert.Fail($"""
            The public surface differs from PublicApi.txt:
            {Difference(listed.Split('\n'), listing.Split('\n'))}
            The surface as it is now stands in {Path.GetFileName(received)} beside it.
            To accept it, run this test once with SALIENCY_ACCEPT_API=1 in the environment and commit PublicApi.txt.
            """);
    }

    private static string Difference(string[] listed, string[] now)
    {
        var gone = listed.Except(now).Select(line => "- " + line.Trim());
        var added = now.Except(listed).Select(line => "+ " + line.Trim());
        string[] lines = [.. gone, .. added];
        if (lines.Length == 0) return "(the same lines in another order)";
        return string.Join('\n', lines.Take(40)) + (lines.Length > 40 ? $"\n… and {lines.Length - 40} more" : "");
    }
}
