using Saliency.Explainers;
using Saliency.Models;
using Saliency.Tests.Contracts;
using Saliency.Tests.Gradients;
using Saliency.Tests.Models;
using Saliency.Tests.Reference;
using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Tests.Explainers;

/// <summary>Explainers that carry back by other rules: what they promise beyond their numbers.</summary>
public class PropagationExplainerTests
{
    private static readonly ModelInput Photo = Pattern.Input(new ImageShape(3, 12, 10), 1);

    [Test]
    public void DeepShap_OfSeveralBaselines_MeanOfTheirDeepLifts()
    {
        var model = LinearModel.Usual();
        Baseline[] background = [Baseline.Zero, Baseline.ChannelMean, Baseline.Color(0.4f)];
        var mean = new double[Photo.Shape.Length];
        foreach (var baseline in background)
        {
            float[] one = Attribute(new DeepLift(model, new DeepLiftOptions { Baseline = baseline }), Photo).Values.ToArray();
            for (int i = 0; i < mean.Length; i++) mean[i] += one[i] / (double)background.Length;
        }
        var shap = Attribute(new DeepShap(model, new DeepShapOptions { Background = background }), Photo);
        Assert.That(shap.Values.ToArray().Select(v => (double)v), Is.EqualTo(mean).Within(1e-6));
        Assert.That(shap.CompletenessGap, Is.EqualTo(0).Within(1e-5));
    }

    [Test]
    public void DeepShap_WithoutBackground_Refused() =>
        Assert.That(() => new DeepShap(LinearModel.Usual(), new DeepShapOptions { Background = [] }), Throws.ArgumentException.With.Message.Contains("at least one"));

    // A linear model's multipliers are its weights.
    [Test]
    public void DeepLift_OfALinearModel_WeightsTimesDifference()
    {
        float[] weights = Pattern.Values(Photo.Shape.Length, 4);
        var attribution = Attribute(new DeepLift(new LinearModel(Photo.Shape, [weights], [0.3f]), new DeepLiftOptions { Baseline = Baseline.Color(0.25f) }), Photo);
        Assert.That(attribution.Values.ToArray(), Is.EqualTo(weights.Zip(Photo.Values.ToArray(), (w, x) => w * (x - 0.25f))).Within(1e-6f));
    }

    [Test]
    public void DeepLift_OfAnImageThatIsItsBaseline_Zeros()
    {
        using var model = TinyNetwork.Load("tiny_inception.onnx", Cpu);
        var input = DirectionalDerivative.Waves(model.InputShape);
        var attribution = Attribute(new DeepLift(model, new DeepLiftOptions { Baseline = Baseline.Image(input) }), input);
        Assert.That(attribution.Values.ToArray(), Is.All.Zero);
        Assert.That(attribution.CompletenessGap, Is.Zero);
    }

    [Test]
    public void Differentiate_UnderDeepLift_ReferencesHaveZerosAndAnswersOfTheirOwn()
    {
        using var model = TinyNetwork.Load("tiny_cnn.onnx", Cpu);
        ModelInput image = DirectionalDerivative.Waves(model.InputShape), reference = DirectionalDerivative.Waves(model.InputShape, 1);
        ModelAnswer multipliers = new(model.InputName), answer = new("logits");
        model.Under(Propagation.DeepLift).Differentiate([.. image.Values, .. reference.Values], 2, [Target.Class(1).Resolve(model, image)], multipliers, answer);
        Assert.That(multipliers[0, 0].ToArray(), Has.Some.Not.Zero);
        Assert.That(multipliers[0, 1].ToArray(), Is.All.Zero);
        Assert.That(answer[0, 1].ToArray(), Is.EqualTo(model.Answer(reference)[0, 0].ToArray()).Within(1e-5f));
    }

    // A constant along a merged axis keeps the file at one image; a pair is two of them.
    [Test]
    public void DeepLift_OfAModelOfSingleImages_CompleteAndAsIfAlone()
    {
        var b = new OnnxGraphBuilder();
        string x = b.Input("image", DataType.Float, 1, 3, 4, 4);
        string rows = b.Node("Relu", [b.Node("Add", [b.Node("Reshape", [x, b.Integers("rows", 12, 4)]), b.Weights("c", 3, 12, 4)])]);
        b.Named("logits", "MatMul", [b.Node("Reshape", [rows, b.Integers("flat", 1, 48)]), b.Weights("w", 5, 48, 3)]);
        b.Output("logits", DataType.Float, 1, 3);
        using var model = OnnxModel.Load(b.Bytes(), Cpu);
        Assert.That(model.RunsSingleImages, Is.True);
        ModelInput[] inputs = [.. Enumerable.Range(0, 3).Select(phase => DirectionalDerivative.Waves(model.InputShape, phase))];
        var deepLift = new DeepLift(model);
        var together = deepLift.Attribute(inputs, Target.Class(0));
        for (int i = 0; i < 3; i++)
        {
            Assert.That(together[i].CompletenessGap, Is.EqualTo(0).Within(1e-5));
            Assert.That(together[i].Values.ToArray(), Is.EqualTo(Attribute(deepLift, inputs[i]).Values.ToArray()).And.Some.Not.Zero);
        }
    }

    [Test]
    public void Differentiate_UnderDeepLiftWithoutItsReference_Refused()
    {
        using var model = TinyNetwork.Load("tiny_cnn.onnx", Cpu);
        var image = DirectionalDerivative.Waves(model.InputShape);
        Assert.That(() => model.Under(Propagation.DeepLift).Differentiate(image.Values, 1, [Target.Class(1).Resolve(model, image)], new ModelAnswer(model.InputName)),
            Throws.ArgumentException.With.Message.Contains("as many references"));
    }

    [Test]
    public void GuidedGradCam_EnlargedBilinearly_GuidedTimesTheSmoothMap()
    {
        using var model = TinyNetwork.Load("tiny_inception.onnx", Cpu);
        var input = DirectionalDerivative.Waves(model.InputShape);
        float[] guided = Attribute(new GuidedBackpropagation(model), input).Values.ToArray();
        var cam = new GradCam(model, new GradCamOptions { Finish = CamFinish.Raw }).Explain(input, Target.Class(0));
        float[] warm = new SaliencyMap(cam.Height, cam.Width, [.. cam.Values.ToArray().Select(v => Math.Max(0, v))]).Resize(input.Shape.Height, input.Shape.Width).Values.ToArray();
        float[] expected = [.. guided.Select((g, i) => g * warm[i % warm.Length])];
        float[] bilinear = Attribute(new GuidedGradCam(model, new GuidedGradCamOptions { Enlargement = CamEnlargement.Bilinear }), input).Values.ToArray();
        Assert.That(bilinear, Is.EqualTo(expected).Within(1e-6 * expected.Max(Math.Abs)).And.Some.Not.Zero);
        Assert.That(() => new GuidedGradCam(model, new GuidedGradCamOptions { Enlargement = (CamEnlargement)9 }), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    // Canonical: batch normalisations merged by the library, or by who exported the file.
    [TestCase("tiny_cnn"), TestCase("tiny_densenet")]
    public void LayerwiseRelevance_NormalisationsKeptInTheFileOrMerged_SameMap(string net)
    {
        using OnnxModel kept = TinyNetwork.Load($"{net}.onnx", Cpu), merged = TinyNetwork.Load($"{net}.other.onnx", Cpu);
        var input = DirectionalDerivative.Waves(kept.InputShape);
        float[] expected = Attribute(new LayerwiseRelevance(merged), input).Values.ToArray();
        double scale = expected.Max(Math.Abs);
        Assert.That(Attribute(new LayerwiseRelevance(kept), input).Values.ToArray(), Is.EqualTo(expected).Within(1e-4 * scale));
    }

    [Test]
    public void LayerwiseRelevance_NormalisationsKept_AnotherMap()
    {
        using var model = TinyNetwork.Load("tiny_cnn.onnx", Cpu);
        var input = DirectionalDerivative.Waves(model.InputShape);
        float[] Map(bool keep) => Attribute(new LayerwiseRelevance(model, new LayerwiseRelevanceOptions { Composite = LrpComposite.EpsilonPlus with { KeepBatchNormalization = keep } }), input).Values.ToArray();
        Assert.That(Map(true), Is.Not.EqualTo(Map(false)));
    }

    // In a network of Relus, f(x) = x·∂f/∂x + Σ b·∂f/∂b; what stands in no layer here is the head's own bias, the answer where all else is cut off.
    [Test]
    public void LayerBias_OfANetworkOfRelus_MakesUpTheScore()
    {
        using var model = TinyNetwork.Load("tiny_densenet.onnx", Cpu);
        var input = DirectionalDerivative.Waves(model.InputShape);
        LayerInfo[] layers = [.. model.Layers.Where(l => !l.Bias.IsEmpty)];
        Assert.That(layers.Select(l => l.Operator), Has.Some.EqualTo("BatchNormalization"));
        ModelAnswer gradients = new([model.InputName, .. layers.Select(l => l.Name)]), answer = new("logits");
        double Explained(int c)
        {
            model.Differentiate(input.Values, 1, [Target.Class(c).Resolve(model, input)], gradients, answer);
            double sum = 0;
            for (int i = 0; i < input.Shape.Length; i++) sum += (double)input.Values[i] * gradients[0, 0][i];
            for (int l = 0; l < layers.Length; l++)
                for (int i = 0; i < gradients.LengthOf(l + 1); i++) sum += (double)layers[l].Bias[i / layers[l].Maps!.Value.PlaneLength] * gradients[l + 1, 0][i];
            return answer[0, 0][c] - sum;
        }
        double[] left = [.. Enumerable.Range(0, 3).Select(Explained)];
        input = DirectionalDerivative.Waves(model.InputShape, 2);
        Assert.That(Enumerable.Range(0, 3).Select(Explained), Is.EqualTo(left).Within(1e-4), "what is left does not depend on the image");
    }

    // Without biases and with nothing absorbed, the score is at every depth.
    [Test]
    public void Relevance_OfALayer_AddsUpToTheScore()
    {
        using var model = TinyNetwork.Load("tiny_inception.onnx", Cpu);
        var input = DirectionalDerivative.Waves(model.InputShape);
        var composite = new LrpComposite(LrpRule.ZPlus with { CountBias = false }, LrpRule.Epsilon() with { CountBias = false });
        ModelAnswer relevance = new(model.InputName, model.DefaultLayer.Name), answer = new("logits");
        model.Under(Propagation.Relevance(composite)).Differentiate(input.Values, 1, [Target.Class(6).Resolve(model, input)], relevance, answer);
        for (int value = 0; value < 2; value++)
            Assert.That(relevance[value, 0].ToArray().Sum(v => (double)v), Is.EqualTo(answer[0, 0][6]).Within(1e-3 * Math.Abs(answer[0, 0][6])), relevance.Names[value]);
    }

    [Test]
    public void LrpRule_OfParametersThatCannotBe_Refused() => Assert.Multiple(() =>
    {
        Assert.That(() => LrpRule.Epsilon(0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => LrpRule.Gamma(double.NaN), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => LrpRule.AlphaBeta(2, 2), Throws.ArgumentException.With.Message.Contains("α − β = 1"));
        Assert.That(() => LrpRule.ZBox([0], [1, 1]), Throws.ArgumentException);
        Assert.That(() => LrpRule.ZBox([2], [1]), Throws.ArgumentException);
        Assert.That(() => LrpRule.ZBox([float.NaN], [1]), Throws.ArgumentException);
        Assert.That(() => LrpComposite.EpsilonPlus with { Stabilizer = 0 }, Throws.InstanceOf<ArgumentOutOfRangeException>());
    });

    [Test]
    public void LrpRule_OfTheSameNumbers_Equal() => Assert.Multiple(() =>
    {
        static LrpComposite Box(float highest) => LrpComposite.EpsilonGammaBox([-1, 0], [1, highest]);
        LrpComposite first = Box(2), second = Box(2);
        Assert.That(first, Is.EqualTo(second));
        Assert.That(first.GetHashCode(), Is.EqualTo(second.GetHashCode()));
        Assert.That(first, Is.Not.EqualTo(Box(3)));
        Assert.That(LrpRule.ZPlus, Is.EqualTo(LrpRule.AlphaBeta(1, 0)));
    });

    [Test]
    public void ZBox_OfBoundsForOtherChannels_Refused()
    {
        using var model = TinyNetwork.Load("tiny_cnn.onnx", Cpu);
        var lrp = new LayerwiseRelevance(model, new LayerwiseRelevanceOptions { Composite = LrpComposite.EpsilonGammaBox([-1, -1], [1, 1]) });
        Assert.That(() => lrp.Explain(DirectionalDerivative.Waves(model.InputShape), Target.Class(0)), Throws.ArgumentException.With.Message.Contains("each channel"));
    }

    private static Attribution Attribute(IAttributor attributor, ModelInput input) => attributor.Attribute(input, Target.Class(0));
}
