using System.Globalization;
using Saliency.Evaluation;
using Saliency.Imaging;

namespace Saliency.Samples;

/// <summary>The command line.</summary>
internal sealed record Arguments
{
    public const string Usage = """
        usage: EvaluateExplainers [option…]
          --photos folder        photos to explain (.jpg, .jpeg, .jfif, .png, .webp, .bmp, .tif), in the order of their names; default: those of the samples
          --truth folder         what people saw or marked, as grey maps: white matters most; default: those of the samples, none for --photos
          --pattern name         how the map of a photo is called, {name} being the photo's name without extension and * anything; default: {name}.png
          --model file.onnx      an image classifier; several times for several models; default: the EfficientNet-Lite0 of the samples
          --preprocessing name   how pixels become floats for --model: imagenet (default), efficientnet-lite, inception, caffe, clip, unit;
                                 once for all models, or once for each in their order
          --labels file.txt      names of the classes, one a line; as often as --preprocessing; default: what the model's file says
          --masks n              masks of RISE; default: 1000
          --steps n              steps of insertion and deletion; default: 56
          --shard i/n            work on every n-th photo from the i-th on, counted from 0; the report takes all shards that lie in the folder
          --resume               go on with the rows in the folder; without it they are begun anew
          --pictures n           photos that get pictures; default: 12
          --out folder           where everything goes; default: out/study
        """;

    private static readonly string[] s_extensions = [".jpg", ".jpeg", ".jfif", ".png", ".webp", ".bmp", ".tif", ".tiff"];

    public string Photos { get; private init; } = Asset.Of("photos");

    public string? Truth { get; private init; } = Asset.Of("truth");

    public string Pattern { get; private init; } = "{name}.png";

    public IReadOnlyList<ModelFile> Models { get; private init; } = [new(Asset.Of("efficientnet_lite0.onnx"), Preprocessing.EfficientNetLite)];

    public int Masks { get; private init; } = 1000;

    public int Steps { get; private init; } = 56;

    public Shard Shard { get; private init; } = Shard.Whole;

    public bool Resume { get; private init; }

    public int Pictures { get; private init; } = 12;

    public string Out { get; private init; } = Path.Combine("out", "study");

    public static Arguments Parse(string[] args)
    {
        // The one option without a value: taken out before the others are read.
        const string Resuming = "--resume";
        var line = new CommandLine([.. args.Where(arg => arg != Resuming)], 0,
            "--photos", "--truth", "--pattern", "--model", "--preprocessing", "--labels", "--masks", "--steps", "--shard", Resuming, "--pictures", "--out");
        var usual = new Arguments();
        string? photos = line.Value("--photos"), truth = line.Value("--truth");
        List<string> models = line.Values("--model"), preprocessings = line.Values("--preprocessing"), labels = line.Values("--labels");
        if (models.Count == 0)
        {
            models = [.. usual.Models.Select(m => m.Path)];
            if (preprocessings.Count == 0) preprocessings = ["efficientnet-lite"];
        }
        var arguments = new Arguments
        {
            Photos = photos ?? usual.Photos,
            Truth = truth ?? (photos is null ? usual.Truth : null),
            Pattern = line.Value("--pattern") ?? usual.Pattern,
            Models = [.. models.Select((path, i) => new ModelFile(path,
                NamedPreprocessing.Of(OfModel(preprocessings, i, models.Count, "--preprocessing") ?? "imagenet"), OfModel(labels, i, models.Count, "--labels")))],
            Masks = line.Number("--masks") ?? usual.Masks,
            Steps = line.Number("--steps") ?? usual.Steps,
            Pictures = line.Number("--pictures") ?? usual.Pictures,
            Shard = line.Value("--shard") is { } shard ? ShardOf(shard) : usual.Shard,
            Resume = args.Contains(Resuming),
            Out = line.Value("--out") ?? usual.Out,
        };
        foreach (string? folder in new[] { arguments.Photos, arguments.Truth })
            if (folder is not null && !Directory.Exists(folder)) throw new DirectoryNotFoundException($"Expected a folder '{folder}', found none.");
        Asset.Require([.. arguments.Models.Select(m => m.Path), .. arguments.Models.Select(m => m.Labels).OfType<string>()]);
        return arguments;
    }

    /// <summary>The photos, loaded when their turn comes.</summary>
    /// <exception cref="UsageException">There are none, or no photo has a map of what people saw or marked though there should be some.</exception>
    public IReadOnlyList<StudyImage> Images()
    {
        string[] photos = [.. Directory.EnumerateFiles(Photos).Where(f => s_extensions.Contains(Path.GetExtension(f).ToLowerInvariant())).Order(StringComparer.Ordinal)];
        if (photos.Length == 0) throw new UsageException($"Expected photos in '{Photos}', found none.");
        if (Truth is not null && photos.All(photo => TruthFileOf(photo) is null))
            throw new UsageException($"Expected maps called '{Pattern}' in '{Truth}', such as '{Pattern.Replace("{name}", Path.GetFileNameWithoutExtension(photos[0]), StringComparison.Ordinal)}', found none.");
        return [.. photos.Select(photo => StudyImage.OfFile(photo, () => TruthOf(photo)))];
    }

    // Of several that fit, the first by name.
    private string? TruthFileOf(string photo)
    {
        if (Truth is null) return null;
        string name = Pattern.Replace("{name}", Path.GetFileNameWithoutExtension(photo), StringComparison.Ordinal);
        string folder = Path.GetDirectoryName(Path.Combine(Truth, name))!;
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder, Path.GetFileName(name)).Order(StringComparer.Ordinal).FirstOrDefault() : null;
    }

    // One grey map says both: how much each pixel matters, and (where it is lighter than middle grey) what belongs to the object.
    private GroundTruth? TruthOf(string photo)
    {
        if (TruthFileOf(photo) is not { } path) return null;
        var grey = Photo.Load(path);
        var values = new float[grey.Height * grey.Width];
        for (int i = 0; i < values.Length; i++) values[i] = grey.Pixels[3 * i] / 255f;
        return new GroundTruth
        {
            Density = new SaliencyMap(grey.Height, grey.Width, values),
            Region = new Mask(grey.Height, grey.Width, Array.ConvertAll(values, v => v > 0.5f)),
        };
    }

    private static string? OfModel(List<string> values, int model, int models, string option) => values.Count <= 1 || values.Count == models
        ? values.Count == 0 ? null : values[values.Count == 1 ? 0 : model]
        : throw new UsageException($"Expected {option} once for all {models} models or once for each, got {values.Count}.");

    private static Shard ShardOf(string text)
    {
        int[] parts = [.. text.Split('/').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1)];
        return parts is [>= 0, _] && parts[0] < parts[1] ? new Shard(parts[0], parts[1]) : throw new UsageException($"Expected a shard like 0/4, got '{text}'.");
    }
}

/// <summary>A model of the study, how pixels become its floats, and the file that names its classes.</summary>
internal sealed record ModelFile(string Path, Preprocessing Preprocessing, string? Labels = null);
