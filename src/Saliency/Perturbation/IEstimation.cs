namespace Saliency.Perturbation;

/// <summary>A perturbation whose answers add up to a map: it can be looked at on the way, and ended when it is good enough.</summary>
internal interface IEstimation : IPerturbation
{
    /// <summary>Samples after which <see cref="IsSettled"/> is asked next; <see cref="ISamples.Count"/> for never. It depends on <paramref name="done"/> alone.</summary>
    int NextLook(int done);

    /// <summary>Whether the samples so far are enough.</summary>
    bool IsSettled();

    /// <summary>The map of the samples so far.</summary>
    SaliencyMap Map();
}
