using System.Globalization;
using Saliency.Numerics;
using Saliency.Perturbation;
using Saliency.Tests.Numerics;

namespace Saliency.Tests.Reference;

/// <summary>RISE, given the grids and shifts that RISE's own code drew: masks, answers and maps.</summary>
[Category("Reference")]
internal sealed class RiseReferenceTests
{
    private static IEnumerable<TestCaseData> DrawnCases => ReferenceSet.Tests("perturbation", label => label.StartsWith("rise/", StringComparison.Ordinal) && label != "rise/statistics");

    private static IEnumerable<TestCaseData> ModelCases =>
        DrawnCases.Where(test => test.RunState != NUnit.Framework.Interfaces.RunState.Runnable || ((ReferenceCase)test.Arguments[0]!).HasModel);

    private static IEnumerable<TestCaseData> StatisticsCases => ReferenceSet.Tests("perturbation", label => label == "rise/statistics");

    [TestCaseSource(nameof(DrawnCases))]
    public void GridMask_GivenGridsAndShifts_MasksOfBothBorders(ReferenceCase reference)
    {
        foreach (var (key, border) in new[] { ("masks", GridBorder.Mirror), ("masks_edge_clamped", GridBorder.Clamp) })
        {
            var draws = new Draws(reference, border);
            int stored = reference.Expected(key).Shape[0];
            reference.AssertClose(key, [.. Enumerable.Range(0, stored).SelectMany(draws.Mask)]);
        }
    }

    [TestCaseSource(nameof(DrawnCases))]
    public void GridMask_BothBorders_AsFarApartAsStored(ReferenceCase reference)
    {
        Draws mirror = new(reference, GridBorder.Mirror), clamp = new(reference, GridBorder.Clamp);
        int stored = reference.Expected("masks").Shape[0];
        double largest = Enumerable.Range(0, stored).Max(i => mirror.Mask(i).Zip(clamp.Mask(i), (a, b) => Math.Abs((double)a - b)).Max());
        // The stored number is of all the masks that were drawn, of which these are the first few.
        Assert.That(largest, Is.GreaterThan(0).And.LessThanOrEqualTo(reference.Expected("edge_clamped_max_difference").Values[0] + reference.ToleranceOf("masks").Absolute));
    }

    [TestCaseSource(nameof(DrawnCases))]
    public void WeightedPlaneSum_AllMasks_SumAndMean(ReferenceCase reference)
    {
        var draws = new Draws(reference, GridBorder.Mirror);
        float[] masks = [.. Enumerable.Range(0, draws.Count).SelectMany(draws.Mask)];
        var sums = new double[masks.Length / draws.Count];
        WeightedPlaneSum.Add(masks, [.. Enumerable.Repeat(1.0, draws.Count)], sums);
        reference.AssertClose("masks_sum_map", sums);
        reference.AssertClose("masks_mean", sums.Average() / draws.Count);
    }

    [TestCaseSource(nameof(ModelCases))]
    public void PerturbationLoop_GivenMasks_AnswersAndMaps(ReferenceCase reference)
    {
        using var model = reference.LoadModel();
        var input = reference.Input("image").ToInput();
        var draws = new Draws(reference, GridBorder.Mirror);
        var expected = new MaskedSum(input, [], draws.Count, draws.Write, MaskDivisor.Expected, reference.Number("p1"));
        var cover = new MaskedSum(input, [], draws.Count, draws.Write, MaskDivisor.Cover, reference.Number("p1"));
        // Every output as an objective of its own; the target's alone is summed.
        int target = reference.WholeNumber("target");
        var answers = new List<double>();
        var classes = Enumerable.Range(0, model.Outputs[0].Length).Select(c => Target.Class(c).Resolve(model, input, ScoreScale.Probability));
        PerturbationLoop.Run(model, [.. classes], new Recorded([expected, cover], model.Outputs[0].Length, target, answers), new RunContext { BatchSize = 20 }, CancellationToken.None);
        reference.AssertClose("predictions", answers.ToArray());
        reference.AssertClose("saliency", expected.Map().Values);
        reference.AssertClose("saliency_coverage", cover.Map().Values);
    }

    [TestCaseSource(nameof(StatisticsCases))]
    public void GridMask_ManyDraws_StoredStatistics(ReferenceCase reference)
    {
        int[] size = reference.WholeNumbers("size");
        var tolerance = reference.ToleranceOf("");
        Assert.That(reference.ExpectedNames, Is.Not.Empty);
        foreach (string name in reference.ExpectedNames)
        {
            // s7_p0.5: the cells of a side and the probability.
            string[] parts = name.Split("_p");
            int cells = int.Parse(parts[0][1..], CultureInfo.InvariantCulture);
            double probability = double.Parse(parts[1], CultureInfo.InvariantCulture);
            var actual = MaskStatistics.Of(new GridMask(size[0], size[1], cells, cells, probability, GridBorder.Mirror, 1), reference.WholeNumber("count"));
            foreach (var (key, expected) in reference.ExpectedGroup(name))
                Assert.That(actual[key], Is.EqualTo(expected).Within(tolerance.Absolute + (tolerance.Relative * Math.Abs(expected))), $"{name}: {key}");
        }
    }

    /// <summary>The masks of the stored draws.</summary>
    private sealed class Draws
    {
        private readonly GridMask _generator;
        private readonly float[] _grids;
        private readonly int[] _shifts;

        public Draws(ReferenceCase reference, GridBorder border)
        {
            int cells = reference.WholeNumber("s");
            int[] size = reference.WholeNumbers("size");
            var grids = reference.Input("grids");
            (_grids, _shifts, Count) = (grids.Floats, reference.Input("shifts").Ints, grids.Shape[0]);
            _generator = new GridMask(size[0], size[1], cells, cells, reference.Number("p1"), border, 0);
            Assert.That(new[] { _generator.CellHeight, _generator.CellWidth }, Is.EqualTo(reference.WholeNumbers("cell")));
        }

        public int Count { get; }

        public void Write(int sample, Span<float> mask)
        {
            int cells = _generator.GridRows * _generator.GridColumns;
            _generator.Generate(_grids.AsSpan(sample * cells, cells), _shifts[2 * sample], _shifts[(2 * sample) + 1], mask);
        }

        public float[] Mask(int sample)
        {
            var mask = new float[_generator.Height * _generator.Width];
            Write(sample, mask);
            return mask;
        }
    }

    /// <summary>Writes down every answer and hands one class on.</summary>
    private sealed class Recorded(MaskedSum[] sums, int classes, int target, List<double> answers) : IPerturbation
    {
        public int Count => sums[0].Count;

        public int ScratchLength => sums[0].ScratchLength;

        public void Fill(int sample, Span<float> image, Span<float> scratch) => sums[0].Fill(sample, image, scratch);

        public void Accept(int first, ReadOnlySpan<double> values, ReadOnlySpan<float> scratch)
        {
            var own = new double[values.Length / classes];
            for (int i = 0; i < own.Length; i++) own[i] = values[(i * classes) + target];
            answers.AddRange(values);
            foreach (var sum in sums) sum.Accept(first, own, scratch);
        }
    }
}
