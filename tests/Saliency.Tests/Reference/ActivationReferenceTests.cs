using Saliency.Explainers;

namespace Saliency.Tests.Reference;

/// <summary>EigenCAM and FEM against pytorch-grad-cam and the numpy reference, on both exports of each net.</summary>
[Category("Reference")]
public class ActivationReferenceTests
{
    private static IEnumerable<TestCaseData> EigenCamCases => ReferenceSet.Tests("explainers", label => label == "eigencam");

    private static IEnumerable<TestCaseData> FemCases => ReferenceSet.Tests("explainers", "fem_");

    [TestCaseSource(nameof(EigenCamCases))]
    public void EigenCam_OfAnotherLibrary_SameComponentUpToSign(ReferenceCase reference) => ForEachExport(reference, (model, layer) =>
    {
        var raw = new EigenCam(model, new EigenCamOptions { Layer = layer, Finish = CamFinish.Raw });
        var heat = new EigenCam(model, new EigenCamOptions { Layer = layer });
        ForEachMap(reference, (input, target, place) =>
        {
            var map = raw.Explain(input, target);
            var expected = reference.Expected("raw")[place];
            bool flipped = reference.Parameter("sign_ambiguous").GetBoolean() && expected.Values.Zip(map.Values.ToArray(), (a, b) => a * b).Sum() < 0;
            if (flipped) expected = expected with { Values = Array.ConvertAll(expected.Values, v => -v) };
            Close.Assert(expected, map.Values, reference.ToleranceOf("raw"), "raw");
            string final = flipped ? "final_flipped" : "final";
            Close.Assert(reference.Expected(final)[place], heat.Explain(input, target).Values, reference.ToleranceOf(final), final);
        });
    });

    [TestCaseSource(nameof(FemCases))]
    public void Fem_OfAnotherLibrary_SameMap(ReferenceCase reference) => ForEachExport(reference, (model, layer) =>
    {
        bool binary = reference.Name.Contains("binary", StringComparison.Ordinal);
        var options = new FemOptions { Layer = layer, Algorithm = binary ? FemAlgorithm.Binary : FemAlgorithm.Weighted, K = reference.Parameter("k").GetDouble() };
        var raw = new Fem(model, options with { Finish = CamFinish.Raw });
        var heat = new Fem(model, options);
        ForEachMap(reference, (input, target, place) =>
        {
            var map = raw.Explain(input, target);
            Close.Assert(reference.Expected("raw")[place], map.Values, reference.ToleranceOf("raw"), "raw");
            // The numpy reference of the binary form scales the map but leaves it at the layer's size.
            var final = binary ? map.Normalize() : heat.Explain(input, target);
            Close.Assert(reference.Expected("final")[place], final.Values, reference.ToleranceOf("final"), "final");
        });
    });

    private static void ForEachExport(ReferenceCase reference, Action<SessionModel, string> check)
    {
        foreach (var (path, key) in new[] { (reference.ModelPath, "cam_tensor"), (reference.OtherModelPath, "cam_tensor_other_model") })
        {
            if (path is null) continue;
            string layer = reference.Parameter(key).GetString()!;
            using var model = new SessionModel(path, layer);
            check(model, layer);
        }
    }

    // Expected tensors begin with the axes [image, target].
    internal static void ForEachMap(ReferenceCase reference, Action<ModelInput, Target, int[]> check)
    {
        var images = reference.Input("images");
        int[] classes = [.. reference.Parameter("targets").EnumerateArray().Select(t => t.GetInt32())];
        for (int image = 0; image < images.Shape[0]; image++)
        {
            var input = InputOf(images[image]);
            for (int t = 0; t < classes.Length; t++) check(input, Target.Class(classes[t]), [image, t]);
        }
    }

    internal static ModelInput InputOf(ReferenceArray image) => new(new ImageShape(image.Shape[0], image.Shape[1], image.Shape[2]), image.Floats);
}
