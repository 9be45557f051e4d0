namespace Saliency.Tests.Reference;

/// <summary>Imputation against pytorch-grad-cam's and ROAD's own, inpainting against OpenCV's.</summary>
[Category("Reference")]
internal sealed class ImputerReferenceTests
{
    private static IEnumerable<TestCaseData> RoadCases => ReferenceSet.Tests("metrics", "faithfulness/road_imputer");

    private static IEnumerable<TestCaseData> InpaintCases => ReferenceSet.Tests("imaging", "inpaint/");

    [TestCaseSource(nameof(RoadCases))]
    public void Imputers_OfRoad_SameImages(ReferenceCase reference)
    {
        var input = reference.Input("image").ToInput();
        bool[] removed = Array.ConvertAll(reference.Input("mask").Values, kept => kept == 0);
        float[] linear = Imputed(Imputer.NoisyLinear(0), input, removed);
        reference.AssertClose("linear", linear);
        double scale = reference.Number("noise_scale");
        float[] noise = reference.Input("noise").Floats;
        reference.AssertClose("noisy", [.. linear.Select((v, i) => removed[i % removed.Length] ? (float)(v + (scale * noise[i])) : v)]);
        reference.AssertClose("channel_mean", Imputed(Baseline.ChannelMean, input, removed));
        reference.AssertClose("zero", Imputed(Baseline.Zero, input, removed));
    }

    // The case's notes: known pixels are exact, over the hole the mean difference counts, below 3 of 255.
    [TestCaseSource(nameof(InpaintCases))]
    public void Inpainting_OfOpenCv_SameImages(ReferenceCase reference)
    {
        var image = reference.Input("image");
        int[] size = image.Shape;
        float[] planes = [.. Enumerable.Range(0, 3).SelectMany(c => image.Floats.Where((_, i) => i % 3 == c))];
        var input = new ModelInput(new ImageShape(3, size[0], size[1]), planes);
        bool[] removed = Array.ConvertAll(reference.Input("mask").Values, hole => hole != 0);
        int plane = removed.Length, holes = removed.Count(hole => hole);
        foreach (int radius in reference.WholeNumbers("radii"))
            foreach (var (key, imputer) in new[] { ($"telea_{radius}", Imputer.Telea(radius)), ($"navier_stokes_{radius}", Imputer.NavierStokes(radius)) })
            {
                float[] filled = Imputed(imputer, input, removed);
                float[] interleaved = [.. Enumerable.Range(0, filled.Length).Select(i => filled[((i % 3) * plane) + (i / 3)])];
                reference.AssertClose(key, interleaved);
                double apart = interleaved.Zip(reference.Expected(key).Values, (a, b) => Math.Abs(a - b)).Sum() / (3 * holes);
                Assert.That(apart, Is.LessThan(3), key);
            }
    }

    private static float[] Imputed(Imputer imputer, ModelInput input, bool[] removed)
    {
        var values = new float[input.Shape.Length];
        imputer.Impute(input, removed, 0, values);
        return values;
    }
}
