using Saliency.Explainers;
using Saliency.Tests.Contracts;
using Saliency.Tests.Gradients;
using Saliency.Tests.Reference;

namespace Saliency.Tests.Explainers;

/// <summary>ViT-ReciproCAM on a network that was cut where its last block begins.</summary>
internal sealed class VitReciproCamTests
{
    private static IEnumerable<string> Exports => TinyNetwork.Names.Where(name => name.StartsWith("tiny_vit", StringComparison.Ordinal));

    [Test]
    public void Layer_NotGiven_TheSumThatTheLastBlocksFirstNormReads([ValueSource(nameof(Exports))] string file)
    {
        using var model = TinyNetwork.Load(file, Cpu);
        Assert.That(new VitReciproCam(model).Explain(DirectionalDerivative.Waves(model.InputShape), Target.Class(1)).Origin.Options, Does.Contain("/blocks.0/Add_1_output_0"));
    }

    [Test]
    public void Explain_EachToken_TheScoreOfWhatTheMaskLeaves([Values] TokenMask mask)
    {
        using var model = TinyNetwork.Load("tiny_vit.onnx", Cpu);
        var input = DirectionalDerivative.Waves(model.InputShape);
        var map = new VitReciproCam(model, new VitReciproCamOptions { Mask = mask, Finish = CamFinish.Raw }).Explain(input, Target.Class(3));
        ModelAnswer tokens = new("/blocks.0/Add_1_output_0"), scores = new("logits");
        model.Run(input.Values, 1, tokens);
        int width = tokens.ShapeOf(0)[1];
        for (int place = 0; place < 64; place++)
        {
            float[] masked = tokens[0, 0].ToArray();
            for (int token = 1; token < 65; token++)
            {
                int down = Math.Abs(((token - 1) / 8) - (place / 8)), across = Math.Abs(((token - 1) % 8) - (place % 8));
                float weight = mask == TokenMask.Point ? (down + across == 0 ? 1 : 0)
                    : Math.Max(down, across) > 1 ? 0 : (down + across) switch { 0 => 4 / 16f, 1 => 2 / 16f, _ => 1 / 16f };
                for (int c = 0; c < width; c++) masked[(token * width) + c] *= weight;
            }
            model.RunFrom("/blocks.0/Add_1_output_0", masked, 1, scores);
            // One image alone and in a batch: the rounding of floats.
            Assert.That(map[place / 8, place % 8], Is.EqualTo(scores[0, 0][3]).Within(1e-5), $"place {place}");
        }
    }

    [Test]
    public void Explain_HeatMap_LowestScoreIsZero()
    {
        var map = new VitReciproCam(new AttentiveModel(LinearModel.Usual())).Explain(Pattern.Input(LinearModel.Usual().InputShape, 1), Target.Class(0));
        Assert.That(map.Values.ToArray().Min(), Is.Zero);
        Assert.That(map.Values.ToArray().Max(), Is.EqualTo(1).Within(1e-5));
    }

    [Test]
    public void Layer_WithoutTokens_RefusedWithItsLayout() =>
        Assert.That(() => new VitReciproCam(new AttentiveModel(LinearModel.Usual()), new VitReciproCamOptions { Layer = "features" }),
            Throws.ArgumentException.With.Message.Contains("'features'").And.Message.Contains("ChannelsFirst"));
}
