using Saliency.Onnx;

namespace Saliency.Gradients;

/// <summary>Brings a graph to the one form that the rules are written for.</summary>
internal static class DifferentiablePasses
{
    public static void Apply(ModelProto model)
    {
        ConstantBranches.Inline(model.Graph);
        OpsetUpgrade.Apply(model);
        FloatWidening.Apply(model.Graph);
    }
}
