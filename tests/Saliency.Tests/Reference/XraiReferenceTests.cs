using NUnit.Framework.Interfaces;
using Saliency.Explainers;

namespace Saliency.Tests.Reference;

/// <summary>XRAI against PAIR saliency, with given segments and with its own.</summary>
[Category("Reference")]
public class XraiReferenceTests
{
    private static IEnumerable<TestCaseData> Cases => ReferenceSet.Tests("explainers", "xrai_");

    private static IEnumerable<TestCaseData> GradientCases => ReferenceSet.Tests("explainers", "xrai_full_given_segments").Where(test =>
        test.RunState != RunState.Runnable || ((ReferenceCase)test.Arguments[0]!).Expects("ig"));

    // Whole: single precision may decide a tie of maximum pooling otherwise, which moves the gradients of its receptive field; the values of the regions follow.
    [TestCaseSource(nameof(Cases))]
    public void Rank_OfPair_SameMapAndRanksButForTies(ReferenceCase reference)
    {
        foreach (var (path, _) in reference.Exports)
        {
            using var model = ReferenceCase.Load(path);
            var xrai = new Xrai(model, OptionsOf(reference));
            foreach (var (input, target, place) in reference.Maps())
            {
                var result = xrai.Rank(input, target);
                Correlation.AssertNear(reference.Expected("attribution")[place], result.Map.Values, reference.ToleranceOf("attribution"), 0.999);
                Close.Assert(reference.Expected("ranks")[place], Ranks(result), reference.ToleranceOf("ranks"), "ranks");
            }
        }
    }

    // Its own work alone, from the attributions that PAIR started with.
    [TestCaseSource(nameof(Cases))]
    public void Rank_AttributionsOfPair_SameMapAndRanks(ReferenceCase reference)
    {
        string source = $"{reference.Name.Split('.')[0]}.xrai_full_given_segments";
        var stored = GradientCases.Where(test => test.RunState == RunState.Runnable).Select(test => (ReferenceCase)test.Arguments[0]!).FirstOrDefault(c => c.Name == source);
        if (stored is null) Assert.Ignore($"The reference set at '{ReferenceSet.Root}' does not hold {source}, which has the attributions.");
        foreach (var (input, _, place) in reference.Maps())
        {
            var ig = stored!.Expected("ig")[place].ToInput();
            var largest = new float[ig.Shape.PlaneLength];
            for (int p = 0; p < largest.Length; p++) largest[p] = Enumerable.Range(0, ig.Shape.Channels).Max(c => ig.Values[(c * largest.Length) + p]);
            var result = Xrai.Rank(new SaliencyMap(ig.Shape.Height, ig.Shape.Width, largest), input, OptionsOf(reference));
            Close.Assert(reference.Expected("attribution")[place], result.Map.Values, reference.ToleranceOf("attribution"), "attribution");
            Close.Assert(reference.Expected("ranks")[place], Ranks(result), reference.ToleranceOf("ranks"), "ranks");
        }
    }

    [TestCaseSource(nameof(GradientCases))]
    public void IntegratedGradients_OfBlackAndWhite_MeanOfPairButForTies(ReferenceCase reference)
    {
        using var model = reference.LoadModel();
        foreach (var (input, target, place) in reference.Maps())
        {
            float[][] both = [.. new[] { false, true }.Select(largest => new IntegratedGradients(model, new IntegratedGradientsOptions
            {
                Steps = reference.WholeNumber("steps"), Rule = IntegrationRule.PairMean, Baseline = new ImageExtreme(largest),
            }).Attribute(input, target).Values.ToArray())];
            Correlation.AssertNear(reference.Expected("ig")[place], both[0].Zip(both[1], (a, b) => (a + b) / 2).ToArray(), reference.ToleranceOf("ig"), 0.999);
        }
    }

    private static XraiOptions OptionsOf(ReferenceCase reference) => new()
    {
        Algorithm = reference.Parameter("algorithm").GetString() == "full" ? XraiAlgorithm.Full : XraiAlgorithm.Fast,
        Steps = reference.WholeNumber("steps"),
        AreaFraction = reference.Number("area_threshold"),
        MinimumNewPixels = reference.WholeNumber("min_pixel_diff"),
        Segments = reference.HasInput("xrai_masks") ? Masks(reference.Input("xrai_masks")) : null,
    };

    private static Mask[] Masks(ReferenceArray masks) => [.. Enumerable.Range(0, masks.Shape[0]).Select(i => masks[i].ToMask())];

    private static float[] Ranks(XraiResult result)
    {
        var ranks = new float[result.Map.Values.Length];
        for (int r = 0; r < result.Regions.Length; r++)
            for (int p = 0; p < ranks.Length; p++)
                if (result.Regions[r].Pixels.Values[p]) ranks[p] = r + 1;
        return ranks;
    }
}
