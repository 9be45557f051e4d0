using System.Collections.Immutable;
using Saliency.Gradients.Passes;
using Saliency.Onnx;

namespace Saliency.Gradients;

/// <summary>Runs a model on pictures of no matter what and reads flags; one that is not the same at every batch is left out.</summary>
internal delegate IReadOnlyDictionary<string, bool> FlagReader(ModelProto model, IReadOnlyList<string> flags);

/// <summary>Brings a graph to the one form that the rules are written for.</summary>
internal static class DifferentiablePasses
{
    /// <summary>Applies all passes in place.</summary>
    /// <param name="model">The model.</param>
    /// <param name="read">Reads conditions that depend on shapes; without it their Ifs stay, and are barriers.</param>
    public static void Apply(ModelProto model, FlagReader? read = null)
    {
        ConstantBranches.Inline(model.Graph, ImmutableDictionary<string, bool>.Empty);
        // A branch taken may hold the next If.
        while (read is not null && ConstantBranches.ConditionsOfShapes(model.Graph) is { Count: > 0 } conditions && read(model, conditions) is { Count: > 0 } known)
            ConstantBranches.Inline(model.Graph, known);
        OpsetUpgrade.Apply(model);
        IntegerArithmetic.Apply(model);
        FusedOperators.Apply(model);
        FloatWidening.Apply(model.Graph);
        LayerNormalizations.Apply(model.Graph);
    }
}
