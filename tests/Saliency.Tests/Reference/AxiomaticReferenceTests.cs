using Saliency.Explainers;
using Saliency.Metrics;

namespace Saliency.Tests.Reference;

/// <summary>Metrics of axioms, IROF, sufficiency and curves of sets, against Quantus, PAIR and references of their definitions.</summary>
[Category("Reference")]
internal sealed class AxiomaticReferenceTests
{
    private static IEnumerable<TestCaseData> CompletenessCases => ReferenceSet.Tests("metrics", "axiomatic/completeness");

    private static IEnumerable<TestCaseData> NonSensitivityCases => ReferenceSet.Tests("metrics", "axiomatic/non_sensitivity");

    private static IEnumerable<TestCaseData> InvarianceCases => ReferenceSet.Tests("metrics", "axiomatic/input_invariance");

    private static IEnumerable<TestCaseData> IrofCases => ReferenceSet.Tests("metrics", "faithfulness/irof");

    private static IEnumerable<TestCaseData> SufficiencyCases => ReferenceSet.Tests("metrics", "faithfulness/sufficiency");

    private static IEnumerable<TestCaseData> AggregateCases => ReferenceSet.Tests("metrics", "pic/aggregate_");

    [TestCaseSource(nameof(CompletenessCases))]
    public void Completeness_OfStoredAttributions_SameGaps(ReferenceCase reference)
    {
        using var model = reference.LoadModel();
        foreach (string key in new[] { "integrated_gradients", "gradient_input" })
        {
            double[] gaps = [.. reference.WholeNumbers("targets").Select((target, i) => new Completeness(model)
                .Evaluate(ChannelsAsPixels.Summed(reference.Input(key)[i]), reference.Input("images")[i].ToInput(), Target.Class(target)).Value)];
            var expected = reference.Expected($"gap_{key}");
            Close.Assert(expected with { Values = Array.ConvertAll(expected.Values, Math.Abs) }, gaps, reference.ToleranceOf($"gap_{key}"), key);
        }
    }

    [TestCaseSource(nameof(CompletenessCases))]
    public void Completeness_OfIntegratedGradients_SameSums(ReferenceCase reference)
    {
        using var model = reference.LoadModel();
        var method = new IntegratedGradients(model, new IntegratedGradientsOptions { Steps = 300 });
        foreach (var (i, target) in reference.WholeNumbers("targets").Index())
        {
            var input = reference.Input("images")[i].ToInput();
            Assert.That(new Completeness(model).Evaluate(method.Explain(input, Target.Class(target)), input, Target.Class(target)).Value, Is.LessThan(0.05 * Math.Abs(reference.Expected("delta").Values[i])));
        }
    }

    [TestCaseSource(nameof(NonSensitivityCases))]
    public void NonSensitivity_OfQuantus_SameCounts(ReferenceCase reference)
    {
        using var model = reference.LoadModel();
        var options = new NonSensitivityOptions { Threshold = reference.Number("eps"), StepPixels = reference.WholeNumber("features_in_step") };
        reference.AssertClose("counts", [.. reference.WholeNumbers("targets").Select((target, i) => new NonSensitivity(new ChannelsAsPixels(model), options)
            .Evaluate(ChannelsAsPixels.Map(reference.Input("attributions")[i]), ChannelsAsPixels.Input(reference.Input("images")[i]), Target.Class(target)).Value)]);
    }

    [TestCaseSource(nameof(InvarianceCases))]
    public void InputInvariance_OfShiftedModel_GradientIsGradientTimesInputIsNot(ReferenceCase reference)
    {
        using var model = reference.LoadModel();
        using var shifted = reference.LoadBeside(reference.Parameter("shifted_model").GetString()!);
        float shift = (float)reference.Number("shift");
        foreach (var (i, target) in reference.WholeNumbers("targets").Index())
        {
            var input = reference.Input("images")[i].ToInput();
            var gradient = new InputInvariance(model, new Gradient(shifted), shift).Evaluate(new Gradient(model), input, Target.Class(target));
            var product = new InputInvariance(model, new GradientTimesInput(shifted), shift).Evaluate(new GradientTimesInput(model), input, Target.Class(target));
            Assert.That(gradient.Value < 1e-3, Is.EqualTo(reference.Expected("gradient_invariant").Values[i] != 0));
            Assert.That(product.Value < 1e-3, Is.EqualTo(reference.Expected("gradient_input_invariant").Values[i] != 0));
        }
    }

    [TestCaseSource(nameof(IrofCases))]
    public void Irof_OfStoredSegments_SameAreas(ReferenceCase reference)
    {
        using var model = reference.LoadModel();
        foreach (string fill in new[] { "zero", "mean" })
        {
            reference.AssertClose($"aoc_{fill}", [.. reference.WholeNumbers("targets").Select((target, i) =>
            {
                // The mean over the channels orders segments as their sum does.
                var map = ChannelsAsPixels.Summed(reference.Input("attributions")[i]);
                var segments = Segmentation.FromLabels(map.Height, map.Width, reference.Input("segments")[i].Ints);
                Imputer imputer = fill == "zero" ? Baseline.Zero : new RunningMean();
                return new Irof(model, Segmenter.Given(segments), new IrofOptions { Imputer = imputer }).Evaluate(map, reference.Input("images")[i].ToInput(), Target.Class(target), new RunContext { MaxDegreeOfParallelism = 1 }).Value;
            })]);
        }
    }

    [TestCaseSource(nameof(SufficiencyCases))]
    public void Sufficiency_OfQuantus_Same(ReferenceCase reference)
    {
        using var model = reference.LoadModel();
        var flat = new ChannelsAsPixels(model);
        (ModelInput Input, SaliencyMap Map)[] all = [.. reference.WholeNumbers("targets").Select((_, i) => (ChannelsAsPixels.Input(reference.Input("images")[i]), ChannelsAsPixels.Map(reference.Input("attributions")[i])))];
        foreach (double threshold in reference.Numbers("thresholds"))
        {
            reference.AssertClose($"scores_{(int)Math.Round(100 * threshold)}", [.. all.Select((own, i) => new Sufficiency(flat, [.. all.Where((_, j) => j != i)], new SufficiencyOptions { Distance = threshold })
                .Evaluate(own.Map, own.Input, Target.Predicted).Value)]);
        }
    }

    [TestCaseSource(nameof(AggregateCases))]
    public void Curve_OfSeveral_SameMeanMedianAndAreas(ReferenceCase reference)
    {
        var rows = reference.Input("curves");
        int points = reference.WholeNumber("points");
        Curve[] curves = [.. Enumerable.Range(0, rows.Shape[0]).Select(row => new Curve([.. Enumerable.Range(0, points + 1).Select(i => (double)i / points)], [.. rows[row].Values]))];
        reference.AssertClose("mean_curve", [.. Curve.Mean(curves).Y]);
        reference.AssertClose("mean_auc", Curve.Mean(curves).Area());
        reference.AssertClose("median_curve", [.. Curve.Median(curves).Y]);
        reference.AssertClose("median_auc", Curve.Median(curves).Area());
    }

    /// <summary>Each step's pixels become the mean, over pixels and channels, of the image as the steps before left it. Told of the steps in order.</summary>
    private sealed class RunningMean : Imputer
    {
        private readonly Lock _lock = new();
        private readonly List<(bool[] Removed, float[] Image)> _steps = [];

        public override void Impute(ModelInput input, ReadOnlySpan<bool> removed, int sample, Span<float> values)
        {
            var own = removed.ToArray();
            lock (_lock)
            {
                // The metric asks once for everything removed, to see whether the imputer fits.
                var before = _steps.Where(step => Count(step.Removed) < Count(own)).OrderBy(step => Count(step.Removed)).LastOrDefault((new bool[own.Length], input.Values.ToArray()));
                float[] image = [.. before.Item2];
                float mean = (float)image.Average(v => (double)v);
                for (int i = 0; i < image.Length; i++)
                    if (own[i % own.Length] && !before.Item1[i % own.Length]) image[i] = mean;
                if (input.Values.ContainsAnyExcept(0)) _steps.Add((own, image));
                image.CopyTo(values);
            }
        }

        private static int Count(bool[] removed) => removed.Count(r => r);
    }
}
