using System.Text.Json;
using Saliency.Explainers;
using Saliency.Models;

namespace Saliency.Tests.Reference;

/// <summary>Explainers that carry back by other rules than the derivative's, against captum and pytorch-grad-cam.</summary>
[Category("Reference")]
internal sealed class PropagationReferenceTests
{
    private static IEnumerable<TestCaseData> Guided => ReferenceSet.Tests("explainers", label => label == "guided_backprop");

    private static IEnumerable<TestCaseData> Deconvolutions => ReferenceSet.Tests("explainers", label => label == "deconvolution");

    private static IEnumerable<TestCaseData> GuidedGradCams => ReferenceSet.Tests("explainers", label => label == "guided_gradcam");

    private static IEnumerable<TestCaseData> DeepLifts => ReferenceSet.Tests("explainers", "deeplift_rescale");

    private static IEnumerable<TestCaseData> Relevances => ReferenceSet.Tests("explainers", "lrp_epsilon");

    private static IEnumerable<TestCaseData> FullGrads => ReferenceSet.Tests("explainers", label => label == "fullgrad");

    [TestCaseSource(nameof(Guided))]
    public void GuidedBackpropagation_OfCaptum_SameAttribution(ReferenceCase reference) => OnBothExports(reference, (model, _) => new GuidedBackpropagation(model));

    [TestCaseSource(nameof(Deconvolutions))]
    public void Deconvolution_OfCaptum_SameAttribution(ReferenceCase reference) => OnBothExports(reference, (model, _) => new Deconvolution(model));

    [TestCaseSource(nameof(GuidedGradCams))]
    public void GuidedGradCam_OfCaptum_SameAttribution(ReferenceCase reference) =>
        OnBothExports(reference, (model, layer) => new GuidedGradCam(model, new GuidedGradCamOptions { Layer = layer }));

    [TestCaseSource(nameof(DeepLifts))]
    public void DeepLift_OfCaptum_SameAttributionAndComplete(ReferenceCase reference)
    {
        var baseline = reference.Parameter("baseline").ValueKind == JsonValueKind.String ? Baseline.Image(reference.Input("baseline").ToInput()) : Baseline.Zero;
        OnBothExports(reference, (model, _) => new DeepLift(model, new DeepLiftOptions { Baseline = baseline }),
            attribution => Assert.That(attribution.CompletenessGap, Is.EqualTo(0).Within(1e-4)));
    }

    // Layer by layer: the file with its batch normalisations kept.
    [TestCaseSource(nameof(Relevances))]
    public void LayerwiseRelevance_OfCaptum_SameAttribution(ReferenceCase reference)
    {
        using var model = reference.LoadModel();
        var composite = LrpComposite.Epsilon(reference.Number("epsilon")) with { KeepBatchNormalization = true };
        Check(reference, new LayerwiseRelevance(model, new LayerwiseRelevanceOptions { Composite = composite }));
    }

    [TestCaseSource(nameof(FullGrads))]
    public void FullGrad_OfPytorchGradCam_SameMap(ReferenceCase reference)
    {
        using var model = reference.LoadModel();
        FullGrad raw = new(model, new FullGradOptions { Finish = CamFinish.Raw }), heat = new(model);
        foreach (var (input, target, place) in reference.Maps())
        {
            Close.Assert(reference.Expected("raw")[place], raw.Explain(input, target).Values, reference.ToleranceOf("raw"), "raw");
            Close.Assert(reference.Expected("final")[place], heat.Explain(input, target).Values, reference.ToleranceOf("final"), "final");
        }
    }

    private static void OnBothExports(ReferenceCase reference, Func<OnnxModel, string?, IAttributor> make, Action<Attribution>? also = null)
    {
        foreach (var (path, layer) in reference.Exports)
        {
            using var model = ReferenceCase.Load(path);
            Check(reference, make(model, layer), also);
        }
    }

    private static void Check(ReferenceCase reference, IAttributor attributor, Action<Attribution>? also = null)
    {
        foreach (var (input, target, place) in reference.Maps())
        {
            var attribution = attributor.Attribute(input, target);
            Close.Assert(reference.Expected("attribution")[place], attribution.Values, reference.ToleranceOf("attribution"), string.Join(' ', place));
            also?.Invoke(attribution);
        }
    }
}
