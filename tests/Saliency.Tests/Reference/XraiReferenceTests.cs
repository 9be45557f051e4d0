using Saliency.Explainers;

namespace Saliency.Tests.Reference;

/// <summary>XRAI against PAIR saliency, with given segments and with its own.</summary>
[Category("Reference")]
public class XraiReferenceTests
{
    private static IEnumerable<TestCaseData> Cases => ReferenceSet.Tests("explainers", "xrai_");

    private static IEnumerable<TestCaseData> GradientCases => ReferenceSet.Tests("explainers", "xrai_full_given_segments").Where(test =>
        test.RunState != NUnit.Framework.Interfaces.RunState.Runnable || ((ReferenceCase)test.Arguments[0]!).Expects("ig"));

    [TestCaseSource(nameof(Cases))]
    public void Rank_OfPair_SameMapAndRanks(ReferenceCase reference)
    {
        foreach (var (path, _) in reference.Exports)
        {
            using var model = ReferenceCase.Load(path);
            foreach (var (input, target, place) in reference.Maps())
            {
                var result = new Xrai(model, new XraiOptions
                {
                    Algorithm = reference.Parameter("algorithm").GetString() == "full" ? XraiAlgorithm.Full : XraiAlgorithm.Fast,
                    Steps = reference.WholeNumber("steps"),
                    AreaFraction = reference.Number("area_threshold"),
                    MinimumNewPixels = reference.WholeNumber("min_pixel_diff"),
                    Segments = reference.HasInput("xrai_masks") ? Masks(reference.Input("xrai_masks")) : null,
                }).Rank(input, target);
                Close.Assert(reference.Expected("attribution")[place], result.Map.Values, reference.ToleranceOf("attribution"), "attribution");
                Close.Assert(reference.Expected("ranks")[place], Ranks(result), reference.ToleranceOf("ranks"), "ranks");
            }
        }
    }

    [TestCaseSource(nameof(GradientCases))]
    public void IntegratedGradients_OfBlackAndWhite_MeanOfPair(ReferenceCase reference)
    {
        using var model = reference.LoadModel();
        foreach (var (input, target, place) in reference.Maps())
        {
            float[][] both = [.. new[] { false, true }.Select(largest => new IntegratedGradients(model, new IntegratedGradientsOptions
            {
                Steps = reference.WholeNumber("steps"), Rule = IntegrationRule.PairMean, Baseline = new ImageExtreme(largest),
            }).Attribute(input, target).Values.ToArray())];
            Close.Assert(reference.Expected("ig")[place], both[0].Zip(both[1], (a, b) => (a + b) / 2).ToArray(), reference.ToleranceOf("ig"), "ig");
        }
    }

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
