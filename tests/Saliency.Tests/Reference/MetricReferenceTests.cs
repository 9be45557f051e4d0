using Saliency.Metrics;
using Saliency.Numerics;

namespace Saliency.Tests.Reference;

/// <summary>The metrics that ask a model against RISE's evaluation and Xplique's rule.</summary>
[Category("Reference")]
public class MetricReferenceTests
{
    private static IEnumerable<TestCaseData> GameCases => ReferenceSet.Tests("metrics", "faithfulness/insertion_deletion");

    private static IEnumerable<TestCaseData> CausalFidelityCases => ReferenceSet.Tests("metrics", "faithfulness/causal_fidelity");

    [TestCaseSource(nameof(GameCases))]
    public void DeletionAndInsertion_OfRise_SameCurvesAndAreas(ReferenceCase reference)
    {
        var (map, input, target) = Game(reference);
        using var model = reference.LoadModel();
        int step = reference.WholeNumber("step");
        var blur = Baseline.Blur(reference.WholeNumber("klen"), reference.Number("sigma"));
        var order = new int[map.Values.Length];
        Ranking.Descending(map.Values, order);
        Assert.That(order, Is.EqualTo(reference.Expected("order").Ints), "order");
        foreach (var (key, baseline) in new[] { ("zero", Baseline.Zero), ("blur", blur) })
        {
            Check(reference, $"deletion_{key}", new Deletion(model, new DeletionOptions { StepPixels = step, Imputer = baseline }).Evaluate(map, input, target));
            Check(reference, $"insertion_{key}", new Insertion(model, new InsertionOptions { StepPixels = step, Imputer = baseline }).Evaluate(map, input, target));
        }
    }

    [TestCaseSource(nameof(CausalFidelityCases))]
    public void DeletionAndInsertion_OfXplique_SameCurvesAndAreas(ReferenceCase reference)
    {
        var (map, input, target) = Game(reference);
        using var model = reference.LoadModel();
        int steps = reference.WholeNumber("steps");
        var baseline = Baseline.Color(reference.Parameter("baseline").GetSingle());
        Check(reference, "deletion", new Deletion(model, new DeletionOptions { Steps = steps, Imputer = baseline }).Evaluate(map, input, target));
        Check(reference, "insertion", new Insertion(model, new InsertionOptions { Steps = steps, Imputer = baseline }).Evaluate(map, input, target));
    }

    private static (SaliencyMap Map, ModelInput Input, Target Target) Game(ReferenceCase reference) =>
        (reference.Input("saliency").ToMap(), reference.Input("image").ToInput(), Target.Class(reference.WholeNumber("target")));

    private static void Check(ReferenceCase reference, string key, MetricResult result)
    {
        double[] curve = [.. result.Curve!.Y];
        Close.Assert(reference.Expected(key), curve, reference.ToleranceOf(key), key);
        reference.AssertClose($"{key}_auc", result.Value);
    }
}
