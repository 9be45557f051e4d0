using Saliency.Explainers;
using Saliency.Models;

namespace Saliency.Tests.Reference;

/// <summary>EigenCAM and FEM against pytorch-grad-cam and the numpy reference, on both exports of each net, at the named layer and at the one found.</summary>
[Category("Reference")]
public class ActivationReferenceTests
{
    private static IEnumerable<TestCaseData> EigenCamCases => ReferenceSet.Tests("explainers", label => label == "eigencam");

    private static IEnumerable<TestCaseData> FemCases => ReferenceSet.Tests("explainers", "fem_");

    [TestCaseSource(nameof(EigenCamCases))]
    public void EigenCam_OfAnotherLibrary_SameComponentUpToSign(ReferenceCase reference) => ForEachLayer(reference, (model, layer) =>
    {
        var raw = new EigenCam(model, new EigenCamOptions { Layers = Named(layer), Finish = CamFinish.Raw });
        var heat = new EigenCam(model, new EigenCamOptions { Layers = Named(layer) });
        foreach (var (input, target, place) in reference.Maps())
        {
            var map = raw.Explain(input, target);
            var expected = reference.Expected("raw")[place];
            bool flipped = reference.Parameter("sign_ambiguous").GetBoolean() && expected.Values.Zip(map.Values.ToArray(), (a, b) => a * b).Sum() < 0;
            if (flipped) expected = expected with { Values = Array.ConvertAll(expected.Values, v => -v) };
            Close.Assert(expected, map.Values, reference.ToleranceOf("raw"), "raw");
            string final = flipped ? "final_flipped" : "final";
            Close.Assert(reference.Expected(final)[place], heat.Explain(input, target).Values, reference.ToleranceOf(final), final);
        }
    });

    [TestCaseSource(nameof(FemCases))]
    public void Fem_OfAnotherLibrary_SameMap(ReferenceCase reference) => ForEachLayer(reference, (model, layer) =>
    {
        bool binary = reference.Name.Contains("binary", StringComparison.Ordinal);
        var options = new FemOptions { Layers = Named(layer), Algorithm = binary ? FemAlgorithm.Binary : FemAlgorithm.Weighted, K = reference.Number("k") };
        var raw = new Fem(model, options with { Finish = CamFinish.Raw });
        var heat = new Fem(model, options);
        foreach (var (input, target, place) in reference.Maps())
        {
            var map = raw.Explain(input, target);
            Close.Assert(reference.Expected("raw")[place], map.Values, reference.ToleranceOf("raw"), "raw");
            // The numpy reference of the binary form scales the map but leaves it at the layer's size.
            var final = binary ? map.Normalize() : heat.Explain(input, target);
            Close.Assert(reference.Expected("final")[place], final.Values, reference.ToleranceOf("final"), "final");
        }
    });

    private static string[] Named(string? layer) => layer is null ? [] : [layer];

    private static void ForEachLayer(ReferenceCase reference, Action<OnnxModel, string?> check)
    {
        foreach (var (path, layer) in reference.Exports)
        {
            using var model = ReferenceCase.Load(path);
            check(model, layer);
            check(model, null);
        }
    }
}
