namespace Saliency.Tests.Explainers;

/// <summary>A transformer whose attention and gradients are given, whatever the image.</summary>
/// <param name="grid">Channels, rows and columns of its tokens.</param>
/// <param name="classTokens">Tokens before them.</param>
/// <param name="heads">Heads of each block.</param>
/// <param name="attention">For each block heads × T × T weights.</param>
/// <param name="gradients">For each block as many gradients of every score.</param>
internal sealed class GivenAttentionModel(ImageShape grid, int classTokens, int heads, float[][] attention, float[][] gradients) : IDifferentiableModel
{
    public string Name => "given attention";

    public string InputName => "image";

    public ImageShape InputShape => new(1, 8, 8);

    public IReadOnlyList<OutputInfo> Outputs { get; } = [new OutputInfo("scores", [2], ScoreKind.Logits)];

    public IReadOnlyList<LayerInfo> Layers =>
    [
        .. attention.Select((_, b) => new LayerInfo($"block {b}", "Softmax", [heads, Tokens, Tokens], LayerLayout.None, null)),
        new LayerInfo("tokens", "Add", [Tokens, grid.Channels], LayerLayout.Tokens, grid),
    ];

    public LayerInfo DefaultLayer => FindLayer("tokens");

    private int Tokens => classTokens + grid.PlaneLength;

    /// <summary>Every weight and every gradient the same.</summary>
    public static GivenAttentionModel Even(int blocks, ImageShape grid, int classTokens, float gradient)
    {
        int tokens = classTokens + grid.PlaneLength;
        float[][] All(float value) => [.. Enumerable.Range(0, blocks).Select(_ => Enumerable.Repeat(value, 2 * tokens * tokens).ToArray())];
        return new GivenAttentionModel(grid, classTokens, 2, All(1f / tokens), All(gradient));
    }

    public static float[] Explain(IExplainer explainer) => explainer.Explain(new ModelInput(new ImageShape(1, 8, 8), new float[64]), Target.Predicted).Values.ToArray();

    public LayerInfo FindLayer(string name) => Layers.FirstOrDefault(l => l.Name == name) ?? throw new ArgumentException($"Expected a layer, got '{name}'.", nameof(name));

    public void Run(ReadOnlySpan<float> images, int count, ModelAnswer answer) => Fill(answer, count, attention);

    public void Differentiate(ReadOnlySpan<float> images, int count, IReadOnlyList<Objective> objectives, ModelAnswer backward, ModelAnswer? answer = null)
    {
        if (answer is not null) Fill(answer, count, attention);
        Fill(backward, count, gradients);
    }

    private void Fill(ModelAnswer answer, int count, float[][] blocks)
    {
        for (int v = 0; v < answer.Names.Length; v++)
        {
            bool block = answer.Names[v].StartsWith("block", StringComparison.Ordinal);
            var values = block ? answer.Prepare(v, count, heads, Tokens, Tokens) : answer.Prepare(v, count, 2);
            for (int i = 0; i < count; i++)
                if (block) blocks[answer.Names[v][^1] - '0'].CopyTo(values[(i * values.Length / count)..]);
                else values.Slice(i * 2, 2).Fill(0.5f);
        }
    }
}
