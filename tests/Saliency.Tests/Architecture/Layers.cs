using System.Runtime.CompilerServices;

namespace Saliency.Tests.Architecture;

/// <summary>The layers of the library, which are its folders, and what each may look at. The contracts are the layer "".</summary>
internal static class Layers
{
    private const string Contracts = "";

    public static IReadOnlyDictionary<string, string[]> Allowed { get; } = new Dictionary<string, string[]>
    {
        ["Numerics"] = [],
        [Contracts] = ["Numerics"],
        ["Perturbation"] = [Contracts, "Numerics"],
        ["Onnx"] = [Contracts, "Numerics"],
        ["Gradients"] = [Contracts, "Numerics", "Onnx"],
        ["Models"] = [Contracts, "Numerics", "Onnx", "Gradients"],
        ["Imaging"] = [Contracts, "Numerics"],
        ["Detection"] = [Contracts, "Numerics", "Imaging"],
        ["Explainers"] = [Contracts, "Numerics", "Imaging", "Perturbation"],
        ["Metrics"] = [Contracts, "Numerics", "Imaging", "Perturbation", "Detection"],
        ["Rendering"] = [Contracts, "Numerics", "Imaging"],
        ["Augmentation"] = [Contracts, "Numerics", "Imaging", "Detection"],
        ["Data"] = [Contracts, "Numerics", "Imaging", "Detection"],
        ["Evaluation"] =
        [
            Contracts, "Numerics", "Imaging", "Perturbation", "Onnx", "Gradients", "Models", "Detection", "Explainers", "Metrics", "Rendering",
            "Augmentation", "Data",
        ],
    };

    /// <summary>Every type of the library that a person wrote or a source generator put into its namespaces.</summary>
    public static IReadOnlyList<Type> Types { get; } = [.. typeof(SaliencyMap).Assembly.GetTypes().Where(type => Of(type) is not null)];

    /// <summary>The layer of a type; null for types of other assemblies and for the compiler's own.</summary>
    public static string? Of(Type type) => type.Assembly == typeof(SaliencyMap).Assembly ? Of(type.Namespace) : null;

    /// <summary>The layer of a namespace: the segment after "Saliency".</summary>
    public static string? Of(string? name)
    {
        if (name == nameof(Saliency)) return Contracts;
        return name?.StartsWith("Saliency.", StringComparison.Ordinal) == true ? name.Split('.')[1] : null;
    }

    public static bool Permits(string from, string to) => from == to || (Allowed.TryGetValue(from, out var allowed) && allowed.Contains(to));

    /// <summary>The type that a person wrote: closures and iterators belong to the type they are nested in.</summary>
    public static Type Written(Type type) =>
        type.DeclaringType is { } outer && (type.Name.Contains('<', StringComparison.Ordinal) || type.IsDefined(typeof(CompilerGeneratedAttribute), false)) ? Written(outer) : type;
}
