using Saliency.Metrics;

namespace Saliency.Tests.Reference;

/// <summary>Performance information curves against PAIR's, from the bytes and answers it measured.</summary>
[Category("Reference")]
internal sealed class PicReferenceTests
{
    private static IEnumerable<TestCaseData> CurveCases => ReferenceSet.Tests("metrics", "pic/curve_");

    [TestCaseSource(nameof(CurveCases))]
    public void InformationCurve_OfPair_SameCurvesAndAreas(ReferenceCase reference)
    {
        // Bytes: the untouched image, the blurred one, one for each threshold. Answers: the blurred image, one for each threshold, the untouched one.
        double[] bytes = reference.Input("entropies").Values;
        foreach (string kind in new[] { "sic", "aic" }.Where(kind => reference.HasInput($"{kind}_predictions")))
            foreach (bool monotonous in new[] { true, false })
            {
                double[] answers = reference.Input($"{kind}_predictions").Values;
                var curve = InformationCurve.Of(bytes.AsSpan(1), answers.AsSpan(0, answers.Length - 1), (bytes[0], answers[^1]), reference.WholeNumber("points"), monotonous);
                string suffix = monotonous ? "" : "_not_monotonous";
                reference.AssertClose($"{kind}_curve{suffix}", [.. curve.Y]);
                reference.AssertClose($"{kind}_auc{suffix}", InformationCurve.AreaUnder(curve));
            }
    }

    [TestCaseSource(nameof(CurveCases))]
    public void WithTies_OfPair_ShowsAsManyPixels(ReferenceCase reference)
    {
        var map = reference.Input("saliency").ToMap();
        bool[] random = Array.ConvertAll(reference.Input("random_mask").Values, v => v != 0);
        var ranked = PixelGroups.Ranked(map.Values, RemovalOrder.MostRelevantFirst, PixelGroups.EndsOfSteps(random.Length, 1));
        int[] shown = [.. reference.Numbers("thresholds").Select(share =>
        {
            var hidden = new bool[random.Length];
            ranked.From(ranked.WithTies(PixelGroups.CountFromPercentile(100 * (1 - share), random.Length), map.Values), hidden);
            return hidden.Zip(random, (h, r) => !h || r).Count(s => s);
        })];
        Assert.That(shown, Is.EqualTo(reference.Expected("revealed_pixels").Ints));
    }
}
