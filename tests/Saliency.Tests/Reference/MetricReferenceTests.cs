using Saliency.Metrics;
using Saliency.Numerics;

namespace Saliency.Tests.Reference;

/// <summary>The metrics against RISE's evaluation, Xplique's rule, pysaliency and the MIT benchmark's.</summary>
[Category("Reference")]
public class MetricReferenceTests
{
    private static IEnumerable<TestCaseData> GameCases => ReferenceSet.Tests("metrics", "faithfulness/insertion_deletion");

    private static IEnumerable<TestCaseData> CausalFidelityCases => ReferenceSet.Tests("metrics", "faithfulness/causal_fidelity");

    private static IEnumerable<TestCaseData> AttentionCases => ReferenceSet.Tests("metrics", label =>
        label.StartsWith("attention/scores_", StringComparison.Ordinal) || label.StartsWith("attention/flat_map", StringComparison.Ordinal));

    private static IEnumerable<TestCaseData> NormalizationCases => ReferenceSet.Tests("metrics", "attention/normalisations");

    private static IEnumerable<TestCaseData> TopCases => ReferenceSet.Tests("metrics", "localisation/top_percent_iou");

    [TestCaseSource(nameof(GameCases))]
    public void DeletionAndInsertion_OfRise_SameCurvesAndAreas(ReferenceCase reference)
    {
        var (map, input, target) = Game(reference);
        using var model = reference.LoadModel();
        int step = reference.WholeNumber("step");
        var blur = Baseline.Blur(reference.WholeNumber("klen"), reference.Number("sigma"));
        var order = new int[map.Values.Length];
        Ranking.Descending(map.Values, order);
        Assert.That(order, Is.EqualTo(reference.Expected("order").Ints), "order");
        foreach (var (key, baseline) in new[] { ("zero", Baseline.Zero), ("blur", blur) })
        {
            Check(reference, $"deletion_{key}", new Deletion(model, new DeletionOptions { StepPixels = step, Imputer = baseline }).Evaluate(map, input, target));
            Check(reference, $"insertion_{key}", new Insertion(model, new InsertionOptions { StepPixels = step, Imputer = baseline }).Evaluate(map, input, target));
        }
    }

    [TestCaseSource(nameof(CausalFidelityCases))]
    public void DeletionAndInsertion_OfXplique_SameCurvesAndAreas(ReferenceCase reference)
    {
        var (map, input, target) = Game(reference);
        using var model = reference.LoadModel();
        int steps = reference.WholeNumber("steps");
        var baseline = Baseline.Color(reference.Parameter("baseline").GetSingle());
        Check(reference, "deletion", new Deletion(model, new DeletionOptions { Steps = steps, Imputer = baseline }).Evaluate(map, input, target));
        Check(reference, "insertion", new Insertion(model, new InsertionOptions { Steps = steps, Imputer = baseline }).Evaluate(map, input, target));
    }

    [TestCaseSource(nameof(AttentionCases))]
    public void Scores_OfPysaliencyAndMit_Same(ReferenceCase reference)
    {
        var map = reference.Input("saliency").ToMap();
        GroundTruth truth = reference.Input("density").ToMap();
        var scores = new Dictionary<string, IGroundTruthMetric>
        {
            ["cc"] = new PearsonCorrelation(),
            ["sim"] = new Similarity(),
            ["similarity_min_max"] = new Similarity(new SimilarityOptions { Shift = SimilarityShift.Always }),
            ["mae"] = new MeanAbsoluteError(),
        };
        Assert.That(scores.Keys.Count(reference.Expects), Is.GreaterThan(0), "a case of these metrics");
        foreach (var (key, metric) in scores)
            if (reference.Expects(key)) reference.AssertClose(key, metric.Evaluate(map, truth).Value);
    }

    [TestCaseSource(nameof(NormalizationCases))]
    public void Normalize_OfNumpy_Same(ReferenceCase reference)
    {
        var map = reference.Input("map").ToMap();
        reference.AssertClose("min_max", map.Normalize().Values);
        reference.AssertClose("max_abs", map.Normalize(Normalization.MaxAbsolute).Values);
    }

    [TestCaseSource(nameof(TopCases))]
    public void TopFractionIoU_OfMasksAndMaps_Same(ReferenceCase reference)
    {
        ReferenceArray maps = reference.Input("maps"), masks = reference.Input("masks");
        int count = maps.Shape[0];
        foreach (double percent in reference.Numbers("percents"))
        {
            var metric = new TopFractionIoU(new TopFractionIoUOptions { Fraction = percent / 100 });
            double[] values = [.. Enumerable.Range(0, count).Select(i => metric.Evaluate(maps[i].ToMap(), masks[i].ToMask()).Value)];
            Close.Assert(reference.Expected($"iou_{percent:R}"), values, reference.ToleranceOf($"iou_{percent:R}"), $"iou_{percent:R}");
            reference.AssertClose($"mean_iou_{percent:R}", values.Average());
        }
        const string Pairwise = "pairwise_iou_";
        foreach (string key in reference.ExpectedNames.Where(n => n.StartsWith(Pairwise, StringComparison.Ordinal)))
        {
            var metric = new TopFractionIoU(new TopFractionIoUOptions { Fraction = double.Parse(key[Pairwise.Length..], System.Globalization.CultureInfo.InvariantCulture) / 100 });
            double[] values = [.. from i in Enumerable.Range(0, count) from j in Enumerable.Range(0, count) select metric.Evaluate(maps[i].ToMap(), maps[j].ToMap()).Value];
            Close.Assert(reference.Expected(key), values, reference.ToleranceOf(key), key);
        }
        const string Top = "top_";
        foreach (string key in reference.ExpectedNames.Where(n => n.StartsWith(Top, StringComparison.Ordinal)))
        {
            double fraction = double.Parse(key[Top.Length..], System.Globalization.CultureInfo.InvariantCulture) / 100;
            int[] values = [.. Enumerable.Range(0, count).SelectMany(i => maps[i].ToMap().Top(fraction).Values.ToArray()).Select(inside => inside ? 1 : 0)];
            Assert.That(values, Is.EqualTo(reference.Expected(key).Ints), key);
        }
    }

    private static (SaliencyMap Map, ModelInput Input, Target Target) Game(ReferenceCase reference) =>
        (reference.Input("saliency").ToMap(), reference.Input("image").ToInput(), Target.Class(reference.WholeNumber("target")));

    private static void Check(ReferenceCase reference, string key, MetricResult result)
    {
        double[] curve = [.. result.Curve!.Y];
        Close.Assert(reference.Expected(key), curve, reference.ToleranceOf(key), key);
        reference.AssertClose($"{key}_auc", result.Value);
    }
}
