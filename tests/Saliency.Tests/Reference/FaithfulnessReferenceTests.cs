using Saliency.Metrics;

namespace Saliency.Tests.Reference;

/// <summary>ROAD and the changes of confidence against pytorch-grad-cam's and the papers' formulas.</summary>
[Category("Reference")]
internal sealed class FaithfulnessReferenceTests
{
    private static IEnumerable<TestCaseData> RoadCases => ReferenceSet.Tests("metrics", label => label is "faithfulness/road_noiseless" or "faithfulness/road_stored_noise");

    private static IEnumerable<TestCaseData> ConfidenceCases => ReferenceSet.Tests("metrics", "faithfulness/drop_increase");

    private static IEnumerable<TestCaseData> ProductCases => ReferenceSet.Tests("metrics", "faithfulness/cam_mult_image");

    private static IEnumerable<TestCaseData> MinMaxCases => ReferenceSet.Tests("metrics", "faithfulness/average_drop_minmax");

    [TestCaseSource(nameof(RoadCases))]
    public void Road_OfPytorchGradCam_SameChangesOfTheScore(ReferenceCase reference)
    {
        using var model = reference.LoadModel();
        // A percentile of p leaves p percent where the library's option removes 100 − p.
        double[] percentiles = reference.Numbers("percentiles"), percentages = Array.ConvertAll(percentiles, p => 100 - p);
        foreach (var (key, order) in new[] { ("morf", RemovalOrder.MostRelevantFirst), ("lerf", RemovalOrder.LeastRelevantFirst) })
        {
            var results = Results(reference, model, percentages, order);
            foreach (var (at, percentile) in percentiles.Index())
                reference.AssertClose($"{key}_{percentile:R}", [.. results.Select(r => r.Curve!.Y[at])]);
            reference.AssertClose($"{key}_average", [.. results.Select(r => r.Value)]);
        }
        reference.AssertClose("combined", [.. Results(reference, model, percentages, null).Select(r => r.Value)]);
    }

    [TestCaseSource(nameof(ConfidenceCases))]
    public void Confidence_OfThePapers_SamePercentages(ReferenceCase reference)
    {
        using var model = reference.LoadModel();
        var options = new ConfidenceOptions
        {
            Threshold = reference.Numbers("threshold") is [double t] && !double.IsNaN(t) ? t : null,
            Scaling = null,
            Imputer = reference.Parameter("fill").GetString() == "zero" ? Baseline.Zero : Baseline.ChannelMean,
        };
        foreach (var (key, part) in new[] { ("background", OccludedPart.Background), ("subject", OccludedPart.Subject) })
        {
            var own = options with { Occluded = part };
            reference.AssertClose($"{key}_occluded_drop_percent", Values(reference, new AverageDrop(model, own)).Average());
            reference.AssertClose($"{key}_occluded_increase_percent", Values(reference, new IncreaseInConfidence(model, own)).Average());
            reference.AssertClose($"{key}_occluded_gain_percent", Values(reference, new AverageGain(model, own)).Average());
        }
    }

    [TestCaseSource(nameof(ProductCases))]
    public void Confidence_OfPytorchGradCam_SameDropsAndIncreases(ReferenceCase reference)
    {
        using var model = reference.LoadModel();
        var options = new ConfidenceOptions { Scaling = null };
        reference.AssertClose("drop", Values(reference, new DropInConfidence(model, options)));
        reference.AssertClose("increase", Array.ConvertAll(Values(reference, new IncreaseInConfidence(model, options)), v => v / 100));
    }

    [TestCaseSource(nameof(MinMaxCases))]
    public void Confidence_OfXplique_SameShares(ReferenceCase reference)
    {
        using var model = reference.LoadModel();
        reference.AssertClose("average_drop", Values(reference, new AverageDrop(model), Math.Abs).Average() / 100);
        reference.AssertClose("average_increase", Values(reference, new IncreaseInConfidence(model), Math.Abs).Average() / 100);
        reference.AssertClose("average_gain", Values(reference, new AverageGain(model), Math.Abs).Average() / 100);
    }

    private static double[] Values(ReferenceCase reference, IModelMetric metric, Func<float, float>? change = null)
    {
        ReferenceArray images = reference.Input("images"), maps = reference.Input("saliency");
        return [.. reference.WholeNumbers("targets").Select((target, i) =>
        {
            var map = maps[i].ToMap();
            if (change is not null) map = new SaliencyMap(map.Height, map.Width, map.Values.ToArray().Select(change).ToArray());
            return metric.Evaluate(map, images[i].ToInput(), Target.Class(target)).Value;
        })];
    }

    private static MetricResult[] Results(ReferenceCase reference, IModel model, double[] percentages, RemovalOrder? order)
    {
        ReferenceArray images = reference.Input("images"), maps = reference.Input("saliency"), noise = reference.Input("noise");
        return [.. reference.WholeNumbers("targets").Select((target, i) =>
        {
            var imputer = new StoredNoise(noise[i].Floats, reference.Number("noise_scale"));
            var metric = new Road(model, new RoadOptions { Percentages = percentages, Order = order, Ties = RoadTies.Together, Imputer = imputer });
            return metric.Evaluate(maps[i].ToMap(), images[i].ToInput(), Target.Class(target));
        })];
    }

    /// <summary>Linear imputation with the noise that was drawn for the case.</summary>
    private sealed class StoredNoise(float[] noise, double scale) : Imputer
    {
        private static readonly Imputer s_linear = NoisyLinear(0);

        public override void Impute(ModelInput input, ReadOnlySpan<bool> removed, int sample, Span<float> values)
        {
            s_linear.Impute(input, removed, sample, values);
            for (int i = 0; i < values.Length; i++)
                if (removed[i % removed.Length]) values[i] += (float)(scale * noise[i]);
        }
    }
}
