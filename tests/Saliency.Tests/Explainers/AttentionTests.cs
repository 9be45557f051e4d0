using Saliency.Explainers;
using Saliency.Models;
using Saliency.Tests.Contracts;
using Saliency.Tests.Gradients;
using Saliency.Tests.Models;
using Saliency.Tests.Networks;
using Saliency.Tests.Reference;

namespace Saliency.Tests.Explainers;

/// <summary>Attention rollout, gradient rollout and LeGrad: closed forms, whole matrices of doubles, refusals.</summary>
internal sealed class AttentionTests
{
    private static readonly ImageShape Grid = new(4, 2, 3);
    private static IEnumerable<TestCaseData> Transformers =>
    [
        new TestCaseData((Func<OnnxModel>)(() => OnnxModel.Load(VitNetwork.Build(false), Cpu))).SetArgDisplayNames("any batch"),
        new TestCaseData((Func<OnnxModel>)(() => OnnxModel.Load(VitNetwork.Build(true), Cpu))).SetArgDisplayNames("batch 1"),
        .. from name in TinyNetwork.Names
           where name.StartsWith("tiny_vit", StringComparison.Ordinal)
           select new TestCaseData((Func<OnnxModel>)(() => TinyNetwork.Load(name, Cpu))).SetArgDisplayNames(name),
    ];

    [TestCaseSource(nameof(Transformers))]
    public void Methods_OnATransformer_EqualWholeMatricesOfDoubles(Func<OnnxModel> load)
    {
        using var model = load();
        ModelInput[] inputs = [DirectionalDerivative.Waves(model.InputShape), DirectionalDerivative.Waves(model.InputShape, 2)];
        var target = Target.Margin(1, 0);
        Assert.Multiple(() =>
        {
            foreach (var (explainer, slow) in Methods(model))
            {
                var maps = explainer.Explain(inputs, target);
                for (int i = 0; i < inputs.Length; i++)
                {
                    double[] expected = slow(new SlowAttention(model, inputs[i], target));
                    // Gradients of a batch and of one image are the same but for the rounding of floats.
                    Assert.That(maps[i].Values.ToArray().Select(v => (double)v), Is.EqualTo(expected).Within(1e-4 * expected.Max()), $"{maps[i].Origin}, image {i}");
                }
            }
        });
    }

    [Test]
    public void Maps_AttentionIsOneNode_ThoseOfItsTwin([Values] bool fixedBatch,
        [Values(AttentionForm.Contributed, AttentionForm.MultiHead, AttentionForm.Standard, AttentionForm.StandardByHeads)] AttentionForm form)
    {
        using OnnxModel plain = OnnxModel.Load(VitNetwork.Build(fixedBatch), Cpu), fused = OnnxModel.Load(VitNetwork.Build(fixedBatch, form), Cpu);
        var input = DirectionalDerivative.Waves(plain.InputShape);
        Assert.That(fused.Answer(input)[0, 0].ToArray(), Is.EqualTo(plain.Answer(input)[0, 0].ToArray()).Within(1e-4));
        foreach (var (first, second) in Methods(plain).Zip(Methods(fused)))
        {
            float[] expected = first.Explainer.Explain(input, Target.Predicted).Values.ToArray();
            Assert.That(second.Explainer.Explain(input, Target.Predicted).Values.ToArray(), Is.EqualTo(expected).Within(1e-4 * expected.Max()), first.Explainer.Name);
        }
    }

    // What is written in beside halves is of float32: all of it has to be. Methods that drop the lowest weights are left out: there rounding decides which.
    [Test]
    public void Maps_AttentionIsOneNodeOfHalves_NearThoseOfItsTwin([Values(AttentionForm.Contributed, AttentionForm.Standard)] AttentionForm form)
    {
        using OnnxModel plain = OnnxModel.Load(VitNetwork.Build(false), Cpu), halves = OnnxModel.Load(HalvedModel.Of(VitNetwork.Build(false, form)), Cpu);
        var input = DirectionalDerivative.Waves(plain.InputShape);
        foreach (var (first, second) in Methods(plain).Zip(Methods(halves)).Where(pair => !pair.First.Explainer.Explain(input, Target.Class(1)).Origin.Options.Contains("discard 0.", StringComparison.Ordinal)))
        {
            float[] expected = first.Explainer.Explain(input, Target.Class(1)).Values.ToArray();
            Assert.That(second.Explainer.Explain(input, Target.Class(1)).Values.ToArray(), Is.EqualTo(expected).Within(0.02 * expected.Max()), first.Explainer.Name);
        }
    }

    [Test]
    public void Maps_OfTwoExportsOfOneNet_AreTheSame()
    {
        string[] names = [.. TinyNetwork.Names.Where(name => name.StartsWith("tiny_vit", StringComparison.Ordinal))];
        Assert.That(names, Has.Length.EqualTo(2));
        using OnnxModel one = TinyNetwork.Load(names[0], Cpu), other = TinyNetwork.Load(names[1], Cpu);
        var input = DirectionalDerivative.Waves(one.InputShape);
        foreach (var (first, second) in Methods(one).Zip(Methods(other)))
        {
            float[] expected = first.Explainer.Explain(input, Target.Predicted).Values.ToArray();
            Assert.That(second.Explainer.Explain(input, Target.Predicted).Values.ToArray(), Is.EqualTo(expected).Within(1e-4 * expected.Max()), first.Explainer.Name);
        }
    }

    // Â = (J/T + I)/2, so Â^L = I/2^L + (1 − 2^−L)·J/T.
    [TestCase(1, 1), TestCase(3, 1), TestCase(4, 2)]
    public void Rollout_EvenAttention_WhatHalvesLeaveToTheRest(int blocks, int classTokens)
    {
        var model = GivenAttentionModel.Even(blocks, Grid, classTokens, 0);
        Assert.That(GivenAttentionModel.Explain(new AttentionRollout(model, new AttentionRolloutOptions { Finish = CamFinish.Raw })),
            Is.All.EqualTo((1 - Math.Pow(2, -blocks)) / (6 + classTokens)).Within(1e-7));
    }

    [Test]
    public void Rollout_NoClassToken_MeanOfAllRows()
    {
        var model = GivenAttentionModel.Even(3, Grid, 0, 0);
        Assert.That(GivenAttentionModel.Explain(new AttentionRollout(model, new AttentionRolloutOptions { Finish = CamFinish.Raw })), Is.All.EqualTo(1 / 6.0).Within(1e-7));
    }

    // Ē = g·J/T and (I + g·J/T)^L = I + ((1 + g)^L − 1)·J/T.
    [TestCase(1, 1), TestCase(3, 1), TestCase(3, 0)]
    public void GradientRollout_EvenAttentionAndGradient_Powers(int blocks, int classTokens)
    {
        const float Gradient = 0.5f;
        var model = GivenAttentionModel.Even(blocks, Grid, classTokens, Gradient);
        double expected = (Math.Pow(1 + Gradient, blocks) - 1) / (6 + classTokens);
        Assert.That(GivenAttentionModel.Explain(new GradientRollout(model, new GradientRolloutOptions { Finish = CamFinish.Raw })), Is.All.EqualTo(expected).Within(1e-6));
    }

    [Test]
    public void GradientMethods_NothingSpeaksForTheTarget_Zeros()
    {
        var model = GivenAttentionModel.Even(2, Grid, 1, -1);
        Assert.That(GivenAttentionModel.Explain(new GradientRollout(model)), Is.All.Zero);
        Assert.That(GivenAttentionModel.Explain(new LeGrad(model)), Is.All.Zero);
    }

    [Test]
    public void LeGrad_EvenGradient_TheGradient() =>
        Assert.That(GivenAttentionModel.Explain(new LeGrad(GivenAttentionModel.Even(3, Grid, 1, 0.25f), new LeGradOptions { Finish = CamFinish.Raw })), Is.All.EqualTo(0.25f).Within(1e-7));

    [Test]
    public void LeGrad_LastBlocks_LeavesTheEarlierOut()
    {
        float[] One(float gradient) => [.. Enumerable.Repeat(gradient, 49)];
        var model = new GivenAttentionModel(Grid, 1, 1, [One(0), One(0), One(0)], [One(8), One(2), One(1)]);
        float[] Map(int blocks) => GivenAttentionModel.Explain(new LeGrad(model, new LeGradOptions { LastBlocks = blocks, Finish = CamFinish.Raw }));
        Assert.That(Map(1), Is.All.EqualTo(1).Within(1e-6));
        Assert.That(Map(2), Is.All.EqualTo(1.5).Within(1e-6));
        Assert.That(Map(9), Is.All.EqualTo(11 / 3.0).Within(1e-6));
    }

    [Test]
    public void Rollout_OneTokenSeenByTheClassToken_IsWhereTheMapIs()
    {
        var weights = new float[49];
        for (int i = 0; i < 7; i++) weights[(i * 7) + 5] = 1;
        var model = new GivenAttentionModel(Grid, 1, 1, [weights], [new float[49]]);
        Assert.That(GivenAttentionModel.Explain(new AttentionRollout(model, new AttentionRolloutOptions { Finish = CamFinish.Raw })), Is.EqualTo(new[] { 0, 0, 0, 0, 0.5f, 0 }));
    }

    [Test]
    public void Methods_Swin_RefusedBecauseOfItsWindows()
    {
        using var model = OnnxModel.Load(SwinNetwork.Build(false), Cpu);
        foreach (Func<IExplainer> make in (Func<IExplainer>[])[() => new AttentionRollout(model), () => new GradientRollout(model), () => new LeGrad(model)])
            Assert.That(make, Throws.ArgumentException.With.Message.Contains("windows of 16 of 64 tokens"));
    }

    [Test]
    public void Methods_ConvolutionalNetwork_RefusedBecauseItHasNoAttention() =>
        Assert.That(() => new AttentionRollout(LinearModel.Usual()), Throws.ArgumentException.With.Message.Contains("none of its layers is the softmax of an attention"));

    [Test]
    public void Methods_FusedAttention_RefusedWithTheRemedy()
    {
        var tokens = new LayerInfo("tokens", "Attention", [7, 4], LayerLayout.Tokens, Grid);
        Assert.That(() => new AttentionRollout(new CamTestModel(tokens, new float[28])), Throws.ArgumentException.With.Message.Contains("fused operator").And.Message.Contains("before the runtime's optimisation"));
    }

    [Test]
    public void Options_OutOfRange_Refused()
    {
        var model = GivenAttentionModel.Even(1, Grid, 1, 0);
        Assert.That(() => new AttentionRollout(model, new AttentionRolloutOptions { DiscardRatio = 1 }), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new AttentionRollout(model, new AttentionRolloutOptions { Fusion = (HeadFusion)9 }), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new LeGrad(model, new LeGradOptions { LastBlocks = 0 }), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new LeGrad(model, new LeGradOptions { Finish = (CamFinish)9 }), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static IEnumerable<(IExplainer Explainer, Func<SlowAttention, double[]> Slow)> Methods(OnnxModel model)
    {
        AttentionRollout Rollout(HeadFusion fusion, double discard) => new(model, new AttentionRolloutOptions { Fusion = fusion, DiscardRatio = discard, Finish = CamFinish.Raw });
        yield return (Rollout(HeadFusion.Mean, 0), s => s.Rollout(h => h.Average(), 0));
        yield return (Rollout(HeadFusion.Maximum, 0), s => s.Rollout(h => h.Max(), 0));
        yield return (Rollout(HeadFusion.Maximum, 0.9), s => s.Rollout(h => h.Max(), 0.9));
        yield return (Rollout(HeadFusion.Minimum, 0.5), s => s.Rollout(h => h.Min(), 0.5));
        yield return (new GradientRollout(model, new GradientRolloutOptions { Finish = CamFinish.Raw }), s => s.GradientRollout());
        yield return (new LeGrad(model, new LeGradOptions { Finish = CamFinish.Raw }), s => s.LeGrad(2));
        yield return (new LeGrad(model, new LeGradOptions { LastBlocks = 1, Finish = CamFinish.Raw }), s => s.LeGrad(1));
    }
}
