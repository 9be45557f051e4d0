using Saliency.Models;
using Saliency.Onnx;
using Saliency.Tests.Models;
using Saliency.Tests.Networks;
using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Tests.Gradients;

/// <summary>Gradients by the weights of a file, through <see cref="OnnxModel"/>.</summary>
public class WeightGradientTests
{
    // The bound of the project, as for gradients by the image.
    private const double Tolerance = 1e-3;

    [TestCase(false)]
    [TestCase(true)]
    public void Differentiate_ByEveryWeight_MatchesDifferences(bool fixedBatch)
    {
        byte[] file = Network(fixedBatch);
        using var model = OnnxModel.Load(file);
        var input = DirectionalDerivative.Waves(model.InputShape);
        var weights = WeightsOf(file);
        var gradients = Gradients(model, input, weights);
        // Every weight moves: one whose gradient is lost is missed.
        double slope = gradients.Select((g, w) => g.Select((v, i) => v * Way(w, i)).Sum()).Sum();

        var errors = Enumerable.Range(0, 6).Select(k => 0.02 * Math.Pow(0.5, k)).Select(step => Math.Abs(((Moved(step) - Moved(-step)) / (2 * step)) - slope) / Math.Abs(slope));

        Assert.That(errors.Min(), Is.LessThan(Tolerance));

        static double Way(int weight, int i) => Math.Cos(weight + (0.7 * i * i)) + 0.3;

        double Moved(double step)
        {
            var moved = ModelProto.Parser.ParseFrom(file);
            for (int w = 0; w < weights.Length; w++)
            {
                var constant = Constants.Of(moved.Graph)[weights[w]];
                float[] values = constant.Floats()!;
                for (int i = 0; i < values.Length; i++) values[i] += (float)(step * Way(w, i));
                constant.FloatData.Clear();
                constant.RawData = TensorData.Floats("", [values.Length], values).RawData;
            }
            using var other = OnnxModel.Load(ModelCodec.Encode(moved));
            return Target.Class(1).Resolve(other, input).Evaluate(other.Answer(input), 0);
        }
    }

    [Test]
    public void Differentiate_ByWeightsOfABatch_GivesEachImageItsOwn()
    {
        byte[] file = Network(fixedBatch: false);
        using var model = OnnxModel.Load(file);
        ModelInput[] inputs = [DirectionalDerivative.Waves(model.InputShape), DirectionalDerivative.Waves(model.InputShape, 1), DirectionalDerivative.Waves(model.InputShape, 2)];
        var weights = WeightsOf(file);
        var together = new ModelAnswer([.. weights, model.InputName, model.DefaultLayer.Name]);

        model.Differentiate([.. inputs.SelectMany(i => i.Values.ToArray())], 3, [Target.Class(1).Resolve(model, inputs[0])], together);

        for (int i = 0; i < inputs.Length; i++)
        {
            var alone = Gradients(model, inputs[i], weights);
            for (int w = 0; w < weights.Length; w++) Assert.That(together[w, i].ToArray(), Is.EqualTo(alone[w]), $"{weights[w]} of image {i}");
        }
    }

    [Test]
    public void Differentiate_ByAWeight_HasItsShape()
    {
        byte[] file = Network(fixedBatch: false);
        using var model = OnnxModel.Load(file);
        string[] weights = WeightsOf(file);
        var answer = new ModelAnswer(weights);

        model.Differentiate(DirectionalDerivative.Waves(model.InputShape).Values, 1, [Target.Class(1).Resolve(model, DirectionalDerivative.Waves(model.InputShape))], answer);

        var constants = Constants.Of(ModelProto.Parser.ParseFrom(file).Graph);
        Assert.That(weights.Select((_, i) => answer.ShapeOf(i).Select(d => (long)d)), Is.EqualTo(weights.Select(name => constants[name].Dims)));
    }

    [Test]
    public void Differentiate_ByAWeightThatNoScoreReads_IsZero()
    {
        var b = OnnxGraphBuilder.Classifier("N");
        b.Named("aside", "Mul", ["features", b.Floats("unread", [1], 2)]);
        b.Output("aside");
        using var model = OnnxModel.Load(b.Bytes());
        var input = DirectionalDerivative.Waves(model.InputShape);

        Assert.That(Gradients(model, input, ["unread"]).Single(), Is.EqualTo(new[] { 0f }));
    }

    [Test]
    public void Differentiate_ByAWeightUnderOtherRules_IsRefused()
    {
        byte[] file = Network(fixedBatch: false);
        using var model = OnnxModel.Load(file);
        var input = DirectionalDerivative.Waves(model.InputShape);
        string weight = WeightsOf(file)[0];

        Assert.That(() => Gradients(model.Under(Propagation.GuidedBackpropagation), input, [weight]), Throws.ArgumentException.With.Message.Contains(weight));
    }

    [Test]
    public void Differentiate_ByAConstantOfIntegers_IsRefused()
    {
        byte[] file = Network(fixedBatch: false);
        using var model = OnnxModel.Load(file);
        string integers = ModelProto.Parser.ParseFrom(file).Graph.Initializer.First(t => t.DataType == (int)DataType.Int64).Name;

        Assert.That(() => Gradients(model, DirectionalDerivative.Waves(model.InputShape), [integers]), Throws.ArgumentException.With.Message.Contains(integers));
    }

    // Smooth, so that differences settle: a normalisation that the runtime would merge into the convolution, a constant that is a node, a number without axes, a weight that is read twice.
    private static byte[] Network(bool fixedBatch)
    {
        var b = new NetworkBuilder(fixedBatch, size: 12);
        string x = b.Node("Tanh", [b.ConvNorm(b.Image, 3, 6)]);
        var node = Nodes.Make("Constant", [], ["written"]);
        node.Attribute.Add(NodeAttributes.Make("value", TensorData.Floats("", [6, 1, 1], [0.9f, 1.1f, 0.8f, 1.2f, 1, 0.7f])));
        b.Graph.Graph.Node.Add(node);
        x = b.Node("Mul", [x, "written"]);
        x = b.Node("Mul", [x, b.Graph.Floats("scalar", [], 1.3f)]);
        string shared = b.Weights([6, 6, 3, 3], 54, NetworkBuilder.RectifierGain);
        for (int i = 0; i < 2; i++) x = b.Node("Tanh", [b.Node("Conv", [x, shared], Nodes.Integers("pads", 1, 1, 1, 1))]);
        x = b.LayerNorm(b.Transpose(b.Reshape(x, 1, 6, 144), 0, 2, 1), 6);
        x = b.Node("ReduceMean", [b.Linear(x, 6, 5), b.Graph.Integers("tokens", 1)], Nodes.Integer("keepdims", 0));
        return b.Output(x, "scores").Bytes();
    }

    private static string[] WeightsOf(byte[] file) => [.. Constants.Of(ModelProto.Parser.ParseFrom(file).Graph).Where(c => c.Value.DataType == (int)DataType.Float).Select(c => c.Key)];

    private static float[][] Gradients(IDifferentiableModel model, ModelInput input, string[] weights)
    {
        var gradients = new ModelAnswer(weights);
        model.Differentiate(input.Values, 1, [Target.Class(1).Resolve(model, input)], gradients);
        return [.. weights.Select((_, i) => gradients[i, 0].ToArray())];
    }
}
