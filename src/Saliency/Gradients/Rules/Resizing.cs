namespace Saliency.Gradients.Rules;

/// <summary>Resampling: a linear map along each axis, undone by its transpose.</summary>
internal static class Resizing
{
    public static Dictionary<string, GradientRule> Rules { get; } = new()
    {
        ["Resize"] = Resize,
    };

    // Y = M·X along each resized axis, so dX = Mᵀ·dY: a product with a constant matrix, axis after axis.
    private static Value?[] Resize(GradientScope s)
    {
        var (x, y) = (s.DimsX(), s.DimsY());
        var gradient = s.DY();
        // Where no extent changes ONNX Runtime copies, whatever the scales and the region say.
        if (Enumerable.Range(0, x.Length).All(s.KeepsExtent)) return [gradient];
        for (int axis = x.Length - 1; axis >= 0; axis--)
        {
            if (x[axis] < 0 || y[axis] < 0)
            {
                // A scale beside 1 may keep as many images and mix them.
                if (!s.KeepsExtent(axis) || Interpolation.ScaleOf(s, axis) is not (null or 1)) throw s.Declined("a size that follows the batch");
                continue;
            }
            var weights = Interpolation.Of(s, axis, (int)x[axis], (int)y[axis]).Matrix();
            if (weights is not null) gradient = Along(s, gradient, weights, axis, (int)x[axis], (int)y[axis]);
        }
        return [gradient];
    }

    /// <summary>Multiplies along one axis. The last axis is multiplied from the right, any other from the left of the matrices that follow it.</summary>
    private static Value Along(GradientScope s, Value gradient, float[] weights, int axis, int few, int many)
    {
        int rank = s.RankX();
        if (axis == rank - 1) return gradient.Apply("MatMul", s.Graph.Constant(weights, many, few));
        var transposed = new float[weights.Length];
        for (int o = 0; o < many; o++)
            for (int i = 0; i < few; i++) transposed[(i * many) + o] = weights[(o * few) + i];
        var left = s.Graph.Constant(transposed, few, many);
        if (axis == rank - 2) return left.Apply("MatMul", gradient);
        // Other axes change places with the last but one for the product.
        var swap = Enumerable.Range(0, rank).Select(a => (long)a).ToArray();
        (swap[axis], swap[rank - 2]) = (swap[rank - 2], swap[axis]);
        return left.Apply("MatMul", gradient.Transpose(swap)).Transpose(swap);
    }
}
