using Saliency.Gradients.Rules;

namespace Saliency.Gradients.Tables;

/// <summary>Operators that make each number of the output of one number of the first input: activations, and functions of arithmetic.</summary>
internal static class FunctionsOfOneValue
{
    private static readonly string[] s_notAmongActivations = ["Softmax", "LogSoftmax", "Hardmax", "Dropout"];

    private static readonly string[] s_arithmetic =
    [
        "Exp", "Log", "Sqrt", "Abs", "Reciprocal", "Sin", "Cos", "Tan", "Asin", "Acos", "Atan", "Sinh", "Cosh", "Asinh", "Acosh", "Atanh",
        "Floor", "Ceil", "Round", "Sign", "Pow",
    ];

    public static IReadOnlyList<string> Names { get; } = [.. Activations.Rules.Keys.Except(s_notAmongActivations), .. s_arithmetic];
}
