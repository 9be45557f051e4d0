using System.Collections.Immutable;

namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="Aise"/>; the defaults are <see cref="Balance"/>. The presets are OpenVINO XAI's for classifiers.</summary>
public sealed record AiseOptions
{
    /// <summary>25 places for each of three widths: 151 model runs.</summary>
    public static AiseOptions Speed { get; } = new() { PlacesPerWidth = 25 };

    /// <summary>50 places for each of three widths: 301 model runs.</summary>
    public static AiseOptions Balance { get; } = new();

    /// <summary>85 places for each of four widths: 681 model runs.</summary>
    public static AiseOptions Quality { get; } = new() { PlacesPerWidth = 85, KernelWidths = [0.075, 0.075 + (0.175 / 3), 0.25 - (0.175 / 3), 0.25] };

    /// <summary>Places that are tried with each width, at least 1.</summary>
    public int PlacesPerWidth { get; init; } = 50;

    /// <summary>Standard deviations of the Gaussians, as shares of the image's height and width; at least one, each above 0.</summary>
    public ImmutableArray<double> KernelWidths { get; init; } = [0.1, 0.175, 0.25];

    /// <summary>The share of the best score by which a part of the image must promise to better it, to be searched closer: 0 searches one place ever finer, more spreads out. At least 0.</summary>
    public double Epsilon { get; init; } = 0.1;

    /// <summary>What stands where the image is hidden.</summary>
    public Baseline Baseline { get; init; } = Baseline.Zero;

    /// <summary>The scale of the score; the method is defined on probabilities.</summary>
    public ScoreScale Scale { get; init; } = ScoreScale.Probability;
}
