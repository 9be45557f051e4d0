using Saliency.Explainers;
using Saliency.Models;

namespace Saliency.Tests.Models;

/// <summary>Trained networks as people have them: each loads, answers, gives out its layers and is explained.</summary>
[Category("RealModels")]
[TestFixtureSource(typeof(RealModel), nameof(RealModel.All))]
public class RealModelTests(RealModel described)
{
    // Sums in another order, through dozens of layers, in float32; a float16 file rounds its results to three digits.
    private const double Close = 1e-3;

    private OnnxModel _model = null!;

    private static IEnumerable<TestCaseData> Methods
    {
        get
        {
            yield return Method("RISE", model => new Rise(model, new RiseOptions { MaskCount = 40 }));
            yield return Method("occlusion", model => new Occlusion(model, new OcclusionOptions
            {
                Window = (model.InputShape.Height / 3, model.InputShape.Width / 3), Stride = (model.InputShape.Height / 4, model.InputShape.Width / 4),
            }));
            yield return Method("EigenCAM", model => new EigenCam(model));
            yield return Method("FEM", model => new Fem(model));
            yield return Method("activation map", model => new ActivationMap(model));
        }
    }

    [OneTimeSetUp]
    public void Load() => _model = described.Load();

    [OneTimeTearDown]
    public void Free() => _model?.Dispose();

    [Test]
    public void Load_InputAndOutputs_AreTheDescribed()
    {
        Assert.That(_model.InputName, Is.EqualTo(described.InputName));
        Assert.That(new[] { _model.InputShape.Height, _model.InputShape.Width }, Is.EqualTo(described.Size));
        Assert.That(_model.Outputs.Select(o => o.Name), Is.EqualTo(described.Outputs));
    }

    [Test]
    public void Load_Scores_AreOfTheDescribedKind() => Assert.That(_model.Outputs[0].Kind, Is.EqualTo(described.Scores));

    [Test]
    public void Run_ThreeImages_EqualsThreeRuns()
    {
        int length = _model.InputShape.Length;
        var images = Images(3);
        string[] names = [.. _model.Outputs.Select(o => o.Name), _model.DefaultLayer.Name];
        ModelAnswer together = new(names), alone = new(names);
        _model.Run(images, 3, together);
        for (int i = 0; i < 3; i++)
        {
            _model.Run(images.AsSpan(i * length, length), 1, alone);
            for (int v = 0; v < names.Length; v++)
            {
                // float32 can tell values apart to 1e-7 of the largest term, not of the value itself.
                double scale = Math.Max(1, alone[v, 0].ToArray().Max(Math.Abs));
                Assert.That(together[v, i].ToArray(), Is.EqualTo(alone[v, 0].ToArray()).Within(Close * scale), names[v]);
            }
        }
    }

    [Test]
    public void DefaultLayer_IsACoarseMapOfManyChannels()
    {
        var maps = _model.DefaultLayer.Maps!.Value;
        int stride = _model.InputShape.Height / maps.Height;
        Assert.That(stride, Is.InRange(8, 40));
        Assert.That(maps.Channels, Is.GreaterThanOrEqualTo(32));
    }

    [Test]
    public void Run_EveryLayer_HasTheListedShape()
    {
        var layers = _model.Layers;
        Assert.That(layers, Is.Not.Empty);
        // A few from everywhere: a session for each would take minutes.
        string[] names = [.. layers.Where((_, i) => i % Math.Max(1, layers.Count / 12) == 0).Select(l => l.Name)];
        var answer = new ModelAnswer(names);
        _model.Run(Images(2), 2, answer);
        for (int v = 0; v < names.Length; v++) Assert.That(answer.ShapeOf(v), Is.EqualTo(_model.FindLayer(names[v]).Shape), names[v]);
    }

    [TestCaseSource(nameof(Methods))]
    public void Explain_Photo_AMapOfTheInputsSizeThatIsNotFlat(Func<ILayeredModel, IExplainer> method)
    {
        // That the values are finite, every map sees to itself.
        var map = method(_model).Explain(described.Preprocessing.Apply(described.FirstPhoto(), _model), Target.Predicted);
        Assert.That((map.Height, map.Width), Is.EqualTo((_model.InputShape.Height, _model.InputShape.Width)));
        Assert.That(map.Values.ToArray().Distinct().Count(), Is.GreaterThan(10));
    }

    private static TestCaseData Method(string name, Func<ILayeredModel, IExplainer> make) => new TestCaseData(make).SetArgDisplayNames(name);

    // Smooth pictures in the range of normalised photos: noise alone would make a detector's boxes a matter of rounding.
    private float[] Images(int count)
    {
        var shape = _model.InputShape;
        var images = new float[count * shape.Length];
        for (int i = 0; i < images.Length; i++)
        {
            int y = i / shape.Width % shape.Height, x = i % shape.Width, plane = i / shape.PlaneLength;
            images[i] = 0.5f + (0.5f * MathF.Sin((x * 0.05f) + plane) * MathF.Cos((y * 0.07f) + (plane * 0.3f)));
        }
        return images;
    }
}
