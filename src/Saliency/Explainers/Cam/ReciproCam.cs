using System.Numerics.Tensors;

namespace Saliency.Explainers;

/// <summary>What <see cref="ReciproCam"/> leaves of a layer for one place.</summary>
public enum ReciproMask
{
    /// <summary>As OpenVINO XAI: <see cref="Place"/> for maps, <see cref="Gaussian"/> for tokens.</summary>
    ByLayout,

    /// <summary>The place alone.</summary>
    Place,

    /// <summary>The place and its eight neighbours, weighted 1-2-1 by 1-2-1 over 16.</summary>
    Gaussian,
}

/// <summary>Parameters of <see cref="ReciproCam"/>.</summary>
public sealed record ReciproCamOptions : CamOptions
{
    /// <summary>What is left of the layer for one place.</summary>
    public ReciproMask Mask { get; init; }
}

/// <summary>Recipro-CAM: the score of each place of a layer alone.</summary>
/// <remarks>
/// <para>Answers: how much would the rest of the network see of the target if it saw one place of the layer only? No gradient, no channels to weigh.</para>
/// <para>With A^{(p)} the layer whose values are 0 except at place p, and f the score of the rest of the network: <c>map_p = f(A^{(p)}) − min over q of f(A^{(q)})</c>, then by default the common chain
/// of <see cref="CamFinish.HeatMap"/>: the lowest place is 0, whatever the scores' level. The class tokens of a transformer are kept in all.</para>
/// <para>Range 0..1 (<see cref="CamFinish.Raw"/>: at least 0, in units of the score). Cost: one model run, and H·W runs of the network behind the layer for each target.</para>
/// <para>Byun, Lee: Recipro-CAM: fast gradient-free visual explanations for convolutional neural networks. 2022, arXiv 2209.14074. Tokens: ViT-ReciproCAM, 2023, arXiv 2310.02588.</para>
/// </remarks>
public sealed class ReciproCam : Cam
{
    private readonly IResumableModel _model;
    private readonly ReciproMask _mask;

    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentException">A layer does not exist or has no spatial extent.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The mask is not defined.</exception>
    public ReciproCam(IResumableModel model, ReciproCamOptions? options = null) : base(model, options)
    {
        _model = model;
        _mask = (options ?? new()).Mask.EnsureDefined(nameof(options));
    }

    /// <inheritdoc/>
    public override string Name => "Recipro-CAM";

    /// <inheritdoc/>
    protected override string Parameters => _mask == ReciproMask.ByLayout ? "" : $"mask {_mask}";

    /// <inheritdoc/>
    protected override int RunsFor(LayerInfo layer) => layer.Maps!.Value.PlaneLength;

    /// <inheritdoc/>
    protected override void Map(CamView view, Span<double> map)
    {
        ArgumentNullException.ThrowIfNull(view);
        bool spread = _mask == ReciproMask.Gaussian || (_mask == ReciproMask.ByLayout && view.Layer.Layout == LayerLayout.Tokens);
        LayerEdits.Scores(_model, view, map.Length, (place, values) => Keep(view.Layer, values, place, spread)).CopyTo(map);
        TensorPrimitives.Subtract(map, TensorPrimitives.Min<double>(map), map);
    }

    private static void Keep(LayerInfo layer, Span<float> values, int place, bool spread)
    {
        var shape = layer.Maps!.Value;
        for (int p = 0; p < shape.PlaneLength; p++)
        {
            float share = Share(Math.Abs((p / shape.Width) - (place / shape.Width)), Math.Abs((p % shape.Width) - (place % shape.Width)), spread);
            if (layer.Layout == LayerLayout.ChannelsFirst)
            {
                for (int i = p; i < values.Length; i += shape.PlaneLength) values[i] *= share;
            }
            else
            {
                var pixel = values[^shape.Length..].Slice(p * shape.Channels, shape.Channels);
                TensorPrimitives.Multiply(pixel, share, pixel);
            }
        }
    }

    private static float Share(int rows, int columns, bool spread)
    {
        if (!spread) return rows + columns == 0 ? 1 : 0;
        return rows > 1 || columns > 1 ? 0 : (2 - rows) * (2 - columns) / 16f;
    }
}
