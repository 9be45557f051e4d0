using System.Collections.Immutable;

namespace Saliency.Explainers;

/// <summary>One concept that a layer is made of.</summary>
/// <param name="Features">Its value in each channel, where the concept is strongest: a feature vector of the layer.</param>
/// <param name="Maps">How strong it is in each image: maps of the input's size, 0..1, 1 for the strongest place of all images.</param>
/// <param name="Scores">What the rest of the network answers when every place of the layer holds these features: the model's first output, its scale unchanged.</param>
public sealed record FeatureConcept(ImmutableArray<float> Features, ImmutableArray<SaliencyMap> Maps, ImmutableArray<float> Scores);

/// <summary>What <see cref="DeepFeatureFactorization"/> found.</summary>
/// <param name="Concepts">The concepts, the one that explains most first.</param>
/// <param name="Residual">What they leave unexplained: ‖A − W·H‖ / ‖A‖, 0..1.</param>
public sealed record FeatureFactorization(ImmutableArray<FeatureConcept> Concepts, double Residual);
