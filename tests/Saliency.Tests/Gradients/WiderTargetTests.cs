using Saliency.Explainers;
using Saliency.Metrics;
using Saliency.Models;
using Saliency.Onnx;
using Saliency.Tests.Contracts;
using Saliency.Tests.Models;
using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Tests.Gradients;

/// <summary>Targets beyond a class, on a network of smooth functions with an embedding and a segmentation beside its scores: through gradients and through questions.</summary>
internal sealed class WiderTargetTests
{
    private OnnxModel _model = null!;

    /// <summary>The same network, but its scores are the neurons of its layer "pooled".</summary>
    private OnnxModel _pooledAsScores = null!;

    private static IEnumerable<TestCaseData> Targets =>
        from target in (Target[])[
            Target.Classes([0, 2, 4]), Target.Weighted([(1, 0.5f), (3, -2)]),
            Target.Similarity(DirectionalDerivative.Waves(new ImageShape(3, 8, 8), 5), "embedding"), Target.Similarity(DirectionalDerivative.Waves(new ImageShape(3, 8, 8), 5), "pooled"),
            Target.Neuron("features", 37), Target.Neuron("features", 2, 1, 3), Target.Neuron("layer", 3, 2, 1), Target.Neuron("pooled", 4), Target.Channel("features", 4),
            Target.Region(1, null, ScorePooling.Mean, "map"), Target.Region(0, new Mask(4, 4, [.. Enumerable.Range(0, 16).Select(p => p < 6)]), ScorePooling.Sum, "map")]
        select new TestCaseData(target).SetArgDisplayNames(target.ToString()!);

    private static IEnumerable<TestCaseData> Explainers =>
        from subject in Subjects.Explainers
        let made = subject.Make(LinearModel.Usual())
        // The network has no attention.
        where made is not (AttentionRollout or GradientRollout or LeGrad or VitReciproCam)
        select new TestCaseData(subject).SetArgDisplayNames(subject.Label);

    [OneTimeSetUp]
    public void Load()
    {
        _model = OnnxModel.Load(Network(b => b.Weights("fc", 3, 5, 6)), Cpu);
        _pooledAsScores = OnnxModel.Load(Network(b => b.Floats("fc", [6, 6], [.. Enumerable.Range(0, 36).Select(i => i % 7 == 0 ? 1f : 0)])), new OnnxModelOptions { Device = Device.Cpu, Scores = ScoreKind.Values });
    }

    [OneTimeTearDown]
    public void Free()
    {
        _model.Dispose();
        _pooledAsScores.Dispose();
    }

    [TestCaseSource(nameof(Targets))]
    public void Differentiate_AnyTarget_MatchesDifferences(Target target) =>
        // Smooth functions: what is left is the rounding of floats.
        Assert.That(DirectionalDerivative.Error(_model, target), Is.LessThan(1e-3));

    [TestCaseSource(nameof(Targets))]
    public void Differentiate_ChosenAfterTheAnswer_EqualsKnownBefore(Target target)
    {
        ModelInput[] inputs = [DirectionalDerivative.Waves(_model.InputShape, 1), DirectionalDerivative.Waves(_model.InputShape, 2)];
        float[] images = [.. inputs.SelectMany(i => i.Values.ToArray())];
        ModelAnswer answer = new(target.Reads(_model).AsSpan()), chosen = new(_model.InputName), known = new(_model.InputName);
        ((IDifferentiableModel)_model).Differentiate(images, 2, answer, a => [target.Resolve(_model, a, 0, ScoreScale.Native), target.Resolve(_model, a, 1, ScoreScale.Native)], chosen);
        for (int i = 0; i < 2; i++)
        {
            _model.Differentiate(inputs[i].Values, 1, [target.Resolve(_model, inputs[i])], known);
            float[] expected = known[0, 0].ToArray();
            Assert.That(chosen[0, i].ToArray(), Is.EqualTo(expected).Within(1e-5 * expected.Max(Math.Abs)), $"image {i}");
        }
    }

    [TestCaseSource(nameof(Targets))]
    public void Occlusion_AnyTarget_LossOfTheNumber(Target target)
    {
        var input = DirectionalDerivative.Waves(_model.InputShape);
        var map = new Occlusion(_model, new OcclusionOptions { Window = (4, 4), Stride = (4, 4), Scale = ScoreScale.Native }).Explain(input, target);
        var objective = target.Resolve(_model, input);
        double untouched = objective.Evaluate(_model.Answer(input, target), 0);
        for (int quarter = 0; quarter < 4; quarter++)
        {
            var (top, left) = (quarter / 2 * 4, quarter % 2 * 4);
            float[] hidden = input.Values.ToArray();
            for (int i = 0; i < hidden.Length; i++)
                if (i % 64 / 8 / 4 * 4 == top && i % 8 / 4 * 4 == left) hidden[i] = 0;
            double lost = untouched - objective.Evaluate(_model.Answer(new ModelInput(input.Shape, hidden), target), 0);
            Assert.That(map[top + 1, left + 2], Is.EqualTo(lost).Within(1e-5 * Math.Max(1, Math.Abs(untouched))), $"quarter {quarter}");
        }
        Assert.That(map.Values.ToArray().Distinct().Count(), Is.GreaterThan(1));
    }

    [Test]
    public void Explainers_OfLayersAndOfMasksAndMetrics_TakeANeuron()
    {
        var input = DirectionalDerivative.Waves(_model.InputShape);
        var target = Target.Neuron("features", 2, 1, 3);
        var rise = new Rise(_model, new RiseOptions { MaskCount = 20 }).Explain(input, target);
        Assert.That(rise.Values.ToArray().Distinct().Count(), Is.GreaterThan(1));
        Assert.That(new EigenCam(_model, new EigenCamOptions { Layers = ["features"] }).Explain(input, target).Origin.Target, Does.Contain("channel 2 of features at row 1, column 3"));
        double value = target.Resolve(_model, input).Evaluate(_model.Answer(input, target), 0);
        Assert.That(new Insertion(_model).Evaluate(rise, input, target).Curve!.Y[^1], Is.EqualTo(value).Within(1e-5));
    }

    [TestCaseSource(nameof(Explainers))]
    public void Explain_Neuron_EqualsTheClassOfANetworkThatAnswersIt(object explainer)
    {
        var make = ((ExplainerSubject)explainer).Make;
        ModelInput[] inputs = [DirectionalDerivative.Waves(_model.InputShape, 1), DirectionalDerivative.Waves(_model.InputShape, 2)];
        // Excitation goes on from an active neuron through the layer that copies it, and ends at one below zero.
        int neuron = Enumerable.Range(0, 6).First(k => inputs.All(input => Pooled(input)[k] > 0));
        var maps = make(_model).Explain(inputs, Target.Neuron("pooled", neuron));
        var expected = make(_pooledAsScores).Explain(inputs, Target.Class(neuron));
        for (int i = 0; i < inputs.Length; i++)
        {
            float[] values = expected[i].Values.ToArray();
            Assert.That(maps[i].Values.ToArray(), Is.EqualTo(values).Within(1e-5 * values.Max(Math.Abs)), $"image {i}");
            Assert.That(maps[i].Origin.Target, Does.Contain($"neuron {neuron} of pooled"));
        }
        Assert.That(expected.SelectMany(map => map.Values.ToArray()), Has.Some.Not.Zero);

        float[] Pooled(ModelInput input)
        {
            var answer = _model.Answer(input, Target.Neuron("pooled", 0));
            return answer[answer.IndexOf("pooled"), 0].ToArray();
        }
    }

    // Whatever is explained: a map that names it, of several images as of each alone.
    [TestCaseSource(nameof(Explainers))]
    public void Explain_TargetsBeyondAClass_EachImageAsIfAlone(object explainer)
    {
        var made = ((ExplainerSubject)explainer).Make(_model);
        ModelInput[] inputs = [DirectionalDerivative.Waves(_model.InputShape, 1), DirectionalDerivative.Waves(_model.InputShape, 2)];
        Target[] targets =
        [
            Target.Margin(1, 3), Target.Classes([0, 2, 4], ScorePooling.Mean), Target.Similarity(DirectionalDerivative.Waves(_model.InputShape, 5), "embedding"),
            Target.Region(1, null, ScorePooling.Mean, "map"), Target.Neuron("layer", 3, 2, 1), Target.Channel("layer", 2),
        ];
        foreach (var target in targets)
        {
            var together = made.Explain(inputs, target);
            for (int i = 0; i < inputs.Length; i++)
            {
                var alone = made.Explain(inputs[i], target);
                float[] values = alone.Values.ToArray();
                Assert.That(together[i].Values.ToArray(), Is.EqualTo(values).Within(1e-4 * values.Max(Math.Abs)), $"{target}, image {i}");
                Assert.That(together[i].Origin, Is.EqualTo(alone.Origin), $"{target}, image {i}");
            }
        }
    }

    // Relevance begins with output times gradient, and a cosine does not change with the length of the embedding: as docs/explainers/propagation.md tells.
    [Test]
    public void LayerwiseRelevance_OfASimilarity_AddsUpToZeroAndOfAClassToItsScore()
    {
        var input = DirectionalDerivative.Waves(_model.InputShape, 1);
        IAttributor relevance = new LayerwiseRelevance(_model, new LayerwiseRelevanceOptions { Composite = LrpComposite.Epsilon() });
        float[] similarity = relevance.Attribute(input, Target.Similarity(DirectionalDerivative.Waves(_model.InputShape, 5), "embedding")).Values.ToArray();
        double size = similarity.Sum(v => Math.Abs((double)v));
        Assert.That(size, Is.GreaterThan(0.01));
        Assert.That(similarity.Sum(v => (double)v), Is.Zero.Within(1e-3 * size));
        float[] score = relevance.Attribute(input, Target.Class(1)).Values.ToArray();
        Assert.That(score.Sum(v => (double)v), Is.EqualTo(Target.Class(1).Resolve(_model, input).Evaluate(_model.Answer(input), 0)).Within(1e-3 * score.Sum(v => Math.Abs((double)v))));
    }

    [Test]
    public void Neuron_GradientOfItsOwnLayer_OneAtItself()
    {
        var input = DirectionalDerivative.Waves(_model.InputShape);
        var gradients = new ModelAnswer("features", "pooled");
        _model.Differentiate(input.Values, 1, [Target.Neuron("features", 37).Resolve(_model, input)], gradients);
        float[] own = gradients[0, 0].ToArray();
        Assert.That(own[37], Is.EqualTo(1));
        Assert.That(own.Count(v => v != 0), Is.EqualTo(1));
        Assert.That(gradients[1, 0].ToArray(), Is.All.Zero, "what comes later has no part in it");
    }

    [Test]
    public void Neuron_RunSharedByItsTargets_EqualsRunsApart([Values("features", "pooled")] string read, [Values("features", "pooled")] string by)
    {
        var input = DirectionalDerivative.Waves(_model.InputShape);
        Objective[] objectives = [Target.Neuron(read, 3).Resolve(_model, input), Target.Neuron(read, 5).Resolve(_model, input)];
        ModelAnswer shared = new(by), apart = new(by);
        _model.Differentiate(input.Values, 1, new ModelAnswer(read), _ => objectives, shared);
        for (int k = 0; k < objectives.Length; k++)
        {
            _model.Differentiate(input.Values, 1, [objectives[k]], apart);
            Assert.That(shared[0, k].ToArray(), Is.EqualTo(apart[0, 0].ToArray()), $"neuron {k}");
            Assert.That(shared[0, k].ToArray().Any(v => v != 0), Is.EqualTo(read == by || read == "pooled"));
        }
    }

    [TestCase("features", 2, 1, 3, (2 * 16) + 7)]
    [TestCase("layer", 3, 2, 1, (2 + 9) * 6 + 3)]
    public void Neuron_ByPlace_IsTheOneAtThatIndex(string layer, int channel, int row, int column, int index)
    {
        var input = DirectionalDerivative.Waves(_model.InputShape);
        Target place = Target.Neuron(layer, channel, row, column), flat = Target.Neuron(layer, index);
        double Value(Target target) => target.Resolve(_model, input).Evaluate(_model.Answer(input, target), 0);
        Assert.That(Value(place), Is.EqualTo(Value(flat)));
        var found = _model.FindLayer(layer);
        var planes = new float[found.Maps!.Value.Length];
        var answer = _model.Answer(input, flat);
        found.ToPlanes(answer[answer.IndexOf(layer), 0], planes);
        Assert.That(Value(place), Is.EqualTo(planes[(channel * 16) + (row * 4) + column]));
    }

    [Test]
    public void Neuron_ModelWithoutLayers_RefusedWithTheReason()
    {
        var echo = EchoModel.Vector(4);
        Assert.That(() => new Rise(echo).Explain(EchoModel.Input(echo.InputShape, 1), Target.Neuron("features", 1)),
            Throws.ArgumentException.With.Message.Contains("neuron 1 of features").And.Message.Contains(nameof(ILayeredModel)));
    }

    [Test]
    public void Neuron_LayerOrPlaceTheModelHasNot_RefusedWithWhatThereIs()
    {
        var input = DirectionalDerivative.Waves(_model.InputShape);
        Assert.That(() => Target.Neuron("feature", 1).Resolve(_model, input), Throws.ArgumentException.With.Message.Contains("'features'"));
        Assert.That(() => Target.Neuron("features", 96).Resolve(_model, input), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("0 to 95"));
        Assert.That(() => Target.Neuron("features", 6, 0, 0).Resolve(_model, input), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("6×4×4"));
        Assert.That(() => Target.Channel("pooled", 0).Resolve(_model, input), Throws.ArgumentException.With.Message.Contains("spatial"));
    }

    private static byte[] Network(Func<OnnxGraphBuilder, string> classifier)
    {
        var b = new OnnxGraphBuilder();
        string x = b.Input("image", DataType.Float, "N", 3, 8, 8);
        string features = b.Named("features", "Tanh", [b.Conv(b.Node("Tanh", [b.Conv(x, 1, 3, 4)]), 2, 4, 6, stride: 2)]);
        string pooled = b.Named("pooled", "Flatten", [b.Node("GlobalAveragePool", [features])]);
        b.Named("scores", "Gemm", [pooled, classifier(b)], Nodes.Integer("transB", 1));
        b.Named("embedding", "Gemm", [pooled, b.Weights("code", 4, 7, 6)], Nodes.Integer("transB", 1));
        // Two classes, one the other's negative about the mean: each wins somewhere.
        string centred = b.Node("Sub", [features, b.Node("GlobalAveragePool", [features])]);
        string plane = b.Node("Conv", [centred, b.Weights("plane", 5, 1, 6, 1, 1)]);
        b.Named("map", "Concat", [plane, b.Node("Neg", [plane])], Nodes.Integer("axis", 1));
        // Tokens after two of the class.
        string tokens = b.Node("Transpose", [b.Node("Reshape", [features, b.Integers("flat", 0, 6, 16)])], Nodes.Integers("perm", 0, 2, 1));
        string start = b.Node("Mul", [b.Node("ReduceMean", [tokens], Nodes.Integers("axes", 1)), b.Weights("start", 6, 1, 2, 6)]);
        string layer = b.Named("layer", "Tanh", [b.Node("Concat", [start, tokens], Nodes.Integer("axis", 1))]);
        b.Named("sum", "ReduceMean", [layer], Nodes.Integers("axes", 1), Nodes.Integer("keepdims", 0));
        return b.Output("scores").Output("embedding").Output("map").Output("sum").Bytes();
    }
}
