using Saliency.Explainers;
using Saliency.Tests.Contracts;

namespace Saliency.Tests.Explainers;

/// <summary>The CAM methods that ask the model about changes, where the answers can be had with pencil and paper.</summary>
internal sealed class PerturbingCamTests
{
    private static readonly ImageShape s_maps = new(2, 2, 2);
    private static readonly LayerInfo s_tokens = new("layer", "Add", [5, 2], LayerLayout.Tokens, s_maps);

    // Score 5·1 + … : with a linear head the loss of a channel is its own share of the score.
    [Test]
    public void AblationCam_LinearHead_WeightsAreSharesOfTheScore()
    {
        float[] a = [1, 2, 3, 4, 0, 1, 0, 2], g = [1, 1, 1, 1, 5, 5, 5, 5];
        // Shares: 10 and 15 of 25.
        Assert.That(Raw(new AblationCam(new CamFormulaModel(s_maps, a, g), new AblationCamOptions { Finish = CamFinish.Raw })),
            Is.EqualTo(new[] { 0.4, 1.4, 1.2, 2.8 }).Within(1e-6));
    }

    [Test]
    public void AblationCam_TokenLayer_ChannelReplacedInEveryToken()
    {
        // The class token speaks: 1·4 in channel 0, 1·2 in channel 1.
        var model = new CamFormulaModel(s_tokens, [4, 2, 1, 0, 1, 0, 1, 1, 1, 1], [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
        // Shares: 8 and 4 of 12.
        Assert.That(Raw(new AblationCam(model, new AblationCamOptions { Finish = CamFinish.Raw })), Is.EqualTo(new[] { 2 / 3.0, 2 / 3.0, 1, 1 }).Within(1e-6));
    }

    [Test]
    public void AblationCam_BelowMinimumOfLayerWithZeros_SameAsZero()
    {
        var model = new CamFormulaModel(s_maps, [1, 2, 3, 4, 0, 1, 0, 2], Pattern.Values(8, 1));
        Assert.That(Raw(new AblationCam(model, new AblationCamOptions { Ablation = ChannelAblation.BelowMinimum })), Is.EqualTo(Raw(new AblationCam(model))));
    }

    [Test]
    public void AblationCam_BelowMinimumOfOtherLayer_FallsFartherWithEachChannel()
    {
        // Channel c is replaced by −1 − 1e7·(1 + c); the score is the plain sum, 2. Sums of 4e7 are 4 apart in single precision.
        var model = new CamFormulaModel(s_maps, [1, 1, 1, 1, -1, -1, -1, 1], [1, 1, 1, 1, 1, 1, 1, 1]);
        double[] map = Raw(new AblationCam(model, new AblationCamOptions { Ablation = ChannelAblation.BelowMinimum, Finish = CamFinish.Raw }));
        Assert.That(map, Is.EqualTo(new[] { -19999997.0, -19999997, -19999997, 60000005 }).Within(8));
    }

    [Test]
    public void AblationCam_ScoreOfZero_Refused() =>
        Assert.That(() => Raw(new AblationCam(new CamFormulaModel(s_maps, new float[8], new float[8]))), Throws.InvalidOperationException.With.Message.Contains("other than 0"));

    [Test]
    public void ReciproCam_LinearHead_WhatEachPlaceAddsAboveTheLeast()
    {
        float[] a = [1, 2, 3, 4, 0, 1, 0, 2], g = [1, 1, -1, 1, 5, 5, 5, 5];
        // 1, 7, −3, 14.
        Assert.That(Raw(new ReciproCam(new CamFormulaModel(s_maps, a, g), new ReciproCamOptions { Finish = CamFinish.Raw })), Is.EqualTo(new[] { 4.0, 10, 0, 17 }).Within(1e-6));
    }

    [Test]
    public void ReciproCam_TokenLayer_NeighboursShareAndTheClassTokenStays()
    {
        // Each of four neighbouring tokens sees itself at 4/16, its side neighbours at 2/16, the corner at 1/16; the class token's 100 is in all.
        var model = new CamFormulaModel(s_tokens, [100, 0, 16, 0, 32, 0, 48, 0, 64, 0], [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]);
        // 16·(4, 2, 2, 1)/16 … : 4+4+6+4, 2+8+3+8, 2+2+12+8, 1+4+6+16.
        Assert.That(Raw(new ReciproCam(model, new ReciproCamOptions { Finish = CamFinish.Raw })), Is.EqualTo(new[] { 0.0, 3, 6, 9 }).Within(1e-6));
    }

    [Test]
    public void SmoothedScoreCam_WithoutNoise_IsScoreCam()
    {
        var model = LinearModel.Usual();
        Assert.That(Raw(new SmoothedScoreCam(model, new SmoothedScoreCamOptions { Deviation = 0, Samples = 3 }), model), Is.EqualTo(Raw(new ScoreCam(model), model)).Within(1e-6));
    }

    [Test]
    public void SmoothedScoreCam_OtherSeed_OtherMap()
    {
        var model = LinearModel.Usual();
        Assert.That(Raw(new SmoothedScoreCam(model, new SmoothedScoreCamOptions { Samples = 3, Seed = 1 }), model),
            Is.Not.EqualTo(Raw(new SmoothedScoreCam(model, new SmoothedScoreCamOptions { Samples = 3 }), model)).Within(1e-6));
    }

    [Test]
    public void IntegratedScoreCam_OneStep_IsScoreCam()
    {
        var model = LinearModel.Usual();
        Assert.That(Raw(new IntegratedScoreCam(model, new IntegratedScoreCamOptions { Steps = 1 }), model), Is.EqualTo(Raw(new ScoreCam(model), model)));
    }

    // Without its head the model is linear in the image, so that the mean over i/n is (n + 1)/(2n) of the whole.
    [Test]
    public void IntegratedScoreCam_LinearModel_SoftmaxOfTheMeanOfThePath()
    {
        var shape = new ImageShape(3, 12, 10);
        LinearModel Weighted(float factor) => new(shape, [Array.ConvertAll(Pattern.Values(shape.Length, 1), w => w * factor)], new float[1]);
        var (whole, part) = (Weighted(1), Weighted(0.625f));
        Assert.That(Raw(new IntegratedScoreCam(whole, new IntegratedScoreCamOptions { Steps = 4 }), whole), Is.EqualTo(Raw(new ScoreCam(part), part)).Within(1e-5));
    }

    private static double[] Raw(Cam cam) => Array.ConvertAll(cam.Explain(CamFormulaModel.Image, Target.Class(0)).Values.ToArray(), v => (double)v);

    private static double[] Raw(Cam cam, LinearModel model) => Array.ConvertAll(cam.Explain(Pattern.Input(model.InputShape, 2), Target.Class(0)).Values.ToArray(), v => (double)v);
}
