using Saliency.Imaging;
using Saliency.Perturbation;

namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="KernelShap"/>.</summary>
public sealed record KernelShapOptions : SegmentOptions
{
    /// <summary>Segments by quick shift as LIME has it, hidden by zeros.</summary>
    public KernelShapOptions() : base(new Quickshift(QuickshiftOptions.Lime), Baseline.Zero) { }

    /// <summary>Coalitions to ask about, those of none and all aside; null is all <c>2^M − 2</c> for up to 12 segments and <c>2·M + 2048</c> for more. All are asked where that many suffice.</summary>
    public int? SampleCount { get; init; }

    /// <summary>The error at which sampling may end early, looked at every 128 samples: root mean square of the values' standard errors over their range; null draws all samples.</summary>
    public double? UntilError { get; init; }

    /// <summary>Samples of the same seed are the same.</summary>
    public ulong Seed { get; init; }
}

/// <summary>KernelSHAP: Shapley values of segments by weighted least squares.</summary>
/// <remarks>
/// <para>Answers: how is the difference between the score of the image and that of the hidden image shared out among the segments?</para>
/// <para>With f(z) the score of the coalition z ∈ {0,1}^M, the values φ minimise <c>Σ_z π(z)·(f(z) − f(0) − φ·z)²</c> under <c>Σφ = f(1) − f(0)</c>, with
/// <c>π(z) = (M − 1) / (C(M,k)·k·(M − k))</c> for k shown segments. Over all coalitions these are the Shapley values. Sampled, sizes are drawn by their share of π and coalitions
/// come in pairs, each with its complement.</para>
/// <para>Shapes: input 1×C×H×W, map H×W, constant within a segment. Signed, units of the score; the values of the segments (not of the pixels) add up to f(x) − f(hidden).
/// Cost: 2 model runs and <see cref="KernelShapOptions.SampleCount"/>, whatever the number of targets. Where samples are too few to tell segments apart, they share alike.</para>
/// <para>S. M. Lundberg, S.-I. Lee: A unified approach to interpreting model predictions. NeurIPS 2017, theorem 2. Pairs: I. Covert, S.-I. Lee: Improving KernelSHAP. AISTATS 2021.</para>
/// </remarks>
public sealed class KernelShap : SegmentExplainer
{
    private readonly KernelShapOptions _options;

    /// <summary>KernelSHAP of a model.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public KernelShap(IModel model, KernelShapOptions? options = null) : base(model, options ??= new())
    {
        if (options.SampleCount is < 1) throw new ArgumentOutOfRangeException(nameof(options), options.SampleCount, "Expected at least one sample.");
        if (options.UntilError is { } error && !(error > 0)) throw new ArgumentOutOfRangeException(nameof(options), error, "Expected an error above 0.");
        _options = options;
    }

    /// <inheritdoc/>
    public override string Name => "KernelSHAP";

    private protected override CoalitionGame Open(GameSetting setting) => KernelShapGame.Open(setting, _options);
}
