using Saliency.Metrics;
using Saliency.Perturbation;

namespace Saliency.Tests.Reference;

/// <summary>The metrics of Quantus (a feature there is one channel of one pixel), captum's infidelity and Xplique's μFidelity.</summary>
[Category("Reference")]
internal sealed class QuantusReferenceTests
{
    private static IEnumerable<TestCaseData> FlippingCases => Cases("pixel_flipping");

    private static IEnumerable<TestCaseData> EstimateCases => Cases("faithfulness_estimate");

    private static IEnumerable<TestCaseData> CorrelationCases => Cases("faithfulness_correlation");

    private static IEnumerable<TestCaseData> AryaCases => Cases("monotonicity_arya");

    private static IEnumerable<TestCaseData> NguyenCases => Cases("monotonicity_nguyen");

    private static IEnumerable<TestCaseData> RegionCases => ReferenceSet.Tests("metrics", "faithfulness/region_perturbation");

    private static IEnumerable<TestCaseData> SelectivityCases => Cases("selectivity");

    private static IEnumerable<TestCaseData> SensitivityCases => Cases("sensitivity_n");

    private static IEnumerable<TestCaseData> MuFidelityCases => Cases("mufidelity");

    private static IEnumerable<TestCaseData> CaptumCases => Cases("captum_infidelity");

    private static IEnumerable<TestCaseData> BlockCases => Cases("infidelity_blocks");

    [TestCaseSource(nameof(FlippingCases))]
    public void PixelFlipping_OfQuantus_SameCurvesAndAreas(ReferenceCase reference)
    {
        var results = ByFeature(reference, model => new PixelFlipping(model, Steps(reference)));
        reference.AssertClose("curves", [.. results.SelectMany(r => r.Curve!.Y)]);
        reference.AssertClose("auc", Values(results));
        reference.AssertClose("auc_mean", Values(results).Average());
    }

    [TestCaseSource(nameof(EstimateCases))]
    public void FaithfulnessEstimate_OfQuantus_Same(ReferenceCase reference) =>
        reference.AssertClose("scores", Values(ByFeature(reference, model => new FaithfulnessEstimate(model, Steps(reference)))));

    [TestCaseSource(nameof(CorrelationCases))]
    public void FaithfulnessCorrelation_OfQuantusSubsets_Same(ReferenceCase reference)
    {
        var subsets = reference.Input("subsets");
        var options = new FaithfulnessCorrelationOptions { Runs = reference.WholeNumber("runs"), SubsetPixels = reference.WholeNumber("subset_size") };
        reference.AssertClose("scores", Values(ByFeature(reference, (model, i) => new FaithfulnessCorrelation(model, options, (run, removed) =>
        {
            foreach (int feature in subsets[i, run].Ints) removed[feature] = true;
        }))));
    }

    [TestCaseSource(nameof(AryaCases))]
    public void Monotonicity_OfArya_SameCurvesAndShares(ReferenceCase reference)
    {
        var results = ByFeature(reference, model => new Monotonicity(model, Steps(reference)));
        reference.AssertClose("curves", [.. results.SelectMany(r => r.Curve!.Y)]);
        reference.AssertClose("non_decreasing_fraction", Values(results));
        Assert.That(results.Select(r => r.Value == 1 ? 1 : 0), Is.EqualTo(reference.Expected("monotone").Ints));
    }

    [TestCaseSource(nameof(NguyenCases))]
    public void MonotonicityCorrelation_OfQuantus_Same(ReferenceCase reference) =>
        reference.AssertClose("scores", Values(ByFeature(reference, model => new MonotonicityCorrelation(model, Steps(reference)))));

    [TestCaseSource(nameof(RegionCases))]
    public void RegionPerturbation_OfQuantus_SameDrops(ReferenceCase reference)
    {
        var order = reference.Parameter("order").GetString() == "morf" ? RemovalOrder.MostRelevantFirst : RemovalOrder.LeastRelevantFirst;
        var options = new PatchRemovalOptions { PatchPixels = reference.WholeNumber("patch"), Patches = reference.WholeNumber("regions") };
        reference.AssertClose("drops", [.. ByPixel(reference, model => new RegionPerturbation(model, order, options)).SelectMany(r => r.Curve!.Y)]);
    }

    [TestCaseSource(nameof(SelectivityCases))]
    public void Selectivity_OfQuantus_SameCurvesAndArea(ReferenceCase reference)
    {
        var results = ByPixel(reference, model => new Selectivity(model, new PatchRemovalOptions { PatchPixels = reference.WholeNumber("patch") }));
        reference.AssertClose("curves", [.. results.SelectMany(r => r.Curve!.Y)]);
        reference.AssertClose("auc_mean", Values(results).Average());
    }

    // Quantus correlates over images: its numbers are made here of what pixel flipping measures and the steps' sums.
    [TestCaseSource(nameof(SensitivityCases))]
    public void PixelFlipping_CorrelatedOverImages_SensitivityNOfQuantus(ReferenceCase reference)
    {
        using var model = reference.LoadModel();
        int step = reference.WholeNumber("features_in_step");
        ReferenceArray images = reference.Input("images"), attributions = reference.Input("attributions");
        double largest = attributions.Values.Max(Math.Abs);
        var drops = new List<double[]>();
        var sums = new List<double[]>();
        foreach (var (i, target) in reference.WholeNumbers("targets").Index())
        {
            var input = images[i].ToInput();
            var map = ChannelsAsPixels.Map(attributions[i]);
            double untouched = Target.Class(target).Resolve(model, input, ScoreScale.Probability).Evaluate(model.Answer(input), 0);
            var curve = new PixelFlipping(new ChannelsAsPixels(model), Steps(reference)).Evaluate(map, ChannelsAsPixels.Input(images[i]), Target.Class(target)).Curve!;
            drops.Add([.. curve.Y.Select(score => untouched - score)]);
            sums.Add(Array.ConvertAll(PixelGroups.Ranked(map.Values, RemovalOrder.MostRelevantFirst, PixelGroups.EndsOfSteps(map.Values.Length, step)).Sums(map.Values), s => s / largest));
        }
        int kept = reference.Expected("correlations").Values.Length;
        reference.AssertClose("correlations", [.. Enumerable.Range(0, kept).Select(k => Saliency.Numerics.Correlation.Pearson((double[])[.. drops.Select(d => d[k])], [.. sums.Select(s => s[k])]))]);
    }

    [TestCaseSource(nameof(MuFidelityCases))]
    public void MuFidelity_OfXpliquesMasks_Same(ReferenceCase reference)
    {
        using var model = reference.LoadModel();
        var grids = reference.Input("grid_masks");
        var options = new MuFidelityOptions { Cells = reference.WholeNumber("grid"), Runs = reference.WholeNumber("samples") };
        int width = model.InputShape.Width, cells = options.Cells;
        var metric = new MuFidelity(model, options, (run, removed) =>
            RandomSubsets.Spread(Array.ConvertAll(grids[run].Values, keep => keep == 0), cells, cells, removed.Length / width, width, removed));
        double[] values = [.. reference.WholeNumbers("targets").Select((target, i) =>
            metric.Evaluate(reference.Input("saliency")[i].ToMap(), reference.Input("images")[i].ToInput(), Target.Class(target)).Value)];
        reference.AssertClose("correlations", values);
        reference.AssertClose("mean", values.Average());
    }

    [TestCaseSource(nameof(CaptumCases))]
    public void Infidelity_OfCaptum_Same(ReferenceCase reference)
    {
        ReferenceArray images = reference.Input("images"), attributions = reference.Input("attributions"), noise = reference.Input("noise"), keep = reference.Input("keep");
        using var model = reference.LoadModel();
        var flat = new ChannelsAsPixels(model);
        int samples = reference.WholeNumber("samples"), plane = model.InputShape.PlaneLength;
        foreach (bool normalized in new[] { false, true })
        {
            var options = new InfidelityOptions { Runs = samples, Normalized = normalized };
            double[] noisy = Each(i => new Infidelity(flat, options with { Promise = InfidelityPromise.Gradient, Imputer = new Subtracted(noise[i]) }, (_, removed) => removed.Fill(true)), a => a);
            double[] local = Each(i => new Infidelity(flat, options with { Promise = InfidelityPromise.Gradient }, Kept(i)), a => a);
            double[] global = Each(i => new Infidelity(flat, options with { Promise = InfidelityPromise.Contribution }, Kept(i)), Multiplied);
            string suffix = normalized ? "_normalized" : "";
            reference.AssertClose("noise" + suffix, noisy);
            reference.AssertClose("removal_global" + suffix, global);
            if (!normalized) reference.AssertClose("removal_local", local);
        }

        double[] Each(Func<int, Infidelity> metric, Func<float[], float[]> change) => [.. reference.WholeNumbers("targets").Select((target, i) =>
        {
            _image = images[i].Floats;
            var input = ChannelsAsPixels.Input(images[i]);
            var map = ChannelsAsPixels.Map(attributions[i]);
            return metric(i).Evaluate(new SaliencyMap(map.Height, map.Width, change(map.Values.ToArray())), input, Target.Class(target)).Value;
        })];
        RemovalSource Kept(int i) => (sample, removed) =>
        {
            for (int f = 0; f < removed.Length; f++) removed[f] = keep[i, sample].Values[f % plane] == 0;
        };
    }

    [TestCaseSource(nameof(BlockCases))]
    public void Infidelity_OfBlocks_OneAtATimeAndCumulative(ReferenceCase reference)
    {
        using var model = reference.LoadModel();
        int side = reference.WholeNumber("patch"), width = model.InputShape.Width, height = model.InputShape.Height, across = width / side;
        var options = new InfidelityOptions { Runs = across * (height / side), Promise = InfidelityPromise.Gradient, Normalized = false, Scale = ScoreScale.Probability };
        foreach (string key in new[] { "independent", "cumulative" })
        {
            bool cumulative = key == "cumulative";
            reference.AssertClose(key, Values(ByFeature(reference, flat => new Infidelity(flat, options, (block, removed) =>
            {
                for (int f = 0; f < removed.Length; f++)
                {
                    int own = (f % (width * height) / width / side * across) + (f % width / side);
                    removed[f] = cumulative ? own <= block : own == block;
                }
            }))));
        }
    }

    private float[] _image = [];

    private float[] Multiplied(float[] attributions) => [.. attributions.Zip(_image, (a, x) => a * x)];

    private static IEnumerable<TestCaseData> Cases(string name) => ReferenceSet.Tests("metrics", label => label == $"faithfulness/{name}");

    private static OrderedRemovalOptions Steps(ReferenceCase reference) => new() { StepPixels = reference.WholeNumber("features_in_step") };

    private static double[] Values(MetricResult[] results) => Array.ConvertAll(results, r => r.Value);

    private static MetricResult[] ByFeature(ReferenceCase reference, Func<IModel, IModelMetric> make) => ByFeature(reference, (model, _) => make(model));

    private static MetricResult[] ByFeature(ReferenceCase reference, Func<IModel, int, IModelMetric> make)
    {
        using var model = reference.LoadModel();
        var flat = new ChannelsAsPixels(model);
        ReferenceArray images = reference.Input("images"), attributions = reference.Input("attributions");
        return [.. reference.WholeNumbers("targets").Select((target, i) =>
            make(flat, i).Evaluate(ChannelsAsPixels.Map(attributions[i]), ChannelsAsPixels.Input(images[i]), Target.Class(target)))];
    }

    private static MetricResult[] ByPixel(ReferenceCase reference, Func<IModel, IModelMetric> make)
    {
        using var model = reference.LoadModel();
        ReferenceArray images = reference.Input("images"), attributions = reference.Input("attributions");
        return [.. reference.WholeNumbers("targets").Select((target, i) =>
            make(model).Evaluate(ChannelsAsPixels.Summed(attributions[i]), images[i].ToInput(), Target.Class(target)))];
    }

    /// <summary>The image less a stored change, another for each sample.</summary>
    private sealed class Subtracted(ReferenceArray changes) : Imputer
    {
        public override void Impute(ModelInput input, ReadOnlySpan<bool> removed, int sample, Span<float> values)
        {
            float[] change = changes[sample].Floats;
            for (int i = 0; i < values.Length; i++) values[i] = input.Values[i] - change[i];
        }
    }
}
