namespace Saliency.Gradients.Rules;

/// <summary>To be written.</summary>
internal static class FusedOperators
{
    public static Dictionary<string, GradientRule> Rules { get; } = [];
}
