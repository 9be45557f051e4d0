using Saliency.Gradients;

namespace Saliency.Models;

/// <summary>The maps of attention as graphs: of every block's weights and their gradients the map N×1×h×w.</summary>
internal static class AttentionEmission
{
    /// <summary>How many of the last blocks LeGrad reads.</summary>
    public const int LeGradBlocks = 2;

    /// <summary>The map at the size of the token grid.</summary>
    /// <param name="method">One of the methods on attention.</param>
    /// <param name="survey">The blocks.</param>
    /// <param name="weights">The weights of every block, in any shape that ends in T×T.</param>
    /// <param name="gradients">The score's gradient by each; not read for attention rollout.</param>
    public static Value Raw(ExportedMethod method, AttentionSurvey survey, Value[] weights, Value[] gradients)
    {
        var a = ByHeads(survey, weights);
        var g = ByHeads(survey, gradients);
        var start = weights[0].Emitter.Constant([.. Start(survey)], 1, 1, survey.Tokens);
        var row = method switch
        {
            ExportedMethod.AttentionRollout => Rollout(start, a),
            ExportedMethod.GradientRollout => GradientRollout(start, a, g),
            ExportedMethod.LeGrad => LeGrad(g),
            _ => throw new ArgumentOutOfRangeException(nameof(method), method, "Expected a method on attention."),
        };
        // Class tokens stand in front.
        var emit = row.Emitter;
        var image = emit.Emit("Slice", [row, emit.Integers(survey.ClassTokens), emit.Integers(long.MaxValue), emit.Integers(2)]);
        return image.Reshape(-1, 1, survey.Height, survey.Width);
    }

    /// <summary>N×heads×T×T for each block.</summary>
    private static Value[] ByHeads(AttentionSurvey survey, Value[] blocks) =>
        [.. blocks.Select((block, i) => block.Reshape(-1, survey.Heads[i], survey.Tokens, survey.Tokens))];

    // The class token, or the mean of all where there is none.
    private static IEnumerable<float> Start(AttentionSurvey survey) =>
        Enumerable.Range(0, survey.Tokens).Select(token => survey.ClassTokens == 0 ? 1f / survey.Tokens : token == 0 ? 1 : 0);

    // A row of the product of (A + I) with rows of sum 1, from the last block to the first: r ← r/(ΣA + 1), then r·A + r.
    private static Value Rollout(Value row, Value[] weights)
    {
        foreach (var heads in weights.Reverse())
        {
            var fused = heads.Mean([1], keep: false);
            var share = row / (fused.Sum([2]) + 1).Transpose(0, 2, 1);
            row = share.Apply("MatMul", fused) + share;
        }
        return row;
    }

    // The same row of the product of (I + Ē), less I.
    private static Value GradientRollout(Value start, Value[] weights, Value[] gradients)
    {
        var row = start;
        foreach (var (a, g) in weights.Zip(gradients).Reverse()) row = row.Apply("MatMul", (g * a).Apply("Relu").Mean([1], keep: false)) + row;
        return row - start;
    }

    private static Value LeGrad(Value[] gradients) =>
        gradients.Select(g => g.Apply("Relu").Mean([2]).Mean([1], keep: false)).Aggregate((sum, block) => sum + block) / gradients.Length;
}
