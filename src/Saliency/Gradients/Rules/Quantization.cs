namespace Saliency.Gradients.Rules;

/// <summary>To be written.</summary>
internal static class Quantization
{
    public static Dictionary<string, GradientRule> Rules { get; } = [];
}
