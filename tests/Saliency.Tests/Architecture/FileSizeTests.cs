namespace Saliency.Tests.Architecture;

public sealed class FileSizeTests
{
    private const int MostLines = 300;

    // A longer file needs a reason, for example that it is a table.
    private static readonly Dictionary<string, string> s_reasons = new()
    {
    };

    [Test]
    public void SourceFile_OfTheLibrary_IsShortOrHasAReason()
    {
        var tooLong =
            from file in Repository.LibrarySources
            let lines = File.ReadLines(Repository.At(file)).Count()
            where lines > MostLines && !s_reasons.ContainsKey(file)
            select $"{file} has {lines} lines, expected at most {MostLines}";

        Assert.That(tooLong, Is.Empty);
    }

    [Test]
    public void Reason_ForALongFile_IsStillNeeded()
    {
        var outdated = s_reasons.Keys.Where(file => !File.Exists(Repository.At(file)) || File.ReadLines(Repository.At(file)).Count() <= MostLines);

        Assert.That(outdated, Is.Empty);
    }
}
