using System.Numerics.Tensors;
using Saliency.Explainers;
using Saliency.Tests.Contracts;

namespace Saliency.Tests.Explainers;

/// <summary>The CAM methods that weigh planes by gradients, against their formulas written out slowly in doubles.</summary>
internal sealed class GradientCamTests
{
    private const int Channels = 5, Pixels = 12;

    private static readonly ImageShape s_maps = new(Channels, 3, 4);
    private static readonly float[] s_a = Array.ConvertAll(Pattern.Values(s_maps.Length, 3), v => Math.Max(0, v));
    private static readonly float[] s_g = Pattern.Values(s_maps.Length, 4);

    private static CamFormulaModel Model => new(s_maps, s_a, s_g, Pattern.Values(s_maps.Length, 5));

    private static double A(int c, int p) => s_a[(c * Pixels) + p];

    private static double G(int c, int p) => s_g[(c * Pixels) + p];

    private static double Over(Func<int, double> pixel) => Enumerable.Range(0, Pixels).Sum(pixel);

    private static IEnumerable<TestCaseData> Formulas
    {
        get
        {
            yield return Case("GradCam", new GradCam(Model, new GradCamOptions { Finish = CamFinish.Raw }), (c, p) => Over(q => G(c, q)) / Pixels * A(c, p));
            yield return Case("CAM", new ClassActivationMapping(Model, new ClassActivationMappingOptions { Finish = CamFinish.Raw }), (c, p) => Over(q => G(c, q)) * A(c, p));
            yield return Case("XGradCam", new XGradCam(Model, new XGradCamOptions { Finish = CamFinish.Raw }), (c, p) => Over(q => G(c, q) * A(c, q)) / (Over(q => A(c, q)) + 1e-7) * A(c, p));
            yield return Case("HiResCam", new HiResCam(Model, new HiResCamOptions { Finish = CamFinish.Raw }), (c, p) => G(c, p) * A(c, p));
            yield return Case("ElementWiseCam", new ElementWiseCam(Model, new ElementWiseCamOptions { Finish = CamFinish.Raw }), (c, p) => Math.Max(0, G(c, p) * A(c, p)));
            yield return Case("LayerCam", new LayerCam(Model, new LayerCamOptions { Finish = CamFinish.Raw }), (c, p) => Math.Max(0, G(c, p)) * A(c, p));
            yield return Case("GradCamPlusPlus", new GradCamPlusPlus(Model, new GradCamPlusPlusOptions { Finish = CamFinish.Raw }), PlusPlus);
            // The gradient is the same for every noisy image.
            yield return Case("SmoothGradCamPlusPlus", new SmoothGradCamPlusPlus(Model, new SmoothGradCamPlusPlusOptions { Finish = CamFinish.Raw, Samples = 7 }), PlusPlus);
        }
    }

    [TestCaseSource(nameof(Formulas))]
    public void Explain_GivenPlanesAndGradients_Formula(Cam cam, double[] expected) => Assert.That(Values(cam), Is.EqualTo(expected).Within(1e-6));

    // Captum's anchor: 0…15 under a 3×3 kernel of ones, biases −50 and −75, ReLU, then weights 1×5, −1×3; at the convolution.
    [Test]
    public void GradCam_ConvolutionThenDense_CaptumsAnchor()
    {
        var model = new CamFormulaModel(new ImageShape(2, 2, 2), [-5, 4, 31, 40, -30, -21, 6, 15], [0, 1, 1, 1, 0, 0, -1, -1]);
        Assert.That(Values(new GradCam(model, new GradCamOptions { Finish = CamFinish.Raw })), Is.EqualTo(new[] { 11.25, 13.5, 20.25, 22.5 }).Within(1e-6));
    }

    // Behind global average pooling every pixel has the gradient w / pixels.
    [Test]
    public void ClassActivationMapping_PoolingAndDense_PlanesTimesTheClassesWeights()
    {
        float[] weights = [0.5f, -2, 1, 3, -0.25f];
        var model = new CamFormulaModel(s_maps, s_a, [.. Enumerable.Range(0, s_maps.Length).Select(i => weights[i / Pixels] / Pixels)]);
        double[] expected = [.. Enumerable.Range(0, Pixels).Select(p => Enumerable.Range(0, Channels).Sum(c => weights[c] * A(c, p)))];
        Assert.That(Values(new ClassActivationMapping(model, new ClassActivationMappingOptions { Finish = CamFinish.Raw })), Is.EqualTo(expected).Within(1e-6));
    }

    [Test]
    public void GradCam_PoolingAndDense_EqualsHiResCam()
    {
        var model = new CamFormulaModel(s_maps, s_a, [.. Enumerable.Range(0, s_maps.Length).Select(i => (i / Pixels) - 2f)]);
        Assert.That(Values(new GradCam(model, new GradCamOptions { Finish = CamFinish.Raw })), Is.EqualTo(Values(new HiResCam(model, new HiResCamOptions { Finish = CamFinish.Raw }))).Within(1e-6));
    }

    [Test]
    public void GradCam_Probability_LogitsGradientsWeightedByTheSoftmax()
    {
        float[] other = Pattern.Values(s_maps.Length, 5);
        double y = TensorPrimitives.Dot<float>(s_a, s_g), z = TensorPrimitives.Dot<float>(s_a, other), p = 1 / (1 + Math.Exp(z - y));
        var model = new CamFormulaModel(s_maps, s_a, [.. s_g.Zip(other, (g, o) => (float)(p * (1 - p) * (g - o)))]);
        Assert.That(Values(new GradCam(Model, new GradCamOptions { Finish = CamFinish.Raw, Scale = ScoreScale.Probability })),
            Is.EqualTo(Values(new GradCam(model, new GradCamOptions { Finish = CamFinish.Raw }))).Within(1e-6));
    }

    [Test]
    public void GradCam_TokenLayer_AsItsGridWithoutTheClassToken()
    {
        var layer = new LayerInfo("layer", "Add", [5, 2], LayerLayout.Tokens, new ImageShape(2, 2, 2));
        var tokens = new CamFormulaModel(layer, [99, -99, 1, 0, 2, 0, 3, 1, 4, 5], [7, 7, 1, 2, 3, 4, 5, 6, 7, 8]);
        var planes = new CamFormulaModel(new ImageShape(2, 2, 2), [1, 2, 3, 4, 0, 0, 1, 5], [1, 3, 5, 7, 2, 4, 6, 8]);
        Assert.That(Values(new GradCam(tokens, new GradCamOptions { Finish = CamFinish.Raw })), Is.EqualTo(Values(new GradCam(planes, new GradCamOptions { Finish = CamFinish.Raw }))));
    }

    [Test]
    public void EigenSmooth_OfHiResCam_IsEigenGradCam() =>
        Assert.That(Values(new HiResCam(Model, new HiResCamOptions { Finish = CamFinish.Raw, EigenSmooth = true })), Is.EqualTo(Values(new EigenGradCam(Model, new EigenGradCamOptions { Finish = CamFinish.Raw }))));

    [Test]
    public void SegEigenCam_AnyPlanes_ComponentOfAbsoluteGradientTimesActivationFarthestValuePositive()
    {
        float[] planes = [.. s_a.Zip(s_g, (a, g) => a * Math.Abs(g))];
        float[] eigen = CamTestModel.Explain(new EigenCam(new CamTestModel(s_maps, planes), new EigenCamOptions { Finish = CamFinish.Raw }));
        double[] actual = Values(new SegEigenCam(Model, new SegEigenCamOptions { Finish = CamFinish.Raw }));
        Assert.That(actual.Max(), Is.GreaterThanOrEqualTo(-actual.Min()));
        Assert.That(actual.Select(Math.Abs), Is.EqualTo(eigen.Select(v => Math.Abs((double)v))).Within(1e-6));
    }

    private static double PlusPlus(int c, int p)
    {
        double active = Over(q => A(c, q)), weight = 0;
        for (int q = 0; q < Pixels; q++)
        {
            double g = G(c, q);
            if (g != 0) weight += g * g / ((2 * g * g) + (active * g * g * g) + 1e-6) * Math.Max(0, g);
        }
        return weight * A(c, p);
    }

    private static TestCaseData Case(string name, Cam cam, Func<int, int, double> term) =>
        new TestCaseData(cam, Enumerable.Range(0, Pixels).Select(p => Enumerable.Range(0, Channels).Sum(c => term(c, p))).ToArray()).SetArgDisplayNames(name);

    private static double[] Values(Cam cam) => Array.ConvertAll(cam.Explain(CamFormulaModel.Image, Target.Class(0)).Values.ToArray(), v => (double)v);
}
