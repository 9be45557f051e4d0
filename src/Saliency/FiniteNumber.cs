using System.Runtime.CompilerServices;

namespace Saliency;

/// <summary>Refuses numbers that are too small, infinite or NaN.</summary>
internal static class FiniteNumber
{
    /// <summary>The value itself, where it is finite and above 0.</summary>
    /// <param name="value">What an argument or an option says.</param>
    /// <param name="name">The argument.</param>
    /// <param name="expression">What the compiler writes; its last word is the option.</param>
    public static double EnsurePositive(this double value, string name, [CallerArgumentExpression(nameof(value))] string expression = "") =>
        value > 0 && double.IsFinite(value) ? value : throw Refusal(value, name, expression, "above 0");

    /// <summary>The value itself, where it is finite and at least 0.</summary>
    /// <inheritdoc cref="EnsurePositive"/>
    public static double EnsureNotNegative(this double value, string name, [CallerArgumentExpression(nameof(value))] string expression = "") =>
        value >= 0 && double.IsFinite(value) ? value : throw Refusal(value, name, expression, "of at least 0");

    private static ArgumentOutOfRangeException Refusal(double value, string name, string expression, string range) =>
        new(name, value, $"Expected a finite {expression[(expression.LastIndexOf('.') + 1)..]} {range}, got {value}.");
}
