using System.Reflection;
using System.Text.RegularExpressions;

namespace Saliency.Tests.Architecture;

public sealed partial class LayerTests
{
    private static readonly string[] s_layers = [.. Layers.Allowed.Keys];

    [TestCaseSource(nameof(s_layers))]
    public void Code_OfALayer_MentionsOnlyTypesItMayLookAt(string layer)
    {
        var upward =
            from type in Layers.Types
            where Layers.Of(type) == layer
            from used in TypeReferences.Of(type)
            let other = Layers.Of(used)
            where other is not null && !Layers.Permits(layer, other)
            select $"{Layers.Written(type).FullName} mentions {Layers.Written(used).FullName}";

        Assert.That(upward.Distinct().Order(StringComparer.Ordinal), Is.Empty);
    }

    [TestCaseSource(nameof(s_layers))]
    public void Source_OfALayer_NamesOnlyNamespacesItMayLookAt(string layer)
    {
        var upward =
            from file in Repository.LibrarySources
            where LayerOfFile(file) == layer
            from line in File.ReadLines(Repository.At(file))
            where !line.TrimStart().StartsWith("//", StringComparison.Ordinal)
            from Match name in QualifiedName().Matches(line)
            where Layers.Allowed.ContainsKey(name.Groups[1].Value) && !Layers.Permits(layer, name.Groups[1].Value)
            select $"{file}: {line.Trim()}";

        Assert.That(upward, Is.Empty);
    }

    [Test]
    public void Namespace_OfAnyType_IsAKnownLayer() =>
        Assert.That(Layers.Types.Select(type => Layers.Of(type)!).Distinct().Except(s_layers), Is.Empty);

    [Test]
    public void Namespace_OfAnySourceFile_FollowsItsFolder()
    {
        var astray =
            from file in Repository.LibrarySources
            let declared = Declaration().Match(File.ReadAllText(Repository.At(file)))
            where declared.Success && Layers.Of(declared.Groups[1].Value) != LayerOfFile(file)
            select $"{file} declares {declared.Groups[1].Value}";

        Assert.That(astray, Is.Empty);
    }

    // The graph records report damage with the library's exceptions and speak of an image's extent; of maps, models and targets they know nothing.
    [Test]
    public void OnnxLayer_OfTheContracts_MentionsExceptionsAndImageShapeOnly()
    {
        var contracts =
            from type in Layers.Types
            where Layers.Of(type) == "Onnx"
            from used in TypeReferences.Of(type)
            where Layers.Of(used) == "" && used != typeof(ImageShape) && !used.IsAssignableTo(typeof(Exception))
            select $"{Layers.Written(type).FullName} mentions {used.FullName}";

        Assert.That(contracts.Distinct(), Is.Empty);
    }

    [TestCase("Microsoft.ML.OnnxRuntime", "Models")]
    [TestCase("SixLabors.ImageSharp", "Imaging", "Rendering")]
    [TestCase("Google.Protobuf", "Onnx", "Gradients", "Models")]
    public void ForeignTypes_AreMentioned_OnlyInTheirLayers(string assembly, params string[] layers)
    {
        var mentions =
            from type in Layers.Types
            where !layers.Contains(Layers.Of(type))
            from used in TypeReferences.Of(type)
            where used.Assembly.GetName().Name!.StartsWith(assembly, StringComparison.Ordinal)
            select $"{Layers.Written(type).FullName} mentions {used.FullName}";

        Assert.That(mentions.Distinct(), Is.Empty);
    }

    [Test]
    public void PublicSignatures_Mention_OnlyDotNetAndThisLibrary()
    {
        const BindingFlags Visible = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var foreign =
            from type in typeof(SaliencyMap).Assembly.GetExportedTypes()
            from member in type.GetMembers(Visible).Append(type)
            where member is Type || PublicApi.IsVisible(member)
            from used in TypeReferences.OfSignature(member)
            let assembly = used.Assembly.GetName().Name!
            where assembly != "Saliency" && !assembly.StartsWith("System.", StringComparison.Ordinal)
            select $"{type.FullName}.{member.Name} mentions {used.FullName}";

        Assert.That(foreign, Is.Empty);
    }

    private static string LayerOfFile(string file)
    {
        string[] parts = file.Split('/');
        return parts.Length > 3 ? parts[2] : "";
    }

    [GeneratedRegex(@"\bSaliency\.(\w+)")]
    private static partial Regex QualifiedName();

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
