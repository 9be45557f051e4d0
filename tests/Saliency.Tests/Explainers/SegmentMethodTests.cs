using Saliency.Explainers;
using Saliency.Imaging;
using Saliency.Perturbation;

namespace Saliency.Tests.Explainers;

internal sealed class SegmentMethodTests
{
    private static readonly ImageShape Shape = new(1, 2, 4);

    private static readonly ModelInput Ramp = new(Shape, [1, 2, 3, 4, 5, 6, 7, 8]);

    private static readonly Segmenter Halves = new GridSegmenter(new GridSegmenterOptions { Rows = 1, Columns = 2 });

    [Test]
    public void FeatureAblation_SegmentMeans_DropFromTheMean()
    {
        var model = new PixelFunction(Shape, x => x[0] + (10 * x[7]));
        var values = new FeatureAblation(model, new FeatureAblationOptions { Segmenter = Halves, Imputer = null }).Attribute(Ramp, Target.Class(0)).Values;
        // Means of (1, 2, 5, 6) and of (3, 4, 7, 8).
        Assert.That(values, Is.EqualTo(new[] { 1 - 3.5, 10 * (8 - 5.5) }).Within(1e-5));
    }

    private static IEnumerable<Imputer> Imputers => [Imputer.Telea(), Imputer.NavierStokes(), Imputer.Biharmonic(), Imputer.NoisyLinear(0), Imputer.NoisyLinear(0.1, 3), Baseline.Blur(3, 1), Baseline.GaussianNoise(4)];

    [TestCaseSource(nameof(Imputers))]
    public void FeatureAblation_AnyImputer_DropToWhatItMakesOfTheRest(Imputer imputer)
    {
        var input = Contracts.Pattern.Input(new ImageShape(2, 6, 8), 3);
        static double F(float[] x) => x.Select((v, i) => v * Math.Sin(i)).Sum();
        var segments = new GridSegmenter(new GridSegmenterOptions { Rows = 2, Columns = 2 });
        var result = new FeatureAblation(new PixelFunction(input.Shape, F), new FeatureAblationOptions { Segmenter = segments, Imputer = imputer }).Attribute(input, Target.Class(0));
        double[] expected = [.. Enumerable.Range(0, 4).Select(segment =>
        {
            var image = new float[input.Shape.Length];
            imputer.Impute(input, [.. result.Segments.Labels.ToArray().Select(label => label == segment)], segment, image);
            return F(input.Values.ToArray()) - F(image);
        })];
        Assert.That(result.Values, Is.EqualTo(expected).Within(1e-5));
        Assert.That(expected, Is.All.Not.Zero);
    }

    [Test]
    public void SegmentedImage_SegmentShownInPart_MixedWithWhatIsFilledIn()
    {
        var image = new SegmentedImage(Ramp, Halves.Segment(Ramp), Imputer.NoisyLinear(0));
        float[] removed = new float[8], mixed = new float[8];
        image.Fill([1, 0], 0, removed);
        image.Fill([1, 0.25f], 0, mixed);
        Assert.That(mixed, Is.EqualTo(Enumerable.Range(0, 8).Select(p => p % 4 < 2 ? Ramp.Values[p] : (0.25f * Ramp.Values[p]) + (0.75f * removed[p]))).Within(1e-6));
        Assert.That(removed[3], Is.LessThan(4));
    }

    [TestCaseSource(nameof(Imputers))]
    public void PartitionShap_AnyImputer_PixelsAddUpToTheDifference(Imputer imputer)
    {
        static double F(float[] x) => Math.Tanh(x.Select((v, i) => v * Math.Sin(i)).Sum());
        var input = Contracts.Pattern.Input(new ImageShape(2, 6, 8), 3);
        var map = new PartitionShap(new PixelFunction(input.Shape, F), new PartitionShapOptions { MaximumRuns = 61, Imputer = imputer }).Explain(input, Target.Class(0));
        var hidden = new float[input.Shape.Length];
        imputer.Impute(input, [.. Enumerable.Repeat(true, input.Shape.PlaneLength)], 0, hidden);
        Assert.That(map.Values.ToArray().Sum(v => (double)v), Is.EqualTo(F(input.Values.ToArray()) - F(hidden)).Within(1e-5));
    }

    [Test]
    public void New_ImputerThatDoesNotFit_Refused()
    {
        var model = new PixelFunction(Shape, x => x[0]);
        Assert.That(() => new FeatureAblation(model, new FeatureAblationOptions { Imputer = Baseline.Color(1, 2) }), Throws.ArgumentException);
        Assert.That(() => new PartitionShap(model, new PartitionShapOptions { Imputer = Baseline.Color(1, 2) }), Throws.ArgumentException);
    }

    [Test]
    public void FeaturePermutation_SumOfPixels_NothingIsLost()
    {
        var model = new PixelFunction(Shape, x => x.Sum());
        var values = new FeaturePermutation(model, new FeaturePermutationOptions { Segmenter = Halves }).Attribute(Ramp, Target.Class(0)).Values;
        Assert.That(values, Is.All.Zero.Within(1e-5));
    }

    [Test]
    public void FeaturePermutation_OnePixel_DropsToTheMeanOfItsSegment()
    {
        var model = new PixelFunction(Shape, x => x[7]);
        var result = new FeaturePermutation(model, new FeaturePermutationOptions { Segmenter = Halves, RepeatCount = 400 }).Attribute(Ramp, Target.Class(0));
        Assert.That(result.Values[0], Is.Zero);
        Assert.That(result.Values[1], Is.EqualTo(8 - 5.5).Within(4 * result.StandardErrors[1]));
        Assert.That(result.StandardErrors[1], Is.InRange(0.03, 0.25));
    }

    // f = a + b·c with shares uniform in 0..1, by hand: var a = 1/12, E var(bc|c) = 1/36, var bc = 7/144.
    // Homma's differs by the mean of f times a difference of means: the design is even enough to hide that, its parts are not.
    [TestCase(SobolEstimator.Jansen, 0.02)]
    [TestCase(SobolEstimator.Homma, 0.3)]
    [TestCase(SobolEstimator.Janon, 0.02)]
    [TestCase(SobolEstimator.Glen, 0.02)]
    public void Sobol_SumAndProduct_TotalIndices(SobolEstimator estimator, double mostError)
    {
        var shape = new ImageShape(1, 2, 2);
        var model = new PixelFunction(shape, x => x[0] + (x[1] * x[2]));
        var options = new SobolOptions { Segmenter = new GridSegmenter(new GridSegmenterOptions { Rows = 2, Columns = 2 }), DesignCount = 4096, Estimator = estimator };
        var result = new Sobol(model, options).Attribute(new ModelInput(shape, [1, 1, 1, 1]), Target.Class(0));
        double variance = (1 / 12.0) + (7 / 144.0);
        Assert.That(result.Values, Is.EqualTo(new[] { 1 / 12.0 / variance, 1 / 36.0 / variance, 1 / 36.0 / variance, 0 }).Within(0.02));
        Assert.That(result.StandardErrors.Max(), Is.LessThan(mostError));
    }

    [Test]
    public void Hsic_SegmentThatDecides_FarAboveTheOthers()
    {
        var shape = new ImageShape(1, 2, 2);
        var model = new PixelFunction(shape, x => 1 + x[0] + (0.2 * x[1]));
        var options = new HsicOptions { Segmenter = new GridSegmenter(new GridSegmenterOptions { Rows = 2, Columns = 2 }) };
        var values = new Hsic(model, options).Attribute(new ModelInput(shape, [1, 1, 1, 1]), Target.Class(0)).Values;
        Assert.That(values, Is.All.GreaterThanOrEqualTo(0));
        Assert.That(values[0], Is.GreaterThan(10 * values[1]));
        Assert.That(values[1], Is.GreaterThan(values[2]).And.GreaterThan(values[3]));
    }

    [Test]
    public void Hsic_OtherSeeds_SpreadAsTheErrorsSay()
    {
        var shape = new ImageShape(1, 2, 2);
        var model = new PixelFunction(shape, x => 1 + x[0] + (0.5 * x[1] * x[2]));
        var options = new HsicOptions { Segmenter = new GridSegmenter(new GridSegmenterOptions { Rows = 2, Columns = 2 }), SampleCount = 200, KernelWidth = 1 };
        ToldErrors.AssertAsTheSpread(3, seed => new Hsic(model, options with { Seed = seed }).Attribute(new ModelInput(shape, [1, 1, 1, 1]), Target.Class(0)));
    }

    [Test]
    public void Hsic_UntilError_EndsEarlyWithinIt()
    {
        var shape = new ImageShape(1, 2, 2);
        var model = new PixelFunction(shape, x => 1 + x[0] + (0.2 * x[1]));
        var options = new HsicOptions { Segmenter = new GridSegmenter(new GridSegmenterOptions { Rows = 2, Columns = 2 }), SampleCount = 4000, UntilError = 0.05 };
        var found = new Hsic(model, options).Attribute(new ModelInput(shape, [1, 1, 1, 1]), Target.Class(0));
        Assert.That(found.Origin.ModelRuns, Is.LessThan(4001));
        Assert.That(Math.Sqrt(found.StandardErrors.Average(e => e * e)), Is.LessThanOrEqualTo(0.05 * (found.Values.Max() - found.Values.Min())));
    }

    [Test]
    public void Occlusion_Ellipse_HidesNoCorners()
    {
        var seen = new List<float[]>();
        var shape = new ImageShape(1, 4, 6);
        var model = new PixelFunction(shape, x => { lock (seen) seen.Add(x); return 0; });
        new Occlusion(model, new OcclusionOptions { Window = (4, 6), Stride = (4, 6), Shape = WindowShape.Ellipse }).Explain(new ModelInput(shape, Enumerable.Repeat(1f, 24).ToArray()), Target.Class(0));
        // (x − 2.5)²/9 + (y − 1.5)²/4 ≤ 1 at the pixels' centres.
        Assert.That(seen[1], Is.EqualTo(new float[] { 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1 }));
    }

    // The image is filled, the answer folded, the sample forgotten: what is left are the test model's own arrays.
    [TestCase("Lime")]
    [TestCase("KernelShap")]
    [TestCase("ShapleySampling")]
    [TestCase("Sobol")]
    public void Explain_FurtherSamples_AllocateNothing(string method)
    {
        var shape = new ImageShape(1, 64, 64);
        var input = new ModelInput(shape, new float[shape.Length]);
        var model = new Still(shape);
        var grid = new GridSegmenter();
        SegmentExplainer Make(int count) => method switch
        {
            "Lime" => new Lime(model, new LimeOptions { Segmenter = grid, SampleCount = 49 * count }),
            "KernelShap" => new KernelShap(model, new KernelShapOptions { Segmenter = grid, SampleCount = 49 * count }),
            "ShapleySampling" => new ShapleySampling(model, new ShapleySamplingOptions { Segmenter = grid, OrderCount = count }),
            _ => new Sobol(model, new SobolOptions { Segmenter = grid, DesignCount = count }),
        };
        long Allocated(int count)
        {
            long before = GC.GetTotalAllocatedBytes(true);
            Make(count).Explain(input, Target.Class(0), new RunContext { BatchSize = 32 });
            return GC.GetTotalAllocatedBytes(true) - before;
        }
        Allocated(16);
        double perSample = (Allocated(116) - Allocated(16)) / (100.0 * 49);
        TestContext.Out.WriteLine($"{perSample:F1} bytes for each sample");
        // An image takes 16384 bytes; what another test allocates meanwhile is in the count.
        Assert.That(perSample, Is.LessThan(200));
    }

    /// <summary>Answers by one pixel, without allocating.</summary>
    private sealed class Still(ImageShape shape) : IModel
    {
        public string Name => "still";

        public ImageShape InputShape => shape;

        public IReadOnlyList<OutputInfo> Outputs { get; } = [new OutputInfo("values", [1], ScoreKind.Values)];

        public void Run(ReadOnlySpan<float> images, int count, ModelAnswer answer)
        {
            var values = answer.Prepare(0, count, 1);
            for (int i = 0; i < count; i++) values[i] = images[i * shape.Length];
        }
    }

    [Test]
    public void StandardError_OfAnotherSize_Refused() =>
        Assert.That(() => new SaliencyMap(2, 2, new float[4]) { StandardError = new SaliencyMap(1, 4, new float[4]) }, Throws.ArgumentException.With.Message.Contains("2×2"));

    [Test]
    public void SegmentAttribution_WrongNumbers_Refused()
    {
        var segments = Halves.Segment(Ramp);
        Assert.That(() => new SegmentAttribution(segments, [1, 2, 3]), Throws.ArgumentException.With.Message.Contains("2 values"));
        Assert.That(() => new SegmentAttribution(segments, [1, double.NaN]), Throws.ArgumentException);
        Assert.That(() => new SegmentAttribution(segments, [1, 2], null, [1]), Throws.ArgumentException.With.Message.Contains("2 errors"));
    }

    [Test]
    public void SegmentAttribution_ToMap_EveryPixelItsSegmentsValueAndError()
    {
        var map = new SegmentAttribution(Halves.Segment(Ramp), [1, -2], null, [0.5, 0.25]).ToMap();
        Assert.That(map.Values.ToArray(), Is.EqualTo(new float[] { 1, 1, -2, -2, 1, 1, -2, -2 }));
        Assert.That(map.StandardError!.Values.ToArray(), Is.EqualTo(new[] { 0.5f, 0.5f, 0.25f, 0.25f, 0.5f, 0.5f, 0.25f, 0.25f }));
    }
}
