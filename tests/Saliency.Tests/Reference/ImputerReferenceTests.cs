namespace Saliency.Tests.Reference;

/// <summary>Imputation against pytorch-grad-cam's and ROAD's own, inpainting against OpenCV's and scikit-image's.</summary>
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
        int holes = Hole(reference).Count(hole => hole);
        foreach (int radius in reference.WholeNumbers("radii"))
            foreach (var (key, imputer) in new[] { ($"telea_{radius}", Imputer.Telea(radius)), ($"navier_stokes_{radius}", Imputer.NavierStokes(radius)) })
            {
                float[] filled = Inpainted(imputer, reference);
                reference.AssertClose(key, filled);
                double apart = filled.Zip(reference.Expected(key).Values, (a, b) => Math.Abs(a - b)).Sum() / (3 * holes);
                Assert.That(apart, Is.LessThan(3), key);
            }
    }

    // A linear system has one answer: the case's notes ask for 0.1 of 255, and the solver stops at about a millionth of the range.
    [TestCaseSource(nameof(InpaintCases))]
    public void Biharmonic_OfScikitImage_SameImages(ReferenceCase reference) =>
        Assert.That(Inpainted(Imputer.Biharmonic(), reference), Is.EqualTo(reference.Expected("biharmonic").Floats).Within(3e-4f));

    private static bool[] Hole(ReferenceCase reference) => Array.ConvertAll(reference.Input("mask").Values, hole => hole != 0);

    /// <summary>The case's image, filled, its channels together at each pixel as in the case.</summary>
    private static float[] Inpainted(Imputer imputer, ReferenceCase reference)
    {
        var image = reference.Input("image");
        float[] planes = [.. Enumerable.Range(0, 3).SelectMany(c => image.Floats.Where((_, i) => i % 3 == c))];
        float[] filled = Imputed(imputer, new ModelInput(new ImageShape(3, image.Shape[0], image.Shape[1]), planes), Hole(reference));
        return [.. Enumerable.Range(0, filled.Length).Select(i => filled[((i % 3) * (filled.Length / 3)) + (i / 3)])];
    }

    private static float[] Imputed(Imputer imputer, ModelInput input, bool[] removed)
    {
        var values = new float[input.Shape.Length];
        imputer.Impute(input, removed, 0, values);
        return values;
    }
}
