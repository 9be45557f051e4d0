using Saliency.Explainers;
using Saliency.Models;

namespace Saliency.Tests.Reference;

/// <summary>Occlusion against captum, PAIR saliency and Xplique's rule.</summary>
[Category("Reference")]
public class OcclusionReferenceTests
{
    private static IEnumerable<TestCaseData> CaptumCases => ReferenceSet.Tests("explainers", "occlusion_");

    private static IEnumerable<TestCaseData> PairCases => ReferenceSet.Tests("explainers", label => label == "pair_occlusion");

    private static IEnumerable<TestCaseData> PerturbationCases =>
        ReferenceSet.Tests("perturbation", label => label.StartsWith("occlusion/", StringComparison.Ordinal) && !label.EndsWith("/segments", StringComparison.Ordinal));

    [TestCaseSource(nameof(CaptumCases))]
    public void Occlusion_OfCaptum_SameMeanDrops(ReferenceCase reference)
    {
        int[] window = reference.WholeNumbers("window"), strides = reference.WholeNumbers("strides");
        var baseline = reference.HasInput("baseline") && reference.Parameter("baseline").ValueKind == System.Text.Json.JsonValueKind.String
            ? Baseline.Image(reference.Input("baseline").ToInput())
            : Baseline.Color(reference.Parameter("baseline").GetSingle());
        var options = new OcclusionOptions { Window = (window[1], window[2]), Stride = (strides[1], strides[2]), Imputer = baseline, Scale = ScoreScale.Native };
        ForEachExport(reference, (model, input, target, expected) =>
        {
            if (window[0] == input.Shape.Channels)
            {
                Check(reference, "attribution", new Occlusion(model, options).Explain(input, target), expected);
                return;
            }
            Assert.That((window[0], strides[0]), Is.EqualTo((1, 1)), "a window hides all channels, or one at a time");
            for (int c = 0; c < input.Shape.Channels; c++)
                Check(reference, "attribution", new Occlusion(model, options with { Channel = c }).Explain(input, target), expected[c]);
        });
    }

    [TestCaseSource(nameof(PairCases))]
    public void Occlusion_OfPair_SameSummedDrops(ReferenceCase reference)
    {
        int size = reference.WholeNumber("size");
        var options = new OcclusionOptions
        {
            Window = (size, size), Stride = (1, 1), Overlap = OverlapRule.Sum, Fit = WindowFit.Whole, Scale = ScoreScale.Native,
            Imputer = Baseline.Color(reference.Parameter("value").GetSingle()),
        };
        ForEachExport(reference, (model, input, target, expected) =>
            Check(reference, "attribution", new Occlusion(model, options).Explain(input, target), expected));
    }

    [TestCaseSource(nameof(PerturbationCases))]
    public void Occlusion_OfAnyOverlapRule_SameMap(ReferenceCase reference)
    {
        using var model = reference.LoadModel();
        var input = reference.Input("image").ToInput();
        var target = Target.Class(reference.WholeNumber("target"));
        int window = reference.WholeNumber("window"), stride = reference.WholeNumber("stride");
        var cut = new OcclusionOptions { Window = (window, window), Stride = (stride, stride), Imputer = Baseline.Color(reference.Parameter("value").GetSingle()) };
        var whole = cut with { Fit = WindowFit.Whole };
        foreach (string key in reference.ExpectedNames)
        {
            if (key == "window_count") continue;
            var options = key == "captum" ? cut : whole with { Overlap = OverlapRule.Sum };
            Check(reference, key, new Occlusion(model, options).Explain(input, target), reference.Expected(key));
        }
        if (!reference.Expects("window_count")) return;
        double[] sum = reference.Expected("window_sum").Values, count = reference.Expected("window_count").Values;
        var mean = new ReferenceArray(reference.Expected("window_sum").Shape, [.. sum.Zip(count, (s, n) => n > 0 ? s / n : 0)]);
        Check(reference, "window_sum", new Occlusion(model, whole).Explain(input, target), mean);
    }

    private static void ForEachExport(ReferenceCase reference, Action<OnnxModel, ModelInput, Target, ReferenceArray> check)
    {
        foreach (var (path, _) in reference.Exports)
        {
            using var model = ReferenceCase.Load(path);
            foreach (var (input, target, place) in reference.Maps()) check(model, input, target, reference.Expected("attribution")[place]);
        }
    }

    private static void Check(ReferenceCase reference, string key, SaliencyMap map, ReferenceArray expected) =>
        Close.Assert(expected, map.Values, reference.ToleranceOf(key), key);
}
