using Saliency.Numerics;

namespace Saliency.Metrics;

/// <summary>Sufficiency: whether images with like maps are predicted the same class.</summary>
/// <remarks>
/// <para>The share of the neighbours that the model gives the class that it gives the image. Neighbours are those other images whose map is near. The distance of two maps is
/// that of their magnitudes, Euclidean with every pixel divided by its deviation over all maps (n − 1; pixels that are the same in all do not count), and divided by the largest distance between any two of them; near is at most <see cref="SufficiencyOptions.Distance"/>.</para>
/// <para>0..1, higher is better; 0 without neighbours. Maps of another size are resized bilinearly. The target is not looked at. Cost: one model run for the image and each other.</para>
/// <para>Dasgupta, Frost, Moshkovitz: Framework for evaluating faithfulness of local explanations. ICML 2022. Distances are Quantus'.</para>
/// </remarks>
public sealed class Sufficiency : IModelMetric
{
    private readonly Peers _peers;
    private readonly double _distance;

    /// <summary>Makes the metric of a model and the images that a map is held against.</summary>
    /// <param name="model">The model to ask.</param>
    /// <param name="others">Other images, each with its map by the same explainer; at least one. The image that is judged is not among them.</param>
    /// <param name="options">What is near.</param>
    /// <exception cref="ArgumentException">There is no other image, one does not fit the model, or the distance is out of range.</exception>
    public Sufficiency(IModel model, IReadOnlyList<(ModelInput Input, SaliencyMap Map)> others, SufficiencyOptions? options = null)
    {
        _distance = (options ?? new SufficiencyOptions()).Distance;
        if (!(_distance >= 0 && _distance <= 1)) throw new ArgumentOutOfRangeException(nameof(options), _distance, "Expected a distance between 0 and 1.");
        _peers = new Peers(model, others);
    }

    /// <inheritdoc/>
    public string Name => "Sufficiency";

    /// <inheritdoc/>
    public Better Better => Better.Higher;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map, ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(target);
        var agree = _peers.Agree(input, context, cancellationToken);
        float[][] maps = [.. _peers.Maps.Prepend(map.Resize(input.Shape.Height, input.Shape.Width)).Select(m => Magnitudes.Of(m, out _))];
        Standardize(maps);
        double largest = 0;
        for (int i = 0; i < maps.Length; i++)
            for (int j = 0; j < i; j++) largest = Math.Max(largest, Distance.Euclidean(maps[i], maps[j]));
        int[] near = [.. Enumerable.Range(0, agree.Length).Where(i => Distance.Euclidean(maps[0], maps[i + 1]) <= _distance * largest)];
        return new MetricResult(near.Length == 0 ? 0 : near.Average(i => agree[i] ? 1.0 : 0));
    }

    /// <summary>Divides each pixel by its deviation over the maps.</summary>
    private static void Standardize(float[][] maps)
    {
        for (int pixel = 0; pixel < maps[0].Length; pixel++)
        {
            double mean = maps.Average(m => (double)m[pixel]), deviation = Math.Sqrt(maps.Sum(m => (m[pixel] - mean) * (m[pixel] - mean)) / (maps.Length - 1));
            foreach (float[] map in maps) map[pixel] = deviation == 0 ? 0 : (float)(map[pixel] / deviation);
        }
    }
}

/// <summary>Parameters of <see cref="Sufficiency"/>.</summary>
public sealed record SufficiencyOptions
{
    /// <summary>Maps up to this share of the largest distance apart are neighbours, 0..1.</summary>
    public double Distance { get; init; } = 0.6;
}
