namespace Saliency.Gradients.Tables;

/// <summary>Which operand of a product is the gate: the one that comes out of a squashing function.</summary>
internal static class Gates
{
    // What may stand between the squashing function and the product.
    private static readonly HashSet<string> s_between = ["Add", "Sub", "Mul", "Div", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Transpose", "Expand", "Identity", "Cast", "Dropout"];

    /// <summary>2 behind a function into 0..1, 1 behind one into another bounded range, 0 for anything else: the greater one is the gate.</summary>
    public static int Rank(GradientScope s, int i)
    {
        string value = s.Node.Input[i];
        while (s.Producer(value) is { } node)
        {
            switch (node.OpType)
            {
                case "Softmax" or "Sigmoid" or "HardSigmoid": return 2;
                case "Erf" or "Tanh" or "Clip": return 1;
            }
            if (!s_between.Contains(node.OpType) || node.Input.Where(s.Varies).ToArray() is not [var before]) return 0;
            value = before;
        }
        return 0;
    }
}
