using Saliency.Explainers;
using Saliency.Models;

namespace Saliency.Tests.Reference;

/// <summary>The CAM family against pytorch-grad-cam and captum, raw and finished, on both exports of each net, at the named layer and at the one found.</summary>
[Category("Reference")]
internal sealed class CamReferenceTests
{
    // Sessions are dear: each export is loaded once for all methods.
    private readonly Dictionary<string, OnnxModel> _models = [];

    private static readonly Dictionary<string, Func<OnnxModel, Shown, Cam>> s_methods = new()
    {
        ["gradcam"] = (m, s) => new GradCam(m, new GradCamOptions { Layers = s.Layers, Finish = s.Finish }),
        ["layer_gradcam"] = (m, s) => new GradCam(m, new GradCamOptions { Layers = s.Layers, Finish = s.Finish }),
        ["gradcam_softmax_target"] = (m, s) => new GradCam(m, new GradCamOptions { Layers = s.Layers, Finish = s.Finish, Scale = ScoreScale.Probability }),
        ["gradcam_eigen_smooth"] = (m, s) => new GradCam(m, new GradCamOptions { Layers = s.Layers, Finish = s.Finish, EigenSmooth = true }),
        ["gradcam_plusplus"] = (m, s) => new GradCamPlusPlus(m, new GradCamPlusPlusOptions { Layers = s.Layers, Finish = s.Finish }),
        ["gradcam_elementwise"] = (m, s) => new ElementWiseCam(m, new ElementWiseCamOptions { Layers = s.Layers, Finish = s.Finish }),
        ["xgradcam"] = (m, s) => new XGradCam(m, new XGradCamOptions { Layers = s.Layers, Finish = s.Finish }),
        ["hirescam"] = (m, s) => new HiResCam(m, new HiResCamOptions { Layers = s.Layers, Finish = s.Finish }),
        ["layercam"] = (m, s) => new LayerCam(m, new LayerCamOptions { Layers = s.Layers, Finish = s.Finish }),
        ["eigengradcam"] = (m, s) => new EigenGradCam(m, new EigenGradCamOptions { Layers = s.Layers, Finish = s.Finish }),
        ["segeigencam"] = (m, s) => new SegEigenCam(m, new SegEigenCamOptions { Layers = s.Layers, Finish = s.Finish }),
        ["kpca_cam"] = (m, s) => new KpcaCam(m, new KpcaCamOptions { Layers = s.Layers, Finish = s.Finish }),
        ["finercam"] = (m, s) => new FinerCam(m, new FinerCamOptions { Layers = s.Layers, Finish = s.Finish }),
        ["scorecam"] = (m, s) => new ScoreCam(m, new ScoreCamOptions { Layers = s.Layers, Finish = s.Finish }),
    };

    private static IEnumerable<TestCaseData> Cases => ReferenceSet.Tests("explainers", s_methods.ContainsKey);

    private static IEnumerable<TestCaseData> AblationCases => ReferenceSet.Tests("explainers", label => label == "ablationcam");

    private static IEnumerable<TestCaseData> ScoreCases => ReferenceSet.Tests("perturbation", label => label == "score_cam/weights");

    [OneTimeTearDown]
    public void Free()
    {
        foreach (var model in _models.Values) model.Dispose();
    }

    [TestCaseSource(nameof(Cases))]
    public void Cam_OfAnotherLibrary_SameMap(ReferenceCase reference)
    {
        string method = reference.Name[(reference.Name.IndexOf('.', StringComparison.Ordinal) + 1)..];
        foreach (var (path, layer) in reference.Exports)
        {
            AssertSame(reference, finish => s_methods[method](Load(path), new Shown([layer!], finish)));
            AssertSame(reference, finish => s_methods[method](Load(path), new Shown([], finish)));
        }
    }

    [TestCaseSource(nameof(AblationCases))]
    public void AblationCam_OfAnotherLibrary_SameMap(ReferenceCase reference)
    {
        foreach (var (path, layer) in reference.Exports)
        {
            if ((object)Load(path) is not IResumableModel model) { Assert.Ignore("The model cannot be run from a layer on."); return; }
            AssertSame(reference, finish => new AblationCam(model, new AblationCamOptions { Layers = [layer!], Finish = finish, Ablation = ChannelAblation.BelowMinimum }));
        }
    }

    [TestCaseSource(nameof(ScoreCases))]
    public void ChannelScores_OfAnotherLibrary_SameMasksAndWeights(ReferenceCase reference)
    {
        using var model = reference.LoadModel();
        var input = reference.Input("image").ToInput();
        var activations = reference.Input("activations");
        var shape = new ImageShape(activations.Shape[0], activations.Shape[1], activations.Shape[2]);
        var layer = new LayerInfo("given", "Relu", [.. activations.Shape], LayerLayout.ChannelsFirst, shape);
        var objective = Target.Class(reference.WholeNumber("target")).Resolve(model, input);
        var view = new CamView(input, objective, 0, layer, activations.Floats, default, false, RunContext.Default, default);
        var masks = new float[shape.Channels * input.Shape.PlaneLength];
        for (int c = 0; c < shape.Channels; c++)
            ChannelScores.Mask(view.Activation(c), shape, input.Shape, masks.AsSpan(c * input.Shape.PlaneLength, input.Shape.PlaneLength));
        reference.AssertClose("masks", masks);
        double[] weights = ChannelScores.Softmax(ChannelScores.Of(model, view, 1, (_, _, _) => { }));
        reference.AssertClose("weights", weights);
        var map = new double[shape.PlaneLength];
        view.Combine(weights, map);
        reference.AssertClose("cam", Array.ConvertAll(map, v => Math.Max(0, v)));
    }

    private static void AssertSame(ReferenceCase reference, Func<CamFinish, Cam> make)
    {
        string raw = reference.Expects("raw") ? "raw" : "attribution";
        var (rawCam, heatCam) = (make(CamFinish.Raw), make(CamFinish.HeatMap));
        foreach (var (input, target, place) in reference.Maps())
        {
            var map = rawCam.Explain(input, target);
            var expected = reference.Expected(raw)[place];
            bool ambiguous = reference.HasParameter("sign_ambiguous") && reference.Parameter("sign_ambiguous").GetBoolean();
            bool flipped = ambiguous && expected.Values.Zip(map.Values.ToArray(), (a, b) => a * b).Sum() < 0;
            if (flipped) expected = expected with { Values = Array.ConvertAll(expected.Values, v => -v) };
            Close.Assert(expected, map.Values, reference.ToleranceOf(raw), $"{reference.Name} {raw}");
            string final = flipped ? "final_flipped" : "final";
            if (reference.Expects(final)) Close.Assert(reference.Expected(final)[place], heatCam.Explain(input, target).Values, reference.ToleranceOf(final), $"{reference.Name} {final}");
        }
    }

    private OnnxModel Load(string path)
    {
        if (!_models.TryGetValue(path, out var model)) _models[path] = model = ReferenceCase.Load(path);
        return model;
    }

    private sealed record Shown(IReadOnlyList<string> Layers, CamFinish Finish);
}
