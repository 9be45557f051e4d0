using System.Numerics.Tensors;
using Saliency.Perturbation;

namespace Saliency.Explainers;

/// <summary>Which tokens ViT-ReciproCAM leaves when it asks about one.</summary>
public enum TokenMask
{
    /// <summary>The token and its eight neighbours, weighted 1-2-1 across and down, over 16.</summary>
    Gaussian,

    /// <summary>The token alone.</summary>
    Point,
}

/// <summary>Parameters of <see cref="VitReciproCam"/>.</summary>
public sealed record VitReciproCamOptions
{
    /// <summary>The tokens to mask; null is where the last block begins. Everything after must depend on them alone.</summary>
    public string? Layer { get; init; }

    /// <summary>What is left of the tokens.</summary>
    public TokenMask Mask { get; init; }

    /// <summary>The scale of the score.</summary>
    public ScoreScale Scale { get; init; } = ScoreScale.Native;

    /// <summary>A heat map of the input's size, or the scores at the size of the token grid.</summary>
    public CamFinish Finish { get; init; }
}

/// <summary>ViT-ReciproCAM: what the last block makes of each token alone.</summary>
/// <remarks>
/// <para>Answers: which tokens, as they enter the last block, suffice for the target? With F the tokens there, T×C, the class tokens first, and K the 3×3 mask (or the one place) about
/// place p: <c>map_p = f(class tokens of F, K_p ⊙ F)</c>, the network being run from there; all other tokens are zero. No gradient, no attention is read.</para>
/// <para>The published code masks the tokens twice, before and after the block's first norm. Here they are masked where the block begins, through which all
/// flows; the norm then takes back the weights of the mask in what the block attends to, and not in what goes past it.</para>
/// <para>Range 0..1, the lowest score being 0 (<see cref="CamFinish.Raw"/>: H×W scores). Cost: one model run, and H·W runs of its last block.</para>
/// <para>Byun, Lee: ViT-ReciproCAM: Gradient and Attention-Free Visual Explanations for Vision Transformer. 2023.</para>
/// </remarks>
public sealed class VitReciproCam : IExplainer
{
    private readonly IResumableModel _model;
    private readonly VitReciproCamOptions _options;
    private readonly LayerInfo _layer;

    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentException">The layer does not exist or holds no tokens.</exception>
    public VitReciproCam(IResumableModel model, VitReciproCamOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        _options = options ??= new VitReciproCamOptions();
        options.Mask.EnsureDefined(nameof(options));
        options.Scale.EnsureDefined(nameof(options));
        options.Finish.EnsureDefined(nameof(options));
        _model = model;
        _layer = options.Layer is { } name ? model.FindLayer(name) : BeginningOfLastBlock(model);
        if (_layer is not { Layout: LayerLayout.Tokens, Maps: not null })
            throw new ArgumentException($"Expected a layer of tokens in {model.Name}, got '{_layer.Name}' of shape {string.Join('×', _layer.Shape)} ({_layer.Layout}).", nameof(options));
    }

    /// <inheritdoc/>
    public string Name => "ViT-ReciproCAM";

    /// <inheritdoc/>
    public SaliencyMap Explain(ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(target);
        cancellationToken.ThrowIfCancellationRequested();
        var names = target.Reads(_model);
        var untouched = _model.Answer(input, names.Contains(_layer.Name) ? names : names.Add(_layer.Name));
        var objective = target.Resolve(_model, untouched, 0, _options.Scale);
        var grid = _layer.Maps!.Value;
        var question = new Question(untouched[untouched.IndexOf(_layer.Name), 0].ToArray(), grid, _options.Mask);
        PerturbationLoop.Run(new ResumedModel(_model, _layer, input), [objective], question, context, cancellationToken);
        var origin = new MapOrigin(Name, objective.Description, _model.Name, $"layer {_layer.Name}, mask {_options.Mask}", grid.PlaneLength + 1);
        double[] scores = question.Scores;
        if (_options.Finish == CamFinish.Raw) return new SaliencyMap(grid.Height, grid.Width, Array.ConvertAll(scores, v => (float)v), origin);
        TensorPrimitives.Subtract(scores, TensorPrimitives.Min<double>(scores), scores);
        return SaliencyMap.Owning(CamChain.HeatMap(scores, grid, input.Shape), input.Shape.Height, input.Shape.Width, origin);
    }

    // The default layer is the last block's first norm; what the norm reads is the sum that came before it.
    private static LayerInfo BeginningOfLastBlock(ILayeredModel model)
    {
        var entering = model.DefaultLayer;
        return model.Layers.TakeWhile(l => l.Name != entering.Name)
            .LastOrDefault(l => l.Operator is "Add" or "Sum" && l.Layout == LayerLayout.Tokens && l.Shape.SequenceEqual(entering.Shape)) ?? entering;
    }

    private sealed class Question(float[] tokens, ImageShape grid, TokenMask mask) : IPerturbation
    {
        private static readonly float[] Tent = [0.25f, 0.5f, 0.25f];

        public double[] Scores { get; } = new double[grid.PlaneLength];

        public int Count => grid.PlaneLength;

        public int ScratchLength => 0;

        public void Fill(int sample, Span<float> image, Span<float> scratch)
        {
            int before = tokens.Length - grid.Length, reach = mask == TokenMask.Point ? 0 : 1;
            image.Clear();
            tokens.AsSpan(0, before).CopyTo(image);
            var (row, column) = (sample / grid.Width, sample % grid.Width);
            for (int y = Math.Max(0, row - reach); y <= Math.Min(grid.Height - 1, row + reach); y++)
                for (int x = Math.Max(0, column - reach); x <= Math.Min(grid.Width - 1, column + reach); x++)
                {
                    int at = before + (((y * grid.Width) + x) * grid.Channels);
                    float weight = reach == 0 ? 1 : Tent[y - row + 1] * Tent[x - column + 1];
                    TensorPrimitives.Multiply(tokens.AsSpan(at, grid.Channels), weight, image.Slice(at, grid.Channels));
                }
        }

        public void Accept(int first, ReadOnlySpan<double> values, ReadOnlySpan<float> scratch) => values.CopyTo(Scores.AsSpan(first));
    }
}
