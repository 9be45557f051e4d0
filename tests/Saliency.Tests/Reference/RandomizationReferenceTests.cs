using Saliency.Explainers;
using Saliency.Metrics;
using Saliency.Models;

namespace Saliency.Tests.Reference;

/// <summary>Quantus' randomization tests: how it compares maps, of stored maps and of models whose weights were drawn elsewhere.</summary>
[Category("Reference")]
internal sealed class RandomizationReferenceTests
{
    private static IEnumerable<TestCaseData> SimilarityCases => ReferenceSet.Tests("metrics", "randomisation/similarity_");

    private static IEnumerable<TestCaseData> CascadingCases => ReferenceSet.Tests("metrics", "randomisation/cascading");

    private static IEnumerable<TestCaseData> LogitCases => ReferenceSet.Tests("metrics", "randomisation/random_logit");

    [TestCaseSource(nameof(SimilarityCases))]
    public void MapSimilarity_OfQuantus_Same(ReferenceCase reference)
    {
        SaliencyMap a = reference.Input("a").ToMap(), b = reference.Input("b").ToMap();
        reference.AssertClose("ssim", MapSimilarities.Of(MapSimilarity.StructuralSimilarity, a, b));
        // A flat map has no correlation there, and 0 here.
        foreach (var (key, kind) in new[] { ("spearman", MapSimilarity.Spearman), ("pearson", MapSimilarity.Pearson), ("kendall", MapSimilarity.Kendall) })
        {
            double value = MapSimilarities.Of(kind, a, b);
            if (double.IsNaN(reference.Expected(key).Values[0])) Assert.That(value, Is.Zero);
            else reference.AssertClose(key, value);
        }
    }

    [TestCaseSource(nameof(CascadingCases))]
    public void ParameterRandomization_OfStoredModels_SameSimilarities(ReferenceCase reference)
    {
        using var original = reference.LoadModel();
        string[] files = [.. reference.Parameter("models").EnumerateArray().Select(m => m.GetString()!)];
        foreach (var (kind, key) in new[] { (MapSimilarity.Spearman, "spearman"), (MapSimilarity.StructuralSimilarity, "ssim") })
        {
            var options = new ParameterRandomizationOptions { Similarity = kind };
            MetricResult[] results = [.. reference.WholeNumbers("targets").Select((target, i) => new ParameterRandomization<StoredModels>(new StoredModels(original, reference, files), Explainer, options)
                .Evaluate(Explainer(original), reference.Input("images")[i].ToInput(), Target.Class(target)))];
            for (int step = 0; step < files.Length; step++) reference.AssertClose($"{key}_{step + 1}", [.. results.Select(r => r.Curve!.Y[step])]);
        }
    }

    [TestCaseSource(nameof(CascadingCases))]
    public void MapSimilarity_OfStoredMaps_Same(ReferenceCase reference)
    {
        for (int step = 1; step <= 4; step++)
        {
            var original = reference.Input("map_original");
            var random = reference.Input($"map_{step}");
            double[] Each(MapSimilarity kind, bool scaled) => [.. Enumerable.Range(0, original.Shape[0]).Select(i =>
                MapSimilarities.Of(kind, scaled ? MapSimilarities.Prepared(original[i].ToMap(), true) : original[i].ToMap(), scaled ? MapSimilarities.Prepared(random[i].ToMap(), true) : random[i].ToMap()))];
            reference.AssertClose($"spearman_{step}", Each(MapSimilarity.Spearman, scaled: true));
            reference.AssertClose($"ssim_{step}", Each(MapSimilarity.StructuralSimilarity, scaled: true));
            reference.AssertClose($"ssim_raw_{step}", Each(MapSimilarity.StructuralSimilarity, scaled: false));
        }
    }

    [TestCaseSource(nameof(LogitCases))]
    public void MapSimilarity_OfTwoClasses_Same(ReferenceCase reference)
    {
        using var model = reference.LoadModel();
        var images = reference.Input("images");
        int[] others = reference.WholeNumbers("other");
        var method = new Gradient(model);
        foreach (var (key, kind) in new[] { ("spearman", MapSimilarity.Spearman), ("pearson", MapSimilarity.Pearson) })
        {
            reference.AssertClose(key, [.. others.Select((_, i) => MapSimilarities.Of(kind, ChannelsAsPixels.Map(reference.Input("attributions")[i]), ChannelsAsPixels.Map(reference.Input("attributions_other")[i])))]);
            reference.AssertClose(key, [.. reference.WholeNumbers("targets").Select((target, i) => MapSimilarities.Of(kind, Flat(images[i].ToInput(), target), Flat(images[i].ToInput(), others[i])))]);
        }

        // The stored ones have both sets of maps divided by the largest magnitude of the set, not of each map.
        double largest = Largest("attributions"), largestOther = Largest("attributions_other");
        reference.AssertClose("ssim_flat", [.. others.Select((_, i) => MapSimilarities.Of(
            MapSimilarity.StructuralSimilarityInOneLine, Divided(reference.Input("attributions")[i], largest), Divided(reference.Input("attributions_other")[i], largestOther)))]);

        double Largest(string key) => reference.Input(key).Values.Max(Math.Abs);
        SaliencyMap Divided(ReferenceArray map, double by) => ChannelsAsPixels.Map(map with { Values = [.. map.Values.Select(v => v / by)] });
        SaliencyMap Flat(ModelInput input, int target) => new(3 * input.Shape.Height, input.Shape.Width, method.Attribute(input, Target.Class(target)).Values);
    }

    private static Gradient Explainer(IDifferentiableModel model) => new(model, new GradientOptions { Reduction = ChannelReduction.AbsoluteSum });

    /// <summary>A model whose copies with other weights are files: the first has its last layer drawn anew, the second its last two, and so on.</summary>
    private sealed class StoredModels(OnnxModel own, ReferenceCase reference, string[] files) : IDifferentiableModel, IRandomizableModel<StoredModels>
    {
        public string Name => own.Name;

        public string InputName => own.InputName;

        public ImageShape InputShape => own.InputShape;

        public IReadOnlyList<OutputInfo> Outputs => own.Outputs;

        public IReadOnlyList<LayerInfo> Layers => own.Layers;

        public LayerInfo DefaultLayer => own.DefaultLayer;

        public IReadOnlyList<string> WeightLayers => files;

        public LayerInfo FindLayer(string name) => own.FindLayer(name);

        public void Run(ReadOnlySpan<float> images, int count, ModelAnswer answer) => own.Run(images, count, answer);

        public void Differentiate(ReadOnlySpan<float> images, int count, IReadOnlyList<Objective> objectives, ModelAnswer gradients, ModelAnswer? answer = null) =>
            own.Differentiate(images, count, objectives, gradients, answer);

        public StoredModels Randomized(IReadOnlyList<string> layers, WeightRandomization randomization, ulong seed) =>
            new(reference.LoadBeside(files[layers.Count - 1]), reference, files);

        public void Dispose() => own.Dispose();
    }
}
