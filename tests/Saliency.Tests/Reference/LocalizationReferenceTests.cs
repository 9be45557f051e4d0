using System.Globalization;
using Saliency.Detection;
using Saliency.Metrics;

namespace Saliency.Tests.Reference;

/// <summary>Metrics of a map against a region, and of a map alone: Quantus and plain numpy.</summary>
[Category("Reference")]
public class LocalizationReferenceTests
{
    private static IEnumerable<TestCaseData> MaskCases => ReferenceSet.Tests("metrics", "localisation/masks");

    private static IEnumerable<TestCaseData> ToleranceCases => ReferenceSet.Tests("metrics", "localisation/pointing_game_tolerance");

    private static IEnumerable<TestCaseData> ThresholdCases => ReferenceSet.Tests("metrics", "localisation/threshold_iou");

    private static IEnumerable<TestCaseData> TopCases => ReferenceSet.Tests("metrics", "localisation/top_percent_iou");

    private static IEnumerable<TestCaseData> FocusCases => ReferenceSet.Tests("metrics", "localisation/focus");

    private static IEnumerable<TestCaseData> ComplexityCases => ReferenceSet.Tests("metrics", "complexity/maps");

    private static Dictionary<string, IGroundTruthMetric> Metrics => new()
    {
        ["pointing_game"] = new PointingGame(new PointingGameOptions { Peak = PeakRule.Any }),
        ["attribution_localisation_abs"] = new EnergyPointingGame(new EnergyPointingGameOptions { Sign = RelevanceSign.Absolute }),
        ["attribution_localisation_positive"] = new EnergyPointingGame(),
        ["relevance_mass_accuracy"] = new RelevanceMassAccuracy(),
        ["relevance_mass_accuracy_abs"] = new RelevanceMassAccuracy(new RelevanceMassAccuracyOptions { Sign = RelevanceSign.Absolute }),
        ["auc"] = new RegionAuc(),
        ["relevance_rank_accuracy"] = new RelevanceRankAccuracy(),
        ["top_10_intersection"] = new TopKIntersection(new TopKIntersectionOptions { K = 10 }),
        ["top_10_intersection_influence"] = new TopKIntersection(new TopKIntersectionOptions { K = 10, ConceptInfluence = true }),
        ["top_100_intersection"] = new TopKIntersection(new TopKIntersectionOptions { K = 100 }),
        ["top_100_intersection_influence"] = new TopKIntersection(new TopKIntersectionOptions { K = 100, ConceptInfluence = true }),
    };

    [TestCaseSource(nameof(MaskCases))]
    public void Scores_OfQuantus_SameWhereTheMaskHoldsPixels(ReferenceCase reference)
    {
        Assert.That(reference.ExpectedNames, Is.EquivalentTo(Metrics.Keys));
        var (maps, masks) = Read(reference);
        Assert.Multiple(() =>
        {
            foreach (string key in reference.ExpectedNames)
            {
                // Undefined there exactly where the mask is empty; the contract tests say what this library makes of that.
                double[] values = [.. maps.Select((map, i) => masks[i].Count == 0 ? double.NaN : Metrics[key].Evaluate(map, masks[i]).Value)];
                reference.AssertClose(key, values);
            }
        });
    }

    [TestCaseSource(nameof(ToleranceCases))]
    public void PointingGame_WithinADistance_Same(ReferenceCase reference)
    {
        double[] Hits(double tolerance) => Each(reference, new PointingGame(new PointingGameOptions { TolerancePixels = tolerance }));
        foreach (double tolerance in reference.Numbers("tolerances")) reference.AssertClose($"hit_tolerance_{tolerance:R}", Hits(tolerance));
        reference.AssertClose("accuracy_tolerance_2", Hits(2).Average());
    }

    [TestCaseSource(nameof(ThresholdCases))]
    public void Threshold_IoUCoverageAndBox_Same(ReferenceCase reference)
    {
        var (maps, _) = Read(reference);
        foreach (double threshold in reference.Numbers("thresholds"))
        {
            string at = threshold.ToString("R", CultureInfo.InvariantCulture);
            double[] values = Each(reference, new ThresholdIoU(new ThresholdIoUOptions { Threshold = threshold }));
            reference.AssertClose($"iou_{at}", values);
            reference.AssertClose($"mean_iou_{at}", values.Average());
            reference.AssertClose($"precision_{at}", Each(reference, new SaliencyCoverage(new SaliencyCoverageOptions { Salient = SalientPixels.Above(threshold) })));
            var recall = new GroundTruthCoverage(new GroundTruthCoverageOptions { Salient = SalientPixels.Above(threshold) });
            // An empty region has no recall here; numpy's reference writes 0.
            reference.AssertClose($"recall_{at}", [.. maps.Select((map, i) => Read(reference).Masks[i] is { Count: > 0 } mask ? recall.Evaluate(map, mask).Value : 0)]);
            var boxes = maps.Select(map => Box.Around(map.Above(threshold))!.Value);
            reference.AssertClose($"box_{at}", [.. boxes.SelectMany(b => new double[] { b.Left, b.Top, b.Right, b.Bottom })]);
        }
    }

    [TestCaseSource(nameof(TopCases))]
    public void TopFraction_IoUDiceAndMasks_Same(ReferenceCase reference)
    {
        var (maps, _) = Read(reference);
        foreach (double percent in reference.Numbers("percents"))
        {
            double[] values = Each(reference, new TopFractionIoU(new TopFractionIoUOptions { Fraction = percent / 100 }));
            reference.AssertClose($"iou_{percent:R}", values);
            reference.AssertClose($"mean_iou_{percent:R}", values.Average());
            reference.AssertClose($"dice_{percent:R}", Each(reference, new Dice(new DiceOptions { Salient = SalientPixels.Top(percent / 100) })));
        }
        foreach (var (key, fraction) in Fractions(reference, "pairwise_iou_"))
        {
            var metric = new TopFractionIoU(new TopFractionIoUOptions { Fraction = fraction });
            reference.AssertClose(key, [.. from a in maps from b in maps select metric.Evaluate(a, b).Value]);
        }
        foreach (var (key, fraction) in Fractions(reference, "top_"))
        {
            int[] values = [.. maps.SelectMany(map => map.Top(fraction).Values.ToArray()).Select(inside => inside ? 1 : 0)];
            Assert.That(values, Is.EqualTo(reference.Expected(key).Ints), key);
        }
    }

    [TestCaseSource(nameof(FocusCases))]
    public void Focus_OfQuantus_Same(ReferenceCase reference)
    {
        ReferenceArray maps = reference.Input("maps"), quadrants = reference.Input("quadrants");
        double[] values = [.. Enumerable.Range(0, maps.Shape[0]).Select(i =>
        {
            var tiles = (MosaicTiles)Enumerable.Range(0, 4).Sum(q => quadrants[i].Ints[q] << q);
            var map = maps[i].ToMap();
            return new Focus().Evaluate(map, Focus.Region(map.Height, map.Width, tiles)).Value;
        })];
        reference.AssertClose("focus", values);
    }

    [TestCaseSource(nameof(ComplexityCases))]
    public void Complexity_OfQuantus_Same(ReferenceCase reference)
    {
        var maps = reference.Input("maps");
        double[] Each(IMapMetric metric) => [.. Enumerable.Range(0, maps.Shape[0]).Select(i => metric.Evaluate(maps[i].ToMap()).Value)];
        reference.AssertClose("sparseness", Each(new Sparseness()));
        reference.AssertClose("complexity", Each(new Complexity()));
        reference.AssertClose("effective_complexity_1e5", Each(new EffectiveComplexity()));
        foreach (double eps in reference.Numbers("eps").Skip(1))
            reference.AssertClose($"effective_complexity_{eps:R}", Each(new EffectiveComplexity(new EffectiveComplexityOptions { Threshold = eps })));
    }

    private static (SaliencyMap[] Maps, Mask[] Masks) Read(ReferenceCase reference)
    {
        ReferenceArray maps = reference.Input("maps"), masks = reference.Input("masks");
        return ([.. Enumerable.Range(0, maps.Shape[0]).Select(i => maps[i].ToMap())], [.. Enumerable.Range(0, masks.Shape[0]).Select(i => masks[i].ToMask())]);
    }

    private static double[] Each(ReferenceCase reference, IGroundTruthMetric metric)
    {
        var (maps, masks) = Read(reference);
        return [.. maps.Select((map, i) => metric.Evaluate(map, masks[i]).Value)];
    }

    private static IEnumerable<(string Key, double Fraction)> Fractions(ReferenceCase reference, string prefix) =>
        from key in reference.ExpectedNames
        where key.StartsWith(prefix, StringComparison.Ordinal)
        select (key, double.Parse(key[prefix.Length..], CultureInfo.InvariantCulture) / 100);
}
