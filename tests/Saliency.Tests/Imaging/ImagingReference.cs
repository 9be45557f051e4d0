using System.Text.Json;

namespace Saliency.Tests.Imaging;

/// <summary>Stored numbers of other libraries: the cases below <c>imaging/</c> of the folder that SALIENCY_REFERENCE names, else of the copy in the tests.</summary>
internal sealed class ImagingReference
{
    private readonly string _folder;
    private readonly JsonElement _case;

    private ImagingReference(string folder)
    {
        _folder = folder;
        _case = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "case.json"))).RootElement;
    }

    public double Relative => _case.GetProperty("tolerance").GetProperty("rtol").GetDouble();

    public double Absolute => _case.GetProperty("tolerance").GetProperty("atol").GetDouble();

    public static IEnumerable<string> Cases(string prefix)
    {
        var index = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root(), "index.json"))).RootElement;
        return index.GetProperty("cases").EnumerateArray().Select(c => c.GetProperty("path").GetString()!).Where(path => path.StartsWith(prefix, StringComparison.Ordinal)).ToArray();
    }

    public static ImagingReference Read(string path) => new(Path.Combine(Root(), path));

    public int Parameter(string name) => _case.GetProperty("params").GetProperty(name).GetInt32();

    public float[] Parameters(string name) => _case.GetProperty("params").GetProperty(name).EnumerateArray().Select(v => v.GetSingle()).ToArray();

    public bool Has(string expected) => _case.GetProperty("expected").TryGetProperty(expected, out _);

    public float[] Expected(string name) => Values(_case.GetProperty("expected").GetProperty(name));

    /// <summary>The case's photo, given as H×W×3 floats of whole numbers.</summary>
    public Saliency.Imaging.Photo Photo()
    {
        var image = _case.GetProperty("inputs").GetProperty("image");
        var shape = image.GetProperty("shape").EnumerateArray().Select(v => v.GetInt32()).ToArray();
        return new(shape[0], shape[1], Array.ConvertAll(Values(image), v => checked((byte)v)));
    }

    private float[] Values(JsonElement tensor)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(_folder, tensor.GetProperty("file").GetString()!));
        var values = new float[bytes.Length / 4];
        Buffer.BlockCopy(bytes, 0, values, 0, bytes.Length);
        return values;
    }

    private static string Root()
    {
        if (Environment.GetEnvironmentVariable("SALIENCY_REFERENCE") is { Length: > 0 } given) return Path.Combine(given, "imaging");
        for (var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory); folder is not null; folder = folder.Parent)
            foreach (string below in (string[])["Reference/Data/imaging", "tests/Saliency.Tests/Reference/Data/imaging"])
                if (Directory.Exists(Path.Combine(folder.FullName, below))) return Path.Combine(folder.FullName, below);
        throw new DirectoryNotFoundException("Expected tests/Saliency.Tests/Reference/Data/imaging above the test directory.");
    }
}
