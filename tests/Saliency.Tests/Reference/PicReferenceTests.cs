using Saliency.Metrics;

namespace Saliency.Tests.Reference;

/// <summary>Performance information curves against PAIR's, from the bytes and answers it measured.</summary>
[Category("Reference")]
internal sealed class PicReferenceTests
{
    private static IEnumerable<TestCaseData> CurveCases => ReferenceSet.Tests("metrics", "pic/curve_");

    private const double Rounding = 0.501;

    private static IEnumerable<TestCaseData> BlurCases => ReferenceSet.Tests("metrics", "pic/blur_");

    // Pixels on a lattice often share a circle, and then have several triangulations of which a library takes any: single values differ by tens, as the cases' notes say.
    // Where they do, scipy's must be that of another triangle of the same circle. All of its values are rounded.
    [TestCaseSource(nameof(BlurCases))]
    public void Triangulated_OfScipy_SameImagesButForSharedCircles(ReferenceCase reference)
    {
        foreach (var (mask, key) in new[] { ("mask", "linear"), ("mask_blur", "fully_blurred"), ("mask_0.1", "at_0.1"), ("mask_0.34", "at_0.34") }.Where(pair => reference.HasInput(pair.Item1)))
        {
            var (input, removed) = Read(reference, mask);
            float[] filled = Imputed(input, removed, Imputer.Triangulated());
            double[] expected = Planes(reference.Expected(key));
            var circles = new SharedCircles(removed, input.Shape.Height, input.Shape.Width);
            int[] elsewhere = [.. Enumerable.Range(0, removed.Length).Where(i => Enumerable.Range(0, 3).Any(c => Math.Abs(filled[(c * removed.Length) + i] - expected[(c * removed.Length) + i]) > Rounding))];
            Assert.That(elsewhere, Has.Length.LessThan(removed.Length / 10), key);
            Assert.That(elsewhere, Is.All.Matches<int>(i => circles.Fillings(i, filled).Any(values => Enumerable.Range(0, 3).All(c => Math.Abs(values[c] - expected[(c * removed.Length) + i]) <= Rounding))), key);
        }
    }

    // Of several nearest pixels scipy takes any.
    [TestCaseSource(nameof(BlurCases))]
    public void Nearest_OfScipy_SameImagesButForEqualDistances(ReferenceCase reference)
    {
        if (!reference.Expects("nearest")) return;
        var (input, removed) = Read(reference, "mask");
        float[] filled = Imputed(input, removed, Imputer.Nearest());
        double[] expected = Planes(reference.Expected("nearest"));
        int width = input.Shape.Width;
        for (int i = 0; i < removed.Length; i++)
        {
            int[] kept = [.. Enumerable.Range(0, removed.Length).Where(k => !removed[k])];
            int Square(int k) => ((i / width) - (k / width)) * ((i / width) - (k / width)) + (((i % width) - (k % width)) * ((i % width) - (k % width)));
            int least = kept.Min(Square);
            int[] nearest = [.. kept.Where(k => Square(k) == least)];
            for (int c = 0; c < 3; c++)
            {
                int plane = c * removed.Length;
                Assert.That(filled[plane + i], Is.EqualTo(input.Values[plane + nearest[0]]));
                Assert.That(nearest.Select(k => Math.Abs(input.Values[plane + k] - expected[plane + i])).Min(), Is.LessThan(Rounding));
            }
        }
    }

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

    /// <summary>The H×W×3 image, and the pixels that a mask does not know; the corners are known in any case.</summary>
    private static (ModelInput Input, bool[] Removed) Read(ReferenceCase reference, string mask)
    {
        var image = reference.Input("image");
        var (height, width) = (image.Shape[0], image.Shape[1]);
        bool[] removed = Array.ConvertAll(reference.Input(mask).Values, known => known == 0);
        removed[0] = removed[width - 1] = removed[^width] = removed[^1] = false;
        return (new ModelInput(new ImageShape(3, height, width), Array.ConvertAll(Planes(image), v => (float)v)), removed);
    }

    private static double[] Planes(ReferenceArray image) => [.. Enumerable.Range(0, 3).SelectMany(c => image.Values.Where((_, i) => i % 3 == c))];

    private static float[] Imputed(ModelInput input, bool[] removed, Imputer imputer)
    {
        var values = new float[input.Shape.Length];
        imputer.Impute(input, removed, 0, values);
        return values;
    }
}
