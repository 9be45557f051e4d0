using System.Globalization;
using Saliency.Explainers;
using Saliency.Tests.Architecture;
using Saliency.Tests.Contracts;

namespace Saliency.Tests.Explainers;

/// <summary>The costs that the table of explainers tells, counted: runs of the model by the default options, of the gradient, CAM, activation, propagation and transformer families.</summary>
internal sealed class CostTests
{
    // Channels and places of the test model's layer; a run there and back, or of a part, is one run.
    private static readonly Dictionary<string, long> s_words = new() { ["C"] = 7, ["h"] = 6, ["w"] = 5, ["k"] = 3, ["g"] = 1, ["parts"] = 1 };

    private static readonly Dictionary<string, Func<LinearModel, IExplainer>> s_explainers = new()
    {
        ["GradCam"] = m => new GradCam(m),
        ["ClassActivationMapping"] = m => new ClassActivationMapping(m),
        ["GradCamPlusPlus"] = m => new GradCamPlusPlus(m),
        ["SmoothGradCamPlusPlus"] = m => new SmoothGradCamPlusPlus(m),
        ["XGradCam"] = m => new XGradCam(m),
        ["HiResCam"] = m => new HiResCam(m),
        ["ElementWiseCam"] = m => new ElementWiseCam(m),
        ["LayerCam"] = m => new LayerCam(m),
        ["EigenGradCam"] = m => new EigenGradCam(m),
        ["SegEigenCam"] = m => new SegEigenCam(m),
        ["FinerCam"] = m => new FinerCam(m),
        ["ScoreCam"] = m => new ScoreCam(m),
        ["SmoothedScoreCam"] = m => new SmoothedScoreCam(m),
        ["IntegratedScoreCam"] = m => new IntegratedScoreCam(m),
        ["AblationCam"] = m => new AblationCam(m),
        ["ReciproCam"] = m => new ReciproCam(m),
        ["AugmentationSmooth"] = m => new AugmentationSmooth(m, new GradCam(m)),
        ["EigenCam"] = m => new EigenCam(m),
        ["KpcaCam"] = m => new KpcaCam(m),
        ["Fem"] = m => new Fem(m),
        ["ActivationMap"] = m => new ActivationMap(m),
        ["Gradient"] = m => new Gradient(m),
        ["GradientTimesInput"] = m => new GradientTimesInput(m),
        ["IntegratedGradients"] = m => new IntegratedGradients(m),
        ["BlurIntegratedGradients"] = m => new BlurIntegratedGradients(m),
        ["GuidedIntegratedGradients"] = m => new GuidedIntegratedGradients(m),
        ["GradientShap"] = m => new GradientShap(m, [Pattern.Input(m.InputShape, 2)]),
        ["Smooth"] = m => new Smooth(m, new Gradient(m)),
        ["LayerActivationTimesGradient"] = m => new LayerActivationTimesGradient(m),
        ["InternalInfluence"] = m => new InternalInfluence(m),
        ["LayerConductance"] = m => new LayerConductance(m),
        ["Xrai"] = m => new Xrai(m),
        ["GuidedBackpropagation"] = m => new GuidedBackpropagation(m),
        ["Deconvolution"] = m => new Deconvolution(m),
        ["GuidedGradCam"] = m => new GuidedGradCam(m),
        ["DeepLift"] = m => new DeepLift(m),
        ["DeepShap"] = m => new DeepShap(m, new DeepShapOptions { Background = [Baseline.Zero, Baseline.ChannelMean, Baseline.Color(0.5f)] }),
        ["LayerwiseRelevance"] = m => new LayerwiseRelevance(m),
        ["ExcitationBackprop"] = m => new ExcitationBackprop(m),
        ["FullGrad"] = m => new FullGrad(m),
        ["AttentionRollout"] = m => new AttentionRollout(new AttentiveModel(m)),
        ["GradientRollout"] = m => new GradientRollout(new AttentiveModel(m)),
        ["LeGrad"] = m => new LeGrad(new AttentiveModel(m)),
    };

    private static IEnumerable<string> Names => s_explainers.Keys;

    [TestCaseSource(nameof(Names))]
    public void Explain_ByDefault_CostsWhatTheTableSays(string name)
    {
        string row = File.ReadLines(Repository.At("docs/explainers/README.md")).First(line => line.StartsWith('|') && line.Split('|')[1].Contains($"`{name}`", StringComparison.Ordinal));
        var model = LinearModel.Usual();
        s_explainers[name](model).Explain(Pattern.Input(model.InputShape, 1), Target.Predicted);
        Assert.That(model.Images, Is.EqualTo(Runs(row.Split('|')[4])), row);
    }

    /// <summary>"1 + 10·C" and the like; what stands behind a comma or a wrapped explainer's share is no factor.</summary>
    private static long Runs(string cost) => cost.Split(',')[0].Replace("the other's", "", StringComparison.Ordinal).Split('+')
        .Sum(term => term.Split([' ', '·', '×'], StringSplitOptions.RemoveEmptyEntries).Aggregate(1L, (product, factor) =>
            product * (s_words.TryGetValue(factor, out long known) ? known : long.Parse(factor, CultureInfo.InvariantCulture))));
}
