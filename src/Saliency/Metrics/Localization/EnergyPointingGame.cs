namespace Saliency.Metrics;

/// <summary>Parameters of <see cref="EnergyPointingGame"/>.</summary>
public sealed record EnergyPointingGameOptions
{
    /// <summary>What counts as energy: positive values, or, as Quantus' attribution localisation, absolute ones.</summary>
    public RelevanceSign Sign { get; init; } = RelevanceSign.Positive;
}

/// <summary>Energy-based pointing game (also attribution localisation): the share of the map's positive values that lies on the object.</summary>
/// <remarks>
/// <para><c>Σ over the region of max(a, 0) / Σ over all pixels of max(a, 0)</c>. 0..1, higher is better; chance is the region's share of the image, which a constant map and
/// one without positive values get. An empty region gives 0. Shift matters: a map that is high everywhere scores near chance.</para>
/// <para>Wang, Wang, Du, Yang, Zhang, Ding, Mardziel, Hu: Score-CAM: score-weighted visual explanations for convolutional neural networks. CVPR workshops 2020.</para>
/// </remarks>
public sealed class EnergyPointingGame : IGroundTruthMetric
{
    private readonly RelevanceSign _sign;

    /// <summary>Makes the metric.</summary>
    public EnergyPointingGame(EnergyPointingGameOptions? options = null)
    {
        _sign = (options ?? new EnergyPointingGameOptions()).Sign;
        if (_sign is not (RelevanceSign.Positive or RelevanceSign.Absolute))
            throw new ArgumentOutOfRangeException(nameof(options), _sign, "Expected positive or absolute values: energy has no sign.");
    }

    /// <inheritdoc/>
    public string Name => "Energy pointing game";

    /// <inheritdoc/>
    public Better Better => Better.Higher;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map, GroundTruth truth) => new(RelevanceShare.Of(map, truth.RegionFor(map, Name), _sign));
}
