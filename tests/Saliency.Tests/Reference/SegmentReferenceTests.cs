using Saliency.Explainers;
using Saliency.Imaging;
using Saliency.Perturbation;

namespace Saliency.Tests.Reference;

/// <summary>Methods over segments, given the segments and the coalitions that other libraries drew.</summary>
[Category("Reference")]
internal sealed class SegmentReferenceTests
{
    private static readonly (string Key, LimeSelection Selection, int? Count)[] s_fits =
    [
        ("all", LimeSelection.Automatic, null), ("none", LimeSelection.None, null), ("forward_5", LimeSelection.Forward, 5), ("forward_5", LimeSelection.Automatic, 5),
        ("highest_8", LimeSelection.HighestWeights, 8), ("lasso_5", LimeSelection.LassoPath, 5),
    ];

    private static IEnumerable<TestCaseData> LimeCases => ReferenceSet.Tests("perturbation", "lime/");

    private static IEnumerable<TestCaseData> ShapleyCases => ReferenceSet.Tests("perturbation", "shapley/");

    private static IEnumerable<TestCaseData> AblationMaps => ReferenceSet.Tests("perturbation", label => label == "occlusion/segments");

    private static IEnumerable<TestCaseData> AblationCases => ReferenceSet.Tests("explainers", "feature_ablation_");

    private static IEnumerable<TestCaseData> ExactCases => ReferenceSet.Tests("explainers", "shapley_exact_");

    private static IEnumerable<TestCaseData> SobolCases => ReferenceSet.Tests("perturbation", "sobol/");

    private static IEnumerable<TestCaseData> HsicCases => ReferenceSet.Tests("perturbation", "hsic/");

    [TestCaseSource(nameof(LimeCases))]
    public void Lime_StoredSamples_KernelAndScores(ReferenceCase reference)
    {
        var rows = reference.Input("samples");
        int segments = rows.Shape[1];
        var options = new LimeOptions { KernelWidth = reference.Number("kernel_width") };
        reference.AssertClose("kernel", [.. Enumerable.Range(0, rows.Shape[0]).Select(i => LimeGame.Kernel(options, (int)rows[i].Values.Sum(), segments))]);
        var scores = new Scores(rows.Shape[0], Source(rows, 0), Setting(reference, HiddenOf(reference)));
        Play(reference, scores);
        reference.AssertClose("predictions", [.. scores.Values]);
    }

    [TestCaseSource(nameof(LimeCases))]
    public void Lime_StoredSamples_FitsOfEverySelection(ReferenceCase reference)
    {
        var rows = reference.Input("samples");
        Assert.That(rows[0].Values, Is.All.EqualTo(1), "Row 0 is the untouched image.");
        var plain = new LimeOptions { SampleCount = rows.Shape[0], KernelWidth = reference.Number("kernel_width"), Penalty = reference.Number("alpha") };
        var setting = Setting(reference, HiddenOf(reference));
        foreach (var (key, selection, count) in s_fits)
        {
            var game = new LimeGame(setting, plain with { Selection = selection, FeatureCount = count }, Source(rows, 1));
            Play(reference, game);
            var fit = game.Fit(0);
            Assert.That(fit.Selected, Is.EqualTo(reference.Expected($"selected_{key}").Ints), key);
            reference.AssertClose($"coefficients_{key}", [.. fit.Weights.Values]);
            reference.AssertClose($"intercept_{key}", fit.Intercept);
            reference.AssertClose($"r2_{key}", fit.RSquared);
            reference.AssertClose($"local_prediction_{key}", fit.LocalPrediction);
        }
    }

    [TestCaseSource(nameof(ShapleyCases))]
    public void ExactShapley_GivenSegments_ValuesThatAddUp(ReferenceCase reference)
    {
        using var model = reference.LoadModel();
        foreach (var (key, index) in new[] { ("shapley", PowerIndex.Shapley), ("banzhaf", PowerIndex.Banzhaf) })
        {
            var options = new ExactShapleyOptions { Index = index, Segmenter = SegmenterOf(reference, "segments"), Imputer = Baseline.Image(reference.Input("baseline").ToInput()) };
            var result = new ExactShapley(model, options).Attribute(reference.Input("image").ToInput(), Target.Class(reference.WholeNumber("target")));
            reference.AssertClose(key, [.. result.Values]);
            reference.AssertClose("base_value", result.Intercept!.Value);
            if (index == PowerIndex.Shapley) reference.AssertClose("full_value", result.Intercept.Value + result.Values.Sum());
        }
    }

    [TestCaseSource(nameof(ShapleyCases))]
    public void KernelShap_AllCoalitions_ShapleyValues(ReferenceCase reference)
    {
        using var model = reference.LoadModel();
        var options = new KernelShapOptions { Segmenter = SegmenterOf(reference, "segments"), Imputer = Baseline.Image(reference.Input("baseline").ToInput()) };
        var result = new KernelShap(model, options).Attribute(reference.Input("image").ToInput(), Target.Class(reference.WholeNumber("target")));
        reference.AssertClose("kernel_shap_full", [.. result.Values]);
        Assert.That(result.StandardErrors, Is.Empty);
    }

    [TestCaseSource(nameof(ShapleyCases))]
    public void KernelShap_StoredCoalitions_LeastSquares(ReferenceCase reference)
    {
        int segments = reference.WholeNumber("features");
        var coalitions = reference.Input("coalitions");
        int[] sizes = [.. Enumerable.Range(0, coalitions.Shape[0]).Select(i => (int)coalitions[i].Values.Sum())];
        double[] weights = reference.Expected("kernel_weights").Values;
        for (int i = 0; i < sizes.Length; i++)
            if (sizes[i] > 0 && sizes[i] < segments) Assert.That(KernelShapGame.Kernel(segments, sizes[i]), Is.EqualTo(weights[i]).Within(1e-6 * weights[i]));
        var rows = reference.Input("partial");
        int[] inner = [.. Enumerable.Range(0, rows.Shape[0]).Where(i => rows[i].Values.Sum() is var size && size > 0 && size < segments)];
        var setting = Setting(reference, Baseline.Image(reference.Input("baseline").ToInput()));
        var game = new KernelShapGame(setting, inner.Length, (sample, kept) => rows[inner[sample]].Floats.CopyTo(kept), size => KernelShapGame.Kernel(segments, size), true, null);
        Play(reference, game);
        reference.AssertClose("kernel_shap_partial", [.. game.Result(0).Values]);
    }

    [TestCaseSource(nameof(AblationMaps))]
    public void FeatureAblation_GivenSegments_Map(ReferenceCase reference)
    {
        using var model = reference.LoadModel();
        var options = new FeatureAblationOptions { Segmenter = SegmenterOf(reference, "segments"), Imputer = Baseline.Color((float)reference.Number("value")) };
        reference.AssertClose("map", new FeatureAblation(model, options).Explain(reference.Input("image").ToInput(), Target.Class(reference.WholeNumber("target"))).Values);
    }

    [TestCaseSource(nameof(AblationCases))]
    public void FeatureAblation_GivenSegments_Drops(ReferenceCase reference) => AssertSegmentValues(reference, "segments12",
        (model, segmenter, baseline) => new FeatureAblation(model, new FeatureAblationOptions { Segmenter = segmenter, Imputer = baseline, Scale = ScoreScale.Native }));

    [TestCaseSource(nameof(ExactCases))]
    public void ExactShapley_GivenSegments_Values(ReferenceCase reference) => AssertSegmentValues(reference, "segments5",
        (model, segmenter, baseline) => new ExactShapley(model, new ExactShapleyOptions { Segmenter = segmenter, Imputer = baseline, Scale = ScoreScale.Native }));

    [TestCaseSource(nameof(SobolCases))]
    public void Sobol_StoredDesign_AllEstimators(ReferenceCase reference)
    {
        var masks = reference.Input("masks");
        int grid = reference.WholeNumber("grid"), designs = reference.WholeNumber("design");
        var setting = GridSetting(reference, grid);
        foreach (var (key, estimator) in new[] { ("jansen", SobolEstimator.Jansen), ("homma", SobolEstimator.Homma), ("saltelli", SobolEstimator.Homma), ("janon", SobolEstimator.Janon), ("glen", SobolEstimator.Glen) })
        {
            var game = new SobolGame(setting, new SobolOptions { DesignCount = designs, Estimator = estimator }, (point, shares, second) => masks[(second ? designs : 0) + point].Floats.CopyTo(shares));
            Play(reference, game);
            reference.AssertClose(key, [.. game.Result(0).Values]);
        }
        var scores = new Scores(masks.Shape[0], Source(masks, 0), setting);
        Play(reference, scores);
        reference.AssertClose("outputs", [.. scores.Values]);
    }

    // Over bits a kernel matters by k(0,0) + k(1,1) − 2·k(0,1) alone: 2 for the binary one, 2 − 2·exp(−2) for the radial one of width ½, 1 for Sobolev's.
    [TestCaseSource(nameof(HsicCases))]
    public void Hsic_StoredSamples_AllKernels(ReferenceCase reference)
    {
        var masks = reference.Input("masks");
        var setting = GridSetting(reference, reference.WholeNumber("grid"));
        var game = new HsicGame(setting, new HsicOptions { SampleCount = masks.Shape[0] }, Source(masks, 0));
        Play(reference, game);
        double[] values = [.. game.Result(0).Values];
        reference.AssertClose("binary", values);
        reference.AssertClose("rbf", [.. values.Select(v => v * (1 - Math.Exp(-2)))]);
        reference.AssertClose("sobolev", [.. values.Select(v => v / 2)]);
        var scores = new Scores(masks.Shape[0], Source(masks, 0), setting);
        Play(reference, scores);
        reference.AssertClose("outputs", [.. scores.Values]);
    }

    private static GameSetting GridSetting(ReferenceCase reference, int grid)
    {
        var input = reference.Input("image").ToInput();
        var segments = new GridSegmenter(new GridSegmenterOptions { Rows = grid, Columns = grid }).Segment(input);
        return new GameSetting(new SegmentedImage(input, segments, Baseline.Zero), [Untouched(reference, input)], [new MapOrigin("test")]);
    }

    private static double Untouched(ReferenceCase reference, ModelInput input)
    {
        using var model = reference.LoadModel();
        return Target.Class(reference.WholeNumber("target")).Resolve(model, input, ScoreScale.Probability).Evaluate(model.Answer(input), 0);
    }

    private static void AssertSegmentValues(ReferenceCase reference, string segments, Func<IModel, Segmenter, Baseline, SegmentExplainer> make)
    {
        foreach (var (path, _) in reference.Exports)
        {
            using var model = ReferenceCase.Load(path);
            var baseline = reference.HasInput("baseline") ? Baseline.Image(reference.Input("baseline").ToInput()) : Baseline.Zero;
            var explainer = make(model, SegmenterOf(reference, segments), baseline);
            // The targets of an image from one set of runs.
            foreach (var maps in reference.Maps().GroupBy(map => map.Place[0]))
            {
                var results = explainer.Attribute(maps.First().Input, [.. maps.Select(map => map.Target)]);
                foreach (var (map, result) in maps.Zip(results))
                    Close.Assert(reference.Expected("segment_values")[map.Place], result.Values.AsSpan(), reference.ToleranceOf("segment_values"), $"{reference.Name} {path}");
            }
        }
    }

    private static Segmenter SegmenterOf(ReferenceCase reference, string key)
    {
        var labels = reference.Input(key);
        return Segmenter.Given(new Segmentation(labels.Shape[0], labels.Shape[1], labels.Ints));
    }

    private static Baseline? HiddenOf(ReferenceCase reference) =>
        reference.Parameter("hide").ValueKind == System.Text.Json.JsonValueKind.Number ? Baseline.Color((float)reference.Number("hide")) : null;

    private static GameSetting Setting(ReferenceCase reference, Baseline? hidden)
    {
        var input = reference.Input("image").ToInput();
        var segments = SegmenterOf(reference, "segments").Segment(input);
        return new GameSetting(new SegmentedImage(input, segments, hidden), [Untouched(reference, input)], [new MapOrigin("test")]);
    }

    private static void Play(ReferenceCase reference, CoalitionGame game)
    {
        using var model = reference.LoadModel();
        var objective = Target.Class(reference.WholeNumber("target")).Resolve(model, reference.Input("image").ToInput(), ScoreScale.Probability);
        PerturbationLoop.Run(model, [objective], game, new RunContext { BatchSize = 20 }, CancellationToken.None);
    }

    private static CoalitionSource Source(ReferenceArray rows, int first) => (sample, kept) => rows[sample + first].Floats.CopyTo(kept);

    /// <summary>Writes the scores down.</summary>
    private sealed class Scores(int count, CoalitionSource source, GameSetting setting) : CoalitionGame(setting)
    {
        public List<double> Values { get; } = [];

        public override int Count => count;

        protected override void Draw(int sample, Span<float> kept) => source(sample, kept);

        protected override void Fold(int sample, ReadOnlySpan<float> kept, ReadOnlySpan<double> values) => Values.AddRange(values);

        protected override Saliency.Numerics.Estimate Estimate(int objective) => new(new double[Setting.Segments], []);
    }
}
