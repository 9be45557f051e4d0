using System.Collections.Immutable;

namespace Saliency.Explainers;

/// <summary>What the mask of <see cref="ExtremalPerturbation"/> is asked to do.</summary>
public enum ExtremalGame
{
    /// <summary>Keep the score up by showing what the mask covers.</summary>
    Preserve,

    /// <summary>Bring the score down by hiding it.</summary>
    Delete,

    /// <summary>Both at once, for twice the model runs.</summary>
    Dual,
}

/// <summary>Parameters of <see cref="ExtremalPerturbation"/>; the defaults are TorchRay's, for images of 224×224.</summary>
public sealed record ExtremalPerturbationOptions
{
    /// <summary>Shares of the image that a mask covers, between 0 and 1; a mask for each is found, all in one model run, and the map is their mean. At least one.</summary>
    public ImmutableArray<double> Areas { get; init; } = [0.1];

    /// <summary>What the mask is asked to do.</summary>
    public ExtremalGame Game { get; init; }

    /// <summary>Steps of the search, at least 1.</summary>
    public int Iterations { get; init; } = 800;

    /// <summary>Pixels from one parameter of the mask to the next, at least 1.</summary>
    public int StepPixels { get; init; } = 7;

    /// <summary>How far a parameter reaches, in pixels, above 0: the mask is as smooth as that.</summary>
    public double SigmaPixels { get; init; } = 21;

    /// <summary>Pictures from the most blurred to the untouched, between which a mask's value chooses; at least 2.</summary>
    public int BlurLevels { get; init; } = 8;

    /// <summary>Standard deviation, in pixels, of the strongest blur, above 0. The image lies between zeros.</summary>
    public double BlurSigmaPixels { get; init; } = 20;

    /// <summary>What the image fades to where it is hidden; null blurs it.</summary>
    public Baseline? Baseline { get; init; }

    /// <summary>Whether every other step shows the image mirrored, so that the mask cannot fit the pixels of one picture alone.</summary>
    public bool Jitter { get; init; } = true;

    /// <summary>The scale of the score: logits by default. Probabilities weigh little beside the area.</summary>
    public ScoreScale Scale { get; init; }
}
