namespace Saliency.Gradients.Rules;

/// <summary>To be written.</summary>
internal static class Indexing
{
    public static Dictionary<string, GradientRule> Rules { get; } = [];
}
