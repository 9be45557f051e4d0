using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Saliency.Imaging;
using Saliency.Models;
using Saliency.Tests.Architecture;

namespace Saliency.Tests.Models;

/// <summary>A trained network that the models.json of the folder named by SALIENCY_MODELS lists (default ../shared/models), and how to feed it.</summary>
public sealed class RealModel(string folder, string photoList, JsonElement entry)
{
    /// <summary>All of them as fixtures; one that is skipped with the reason where there are none.</summary>
    public static IEnumerable<TestFixtureData> All => Listed(_ => true);

    /// <summary>Those that must know photos.</summary>
    public static IEnumerable<TestFixtureData> Classifiers => Listed(model => model.Text("task") == "classification");

    /// <summary>Those that attend from all tokens to all.</summary>
    public static IEnumerable<TestFixtureData> Transformers => Listed(model => model.File.StartsWith("deit", StringComparison.Ordinal));

    public string File => Text("file")!;

    /// <summary>The share of the labelled photos whose class must come first.</summary>
    public double MinimumTop1 => entry.GetProperty("minimumTop1").GetDouble();

    /// <summary>Names of the outputs, the one that classes are read from first.</summary>
    public IEnumerable<string> Outputs => from key in (string[])["output", "classScores", "boxes", "classIndices"] where Text(key) is not null select Text(key)!;

    public string InputName => Text("input")!;

    /// <summary>Height and width.</summary>
    public int[] Size => [.. entry.GetProperty("size").EnumerateArray().Select(v => v.GetInt32())];

    public ScoreKind Scores => Enum.Parse<ScoreKind>(Text("scores")!, ignoreCase: true);

    /// <summary>How the model wants its photos.</summary>
    public Preprocessing Preprocessing => new()
    {
        Resize = Text("resize") switch
        {
            "shorter-side" => ResizeRule.ShorterSide(entry.GetProperty("resizeTo").GetInt32()),
            "stretch" => ResizeRule.Stretch,
            "letterbox" => ResizeRule.Letterbox(entry.GetProperty("pad").GetDouble(), Text("anchor") == "top-left" ? LetterboxAnchor.TopLeft : LetterboxAnchor.Centre),
            var other => throw new InvalidDataException($"Expected a way to resize of models.json, got '{other}'."),
        },
        Channels = Text("channels") == "BGR" ? ChannelOrder.Bgr : ChannelOrder.Rgb,
        Range = entry.GetProperty("range").GetSingle(),
        Mean = Numbers("mean"),
        Deviation = Numbers("std"),
    };

    /// <summary>Photos of one known class each.</summary>
    public IEnumerable<(string File, Photo Photo, int Class)> LabelledPhotos =>
        from line in System.IO.File.Exists(photoList) ? System.IO.File.ReadLines(photoList).Skip(1) : []
        let columns = line.Split('\t')
        where columns.Length > 2 && columns[2].Length > 0
        select (columns[0], Photo.Load(Path.Combine(Path.GetDirectoryName(photoList)!, columns[0])), int.Parse(columns[2], CultureInfo.InvariantCulture));

    /// <summary>A photo to explain: the first of the list; a detector's constant inputs speak of its size.</summary>
    public Photo FirstPhoto() => LabelledPhotos.Select(p => p.Photo).FirstOrDefault() ?? Photo.Load(Repository.At("samples/assets/photos/cat.jpg"));

    /// <summary>Loads it on the CPU, its class scores first, what they mean left to the library.</summary>
    public OnnxModel Load()
    {
        var constants = ImmutableDictionary<string, ConstantInput>.Empty;
        if (entry.TryGetProperty("constantInputs", out var given))
        {
            var photo = FirstPhoto();
            // A number or a list of them is the value; words speak of the photo's width and height.
            foreach (var input in given.EnumerateObject())
            {
                constants = constants.Add(input.Name, input.Value.ValueKind switch
                {
                    JsonValueKind.String => ConstantInput.Integers(photo.Width, photo.Height),
                    JsonValueKind.Array => ConstantInput.Floats([.. input.Value.EnumerateArray().Select(v => v.GetSingle())]),
                    _ => ConstantInput.Floats(input.Value.GetSingle()),
                });
            }
        }
        return OnnxModel.Load(Path.Combine(folder, File), new OnnxModelOptions { Device = Device.Cpu, ConstantInputs = constants, OutputNames = [.. Outputs] });
    }

    public override string ToString() => File;

    private static TestFixtureData[] Listed(Func<RealModel, bool> wanted)
    {
        string folder = Path.GetFullPath(Environment.GetEnvironmentVariable("SALIENCY_MODELS") is { Length: > 0 } named ? named : Repository.At("../shared/models"));
        string list = Path.Combine(folder, "models.json");
        if (!System.IO.File.Exists(list)) return [Absent($"There are no real models at '{folder}': SALIENCY_MODELS names a folder with a models.json.")];
        using var index = JsonDocument.Parse(System.IO.File.ReadAllBytes(list));
        string photos = index.RootElement.TryGetProperty("photos", out var given) ? Path.GetFullPath(Path.Combine(folder, given.GetString()!)) : "";
        TestFixtureData[] found = [.. from e in index.RootElement.GetProperty("models").EnumerateArray()
            let model = new RealModel(folder, photos, e.Clone()) where wanted(model) select new TestFixtureData(model).SetArgDisplayNames(model.File)];
        return found.Length > 0 ? found : [Absent($"'{list}' lists no such model.")];
    }

    private static TestFixtureData Absent(string reason) => new TestFixtureData([null]).SetArgDisplayNames("absent").Ignore(reason);

    private string? Text(string key) => entry.TryGetProperty(key, out var value) ? value.GetString() : null;

    private ImmutableArray<float> Numbers(string key) => [.. entry.GetProperty(key).EnumerateArray().Select(v => v.GetSingle())];
}
