using Saliency.Metrics;

namespace Saliency.Tests.Reference;

/// <summary>Metrics of a map against people: pysaliency, the MIT benchmark's rules, scipy, scikit-image and POT.</summary>
[Category("Reference")]
public class AttentionReferenceTests
{
    private static IEnumerable<TestCaseData> ScoreCases => ReferenceSet.Tests("metrics", label =>
        label.StartsWith("attention/scores_", StringComparison.Ordinal) || label.StartsWith("attention/flat_map", StringComparison.Ordinal));

    private static IEnumerable<TestCaseData> EmdCases => ReferenceSet.Tests("metrics", "attention/emd_");

    private static IEnumerable<TestCaseData> DensityCases => ReferenceSet.Tests("metrics", "attention/density");

    private static IEnumerable<TestCaseData> NormalizationCases => ReferenceSet.Tests("metrics", "attention/normalisations");

    private static Dictionary<string, IGroundTruthMetric> Metrics => new()
    {
        ["cc"] = new PearsonCorrelation(),
        ["sim"] = new Similarity(),
        ["similarity_min_max"] = new Similarity(new SimilarityOptions { Shift = SimilarityShift.Always }),
        ["mae"] = new MeanAbsoluteError(),
        ["rmse"] = new RootMeanSquareError(),
        ["ssim"] = new StructuralSimilarity(),
        ["spearman"] = new SpearmanCorrelation(),
        ["kendall"] = new KendallCorrelation(),
        ["kl_mit"] = new KullbackLeiblerDivergence(),
        ["kl_image_based"] = new KullbackLeiblerDivergence(new KullbackLeiblerDivergenceOptions { Rule = KullbackLeiblerRule.Additive }),
        ["nss"] = new NormalizedScanpathSaliency(),
        ["information_gain"] = new InformationGain(),
        ["auc_judd"] = new AucJudd(),
        ["auc_judd_pysaliency"] = new AucJudd(new AucJuddOptions { Ties = FixationTies.Together }),
        ["auc_uniform"] = new AucUniform(),
        ["auc_shuffled_all"] = new ShuffledAuc(new ShuffledAucOptions { Negatives = ShuffledNegatives.All }),
    };

    // What this test does not compare is compared by the next: a new kind of score cannot go unseen.
    private static readonly string[] s_elsewhere = ["nss_per_fixation", "auc_borji", "auc_shuffled"];

    [TestCaseSource(nameof(ScoreCases))]
    public void Scores_OfPysaliencyAndMit_Same(ReferenceCase reference)
    {
        var (map, truth) = Read(reference);
        Assert.That(reference.ExpectedNames.Except(Metrics.Keys).Except(s_elsewhere), Is.Empty, "scores that no test compares");
        Assert.Multiple(() =>
        {
            foreach (string key in reference.ExpectedNames.Except(s_elsewhere)) reference.AssertClose(key, Metrics[key].Evaluate(map, truth).Value);
        });
    }

    [TestCaseSource(nameof(ScoreCases))]
    public void Scores_OfSingleFixationsAndStoredDraws_Same(ReferenceCase reference)
    {
        var (map, truth) = Read(reference);
        if (reference.Expects("nss_per_fixation"))
        {
            var metric = new NormalizedScanpathSaliency();
            reference.AssertClose("nss_per_fixation", [.. truth.Fixations!.Points.Select(p => metric.Evaluate(map, new Fixations(map.Height, map.Width, p)).Value)]);
        }
        foreach (var (key, draws) in new[] { ("auc_borji", "random_points"), ("auc_shuffled", "shuffled_points") })
        {
            if (!reference.Expects(key)) continue;
            var sets = reference.Input(draws);
            reference.AssertClose(key, SplitAuc.Mean(map, truth.Fixations!.Points, Enumerable.Range(0, sets.Shape[0]).Select(i => Points(sets[i])), reference.Number("step")));
        }
    }

    [TestCaseSource(nameof(EmdCases))]
    public void EarthMoversDistance_OfPot_Same(ReferenceCase reference) =>
        reference.AssertClose("emd", new EarthMoversDistance().Evaluate(reference.Input("a").ToMap(), reference.Input("b").ToMap()).Value);

    [TestCaseSource(nameof(DensityCases))]
    public void Density_OfScipyAndMit_Same(ReferenceCase reference)
    {
        var fixations = new Fixations(reference.WholeNumber("height"), reference.WholeNumber("width"), Points(reference.Input("points")));
        foreach (double sigma in reference.Numbers("sigmas"))
        {
            reference.AssertClose($"density_{sigma:R}_constant", fixations.Density(sigma).Values);
            reference.AssertClose($"density_{sigma:R}_reflect", fixations.Density(sigma, FixationBorder.Reflect).Values);
            reference.AssertClose($"density_{sigma:R}_nearest", fixations.Density(sigma, FixationBorder.Clamp).Values);
        }
        int cutoff = reference.WholeNumber("cutoff");
        reference.AssertClose($"mit_lowpass_{cutoff}", fixations.LowPass(cutoff).Values);
    }

    [TestCaseSource(nameof(NormalizationCases))]
    public void Normalize_OfNumpy_Same(ReferenceCase reference)
    {
        var map = reference.Input("map").ToMap();
        reference.AssertClose("min_max", map.Normalize().Values);
        reference.AssertClose("max_abs", map.Normalize(Normalization.MaxAbsolute).Values);
        reference.AssertClose("sum", map.Normalize().Normalize(Normalization.Sum).Values);
        reference.AssertClose("standard", map.Normalize(Normalization.Standard).Values);
        reference.AssertClose("softmax", map.Normalize(Normalization.Softmax).Values);
        reference.AssertClose("rank", map.Normalize(Normalization.Rank).Values);
    }

    private static (SaliencyMap Map, GroundTruth Truth) Read(ReferenceCase reference)
    {
        var map = reference.Input("saliency").ToMap();
        return (map, new GroundTruth
        {
            Density = reference.Input("density").ToMap(),
            Fixations = new Fixations(map.Height, map.Width, Points(reference.Input("points"))),
            OtherFixations = reference.HasInput("other_points") ? new Fixations(map.Height, map.Width, Points(reference.Input("other_points"))) : null,
            Prior = reference.HasInput("baseline") ? reference.Input("baseline").ToMap() : null,
        });
    }

    private static (int, int)[] Points(ReferenceArray points) => [.. Enumerable.Range(0, points.Shape[0]).Select(i => (points[i].Ints[0], points[i].Ints[1]))];
}
