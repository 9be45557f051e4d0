using System.Collections.Immutable;

namespace Saliency;

/// <summary>The attention of every block of a transformer, found by shape: what a Softmax makes of heads × T × T, T being the tokens of the default layer.</summary>
internal sealed class AttentionSurvey
{
    private static readonly string[] Fused = ["Attention", "MultiHeadAttention", "PackedAttention", "PackedMultiHeadAttention", "GroupQueryAttention", "QAttention"];

    private AttentionSurvey(ImmutableArray<string> names, ImmutableArray<int> heads, int tokens, ImageShape grid)
    {
        (Names, Heads, Tokens) = (names, heads, tokens);
        (Height, Width) = (grid.Height, grid.Width);
    }

    /// <summary>The layers that hold the weights, block after block.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>Heads of each block.</summary>
    public ImmutableArray<int> Heads { get; }

    /// <summary>Tokens T, those of the class included.</summary>
    public int Tokens { get; }

    /// <summary>Tokens that come before the image's.</summary>
    public int ClassTokens => Tokens - (Height * Width);

    /// <summary>Rows of the token grid.</summary>
    public int Height { get; }

    /// <summary>Columns of the token grid.</summary>
    public int Width { get; }

    /// <summary>Floats that all blocks together have for one image.</summary>
    public int Length => Heads.Sum(h => checked(h * Tokens * Tokens));

    /// <summary>The last blocks alone; all where there are not more.</summary>
    public AttentionSurvey Last(int blocks) => new([.. Names.TakeLast(blocks)], [.. Heads.TakeLast(blocks)], Tokens, new ImageShape(1, Height, Width));

    /// <summary>Looks at a model's layers.</summary>
    /// <exception cref="ArgumentException">There is no attention between all tokens, or not in every block: the message says what there is.</exception>
    public static AttentionSurvey Of(ILayeredModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var layers = model.Layers;
        // Scores of classes have fewer axes; a single head may lack its own.
        LayerInfo[] attention = [.. layers.Where(l => l.Operator == "Softmax" && (l.Shape.Length >= 3 || (l.Shape is [> 1, var row] && row == l.Shape[0])))];
        if (attention.Length == 0)
        {
            var fused = layers.FirstOrDefault(l => Fused.Contains(l.Operator));
            throw Refused(model, fused is null
                ? "none of its layers is the softmax of an attention"
                : $"a fused operator ({fused.Operator}) that keeps them to itself in '{fused.Name}', in a form that cannot be written out; use the file from before the runtime's optimisation");
        }
        var grid = model.DefaultLayer;
        int tokens = grid.Layout == LayerLayout.Tokens ? grid.Shape[0] : grid.Maps!.Value.PlaneLength;
        if (attention.FirstOrDefault(l => l.Shape[^1] != tokens || l.Shape[^2] != tokens) is { } other)
        {
            string shape = string.Join('×', other.Shape);
            throw Refused(model, other.Shape[^1] == other.Shape[^2] && other.Shape[^1] < tokens
                ? $"attention inside windows of {other.Shape[^1]} of {tokens} tokens: '{other.Name}' is {shape}. What windows hand on to each other is in no attention matrix"
                : $"'{other.Name}' of {shape} beside {tokens} tokens");
        }
        if (grid.Layout != LayerLayout.Tokens) throw Refused(model, $"the default layer '{grid.Name}', which holds no tokens ({grid.Layout})");
        return new AttentionSurvey([.. attention.Select(l => l.Name)], [.. attention.Select(l => l.Shape.SkipLast(2).Aggregate(1, (product, d) => product * d))],
            tokens, grid.Maps!.Value);
    }

    private static ArgumentException Refused(ILayeredModel model, string found) =>
        new($"Expected a transformer whose every block attends from all tokens to all tokens, with weights that can be read (a vision transformer), got {model.Name}: {found}.", nameof(model));
}
