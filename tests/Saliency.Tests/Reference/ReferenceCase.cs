using System.Text.Json;
using Saliency.Models;

namespace Saliency.Tests.Reference;

/// <summary>One case: what goes in, with which settings, what must come out, and how near.</summary>
public sealed class ReferenceCase(string name, string file)
{
    private readonly Lazy<JsonElement> _root = new(() =>
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        return document.RootElement.Clone();
    });

    public string Name => name;

    /// <summary>The case's net, and the same net exported another way where there is one; with the tensor that class activation maps look at.</summary>
    public IEnumerable<(string Path, string? CamTensor)> Exports =>
        from key in (string[])["model", "other_model"]
        where Root.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String
        let tensor = key == "model" ? "cam_tensor" : "cam_tensor_other_model"
        select (Path.GetFullPath(Path.Combine(Folder, Root.GetProperty(key).GetString()!)), HasParameter(tensor) ? Parameter(tensor).GetString() : null);

    /// <summary>Whether the case runs a model.</summary>
    public bool HasModel => Exports.Any();

    /// <summary>Names of all that must come out.</summary>
    public IEnumerable<string> ExpectedNames => Root.GetProperty("expected").EnumerateObject().Select(p => p.Name);

    private JsonElement Root => _root.Value;

    private string Folder => Path.GetDirectoryName(file)!;

    /// <summary>Loads the case's net.</summary>
    public OnnxModel LoadModel() => Load(Exports.First().Path);

    /// <summary>Loads a net that the case names among its parameters.</summary>
    public OnnxModel LoadBeside(string path) => Load(Path.GetFullPath(Path.Combine(Folder, path)));

    /// <summary>Loads any net of the set.</summary>
    public static OnnxModel Load(string path) => OnnxModel.Load(path, Cpu);

    public ReferenceArray Input(string key) => ReferenceArray.Read(Root.GetProperty("inputs").GetProperty(key), Folder);

    public bool HasInput(string key) => Root.GetProperty("inputs").TryGetProperty(key, out _);

    public JsonElement Parameter(string key) => Root.GetProperty("params").GetProperty(key);

    public bool HasParameter(string key) => Root.GetProperty("params").TryGetProperty(key, out _);

    public int WholeNumber(string key) => Parameter(key).GetInt32();

    public double Number(string key) => Parameter(key).GetDouble();

    /// <summary>The whole numbers of a list, or the one number.</summary>
    public int[] WholeNumbers(string key) => ReferenceArray.Read(Parameter(key), Folder).Ints;

    /// <summary>The numbers of a list, or the one number.</summary>
    public double[] Numbers(string key) => ReferenceArray.Read(Parameter(key), Folder).Values;

    public bool Expects(string key) => Root.GetProperty("expected").TryGetProperty(key, out _);

    public ReferenceArray Expected(string key) => ReferenceArray.Read(Root.GetProperty("expected").GetProperty(key), Folder);

    /// <summary>Plain numbers that stand together under one name.</summary>
    public IReadOnlyDictionary<string, double> ExpectedGroup(string key) =>
        Root.GetProperty("expected").GetProperty(key).EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetDouble());

    /// <summary>The input and the target of each map; expected tensors begin with the axes [image, target].</summary>
    public IEnumerable<(ModelInput Input, Target Target, int[] Place)> Maps()
    {
        var images = Input("images");
        int[] classes = WholeNumbers("targets");
        for (int image = 0; image < images.Shape[0]; image++)
        {
            var input = images[image].ToInput();
            for (int t = 0; t < classes.Length; t++) yield return (input, Target.Class(classes[t]), [image, t]);
        }
    }

    /// <summary>The error that the case allows for an output: <c>atol + rtol·|expected|</c>.</summary>
    public Tolerance ToleranceOf(string key)
    {
        var tolerance = Root.GetProperty("tolerance");
        if (tolerance.TryGetProperty("per_output", out var each) && each.TryGetProperty(key, out var own)) tolerance = own;
        return new Tolerance(tolerance.GetProperty("rtol").GetDouble(), tolerance.GetProperty("atol").GetDouble());
    }

    /// <summary>Fails with the worst place when a value strays from the expected one by more than the case allows.</summary>
    public void AssertClose(string key, ReadOnlySpan<float> actual) => Close.Assert(Expected(key), actual, ToleranceOf(key), $"{name}: {key}");

    /// <summary>Fails when a number strays from the expected one by more than the case allows.</summary>
    public void AssertClose(string key, params ReadOnlySpan<double> actual) => Close.Assert(Expected(key), actual, ToleranceOf(key), $"{name}: {key}");

    public override string ToString() => name;
}
