using Saliency.Gradients;
using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Models;

/// <summary>The explained class as a graph: which class, and what is carried back from its score.</summary>
internal static class TargetEmission
{
    /// <summary>The class of the highest score of each image, int64 [N].</summary>
    public static Value Predicted(Value scores, int count) => Flat(scores, count).Apply("ArgMax", ("axis", 1L), ("keepdims", 0L));

    /// <summary>A one at the class of each image and zeros elsewhere, N×K.</summary>
    public static Value OneHot(Value classes, int count)
    {
        var emit = classes.Emitter;
        return emit.Emit("OneHot", [classes, emit.Integers(count), emit.Constant([0, 1], 2)], ("axis", -1L));
    }

    /// <summary>The derivative of the explained number by the scores, of the scores' shape.</summary>
    /// <param name="scores">The model's scores.</param>
    /// <param name="chosen">A one at the class, N×K.</param>
    /// <param name="count">How many scores an image has.</param>
    /// <param name="shape">The axes of the scores after the first, along which the images lie.</param>
    /// <param name="squash">What turns scores into the explained number; <see cref="ScoreKind.Values"/> for nothing.</param>
    public static Value Cotangent(Value scores, Value chosen, int count, IReadOnlyList<int> shape, ScoreKind squash)
    {
        var flat = Flat(scores, count);
        var cotangent = squash switch
        {
            // ∂p_c/∂z = p_c·(e_c − p)
            ScoreKind.Logits when flat.Apply("Softmax", ("axis", -1L)) is var p => (p * chosen).Sum([1]) * (chosen - p),
            ScoreKind.MultiLabelLogits when flat.Apply("Sigmoid") is var p => p * (1 - p) * chosen,
            _ => chosen,
        };
        return cotangent.Reshape([-1, .. shape.Select(d => (long)d)]);
    }

    // The first axis may hold more than the images.
    private static Value Flat(Value scores, int count) => scores.Reshape(-1, count).Cast(DataType.Float);
}
