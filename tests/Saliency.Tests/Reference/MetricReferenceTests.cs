using Saliency.Metrics;
using Saliency.Numerics;

namespace Saliency.Tests.Reference;

/// <summary>The metrics against RISE's evaluation, Xplique's rule, pysaliency and the MIT benchmark's.</summary>
[Category("Reference")]
public class MetricReferenceTests
{
    private static IEnumerable<TestCaseData> GameCases => ReferenceSet.Tests("metrics", "faithfulness/insertion_deletion");

    private static IEnumerable<TestCaseData> BlurCases => ReferenceSet.Tests("metrics", "faithfulness/rise_blur");

    private static IEnumerable<TestCaseData> CausalFidelityCases => ReferenceSet.Tests("metrics", "faithfulness/causal_fidelity");

    private static IEnumerable<TestCaseData> AttentionCases => ReferenceSet.Tests("metrics", label =>
        label.StartsWith("attention/scores_", StringComparison.Ordinal) || label.StartsWith("attention/flat_map", StringComparison.Ordinal));

    private static IEnumerable<TestCaseData> NormalizationCases => ReferenceSet.Tests("metrics", "attention/normalisations");

    private static IEnumerable<TestCaseData> TopCases => ReferenceSet.Tests("metrics", "localisation/top_percent_iou");

    [TestCaseSource(nameof(GameCases))]
    public void DeletionAndInsertion_OfRise_SameCurvesAndAreas(ReferenceCase reference)
    {
        var (map, input, target) = Game(reference);
        using var model = new SessionModel(reference.ModelPath);
        int step = reference.Parameter("step").GetInt32();
        var blur = Baseline.Blur(reference.Parameter("klen").GetInt32(), reference.Parameter("sigma").GetDouble());
        var order = new int[map.Values.Length];
        Ranking.Descending(map.Values, order);
        Assert.That(order, Is.EqualTo(reference.Expected("order").Ints), "order");
        foreach (var (key, baseline) in new[] { ("zero", Baseline.Zero), ("blur", blur) })
        {
            Check(reference, $"deletion_{key}", new Deletion(model, new DeletionOptions { StepPixels = step, Baseline = baseline }).Evaluate(map, input, target));
            Check(reference, $"insertion_{key}", new Insertion(model, new InsertionOptions { StepPixels = step, Baseline = baseline }).Evaluate(map, input, target));
        }
    }

    [TestCaseSource(nameof(CausalFidelityCases))]
    public void DeletionAndInsertion_OfXplique_SameCurvesAndAreas(ReferenceCase reference)
    {
        var (map, input, target) = Game(reference);
        using var model = new SessionModel(reference.ModelPath);
        int steps = reference.Parameter("steps").GetInt32();
        var baseline = Baseline.Color(reference.Parameter("baseline").GetSingle());
        Check(reference, "deletion", new Deletion(model, new DeletionOptions { Steps = steps, Baseline = baseline }).Evaluate(map, input, target));
        Check(reference, "insertion", new Insertion(model, new InsertionOptions { Steps = steps, Baseline = baseline }).Evaluate(map, input, target));
    }

    [TestCaseSource(nameof(BlurCases))]
    public void Blur_OfRise_SameKernelAndImage(ReferenceCase reference)
    {
        int size = reference.Parameter("klen").GetInt32();
        double sigma = reference.Parameter("sigma").GetDouble();
        float[] axis = GaussianKernel.Framed(size, sigma);
        reference.AssertClose("kernel", [.. axis.SelectMany(y => axis.Select(x => y * x))]);
        var input = ActivationReferenceTests.InputOf(reference.Input("image"));
        var blurred = new float[input.Shape.Length];
        Baseline.Blur(size, sigma).Fill(input, blurred);
        reference.AssertClose("blurred", blurred);
    }

    [TestCaseSource(nameof(AttentionCases))]
    public void Scores_OfPysaliencyAndMit_Same(ReferenceCase reference)
    {
        var map = MapOf(reference.Input("saliency"));
        GroundTruth truth = MapOf(reference.Input("density"));
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
        var map = MapOf(reference.Input("map"));
        reference.AssertClose("min_max", map.Normalize().Values);
        reference.AssertClose("max_abs", map.Normalize(Normalization.MaxAbsolute).Values);
    }

    [TestCaseSource(nameof(TopCases))]
    public void TopFractionIoU_OfMasksAndMaps_Same(ReferenceCase reference)
    {
        ReferenceArray maps = reference.Input("maps"), masks = reference.Input("masks");
        int count = maps.Shape[0];
        foreach (double percent in reference.Parameter("percents").EnumerateArray().Select(p => p.GetDouble()))
        {
            var metric = new TopFractionIoU(new TopFractionIoUOptions { Fraction = percent / 100 });
            double[] values = [.. Enumerable.Range(0, count).Select(i => metric.Evaluate(MapOf(maps[i]), MaskOf(masks[i])).Value)];
            Close.Assert(reference.Expected($"iou_{percent:R}"), values, reference.ToleranceOf($"iou_{percent:R}"), $"iou_{percent:R}");
            reference.AssertClose($"mean_iou_{percent:R}", values.Average());
        }
        const string Pairwise = "pairwise_iou_";
        foreach (string key in reference.ExpectedNames.Where(n => n.StartsWith(Pairwise, StringComparison.Ordinal)))
        {
            var metric = new TopFractionIoU(new TopFractionIoUOptions { Fraction = double.Parse(key[Pairwise.Length..], System.Globalization.CultureInfo.InvariantCulture) / 100 });
            double[] values = [.. from i in Enumerable.Range(0, count) from j in Enumerable.Range(0, count) select metric.Evaluate(MapOf(maps[i]), MapOf(maps[j])).Value];
            Close.Assert(reference.Expected(key), values, reference.ToleranceOf(key), key);
        }
        const string Top = "top_";
        foreach (string key in reference.ExpectedNames.Where(n => n.StartsWith(Top, StringComparison.Ordinal)))
        {
            double fraction = double.Parse(key[Top.Length..], System.Globalization.CultureInfo.InvariantCulture) / 100;
            int[] values = [.. Enumerable.Range(0, count).SelectMany(i => MapOf(maps[i]).Top(fraction).Values.ToArray()).Select(inside => inside ? 1 : 0)];
            Assert.That(values, Is.EqualTo(reference.Expected(key).Ints), key);
        }
    }

    private static (SaliencyMap Map, ModelInput Input, Target Target) Game(ReferenceCase reference) =>
        (MapOf(reference.Input("saliency")), ActivationReferenceTests.InputOf(reference.Input("image")), Target.Class(reference.Parameter("target").GetInt32()));

    private static void Check(ReferenceCase reference, string key, MetricResult result)
    {
        double[] curve = [.. result.Curve!.Y];
        Close.Assert(reference.Expected(key), curve, reference.ToleranceOf(key), key);
        reference.AssertClose($"{key}_auc", result.Value);
    }

    private static SaliencyMap MapOf(ReferenceArray map) => new(map.Shape[0], map.Shape[1], map.Floats);

    private static Mask MaskOf(ReferenceArray mask) => new(mask.Shape[0], mask.Shape[1], Array.ConvertAll(mask.Values, v => v != 0));
}
