using Saliency.Detection;
using Saliency.Perturbation;
using Saliency.Tests.Detection;

namespace Saliency.Tests.Reference;

/// <summary>D-RISE: similarities of given proposals to given detections, and the maps of given masks; a reference of the paper's formulas and XAITK.</summary>
[Category("Reference")]
internal sealed class DriseReferenceTests
{
    private static readonly ProposalLayout s_layout = new() { HasObjectness = true };

    private static IEnumerable<TestCaseData> Cases => ReferenceSet.Tests("perturbation", "drise/");

    [TestCaseSource(nameof(Cases))]
    public void DetectionTarget_OneProposal_Similarity(ReferenceCase reference)
    {
        var (targets, proposals) = (reference.Input("targets"), reference.Input("proposals"));
        var (each, columns) = (proposals.Shape[1], proposals.Shape[2]);
        var shape = new ImageShape(columns, 1, 1);
        var model = new GivenProposals(shape, [1, columns]);
        reference.AssertClose("similarity", [.. from sample in Enumerable.Range(0, proposals.Shape[0])
            from proposal in Enumerable.Range(0, each)
            let input = new ModelInput(shape, proposals[sample, proposal].Floats)
            from target in Enumerable.Range(0, targets.Shape[0])
            select TargetOf(targets[target], 0).Resolve(model, input).Evaluate(model.Answer(input), 0)]);
    }

    [TestCaseSource(nameof(Cases))]
    public void DetectionTarget_AllProposals_Weights(ReferenceCase reference) => reference.AssertClose("weights", Weights(reference, 0));

    [TestCaseSource(nameof(Cases))]
    public void MaskedSum_GivenMasks_Maps(ReferenceCase reference)
    {
        int masks = reference.Input("masks").Shape[0];
        var weights = Weights(reference, 0);
        // The sum itself: a divisor of one.
        reference.AssertClose("saliency", Maps(reference, weights, MaskDivisor.Expected, 1.0 / masks));
        reference.AssertClose("saliency_over_coverage", Maps(reference, weights, MaskDivisor.Cover, 1));
    }

    // XAITK counts the pixels of both edges to a box: its right and bottom lie one further. Then each map by its maximum.
    [TestCaseSource(nameof(Cases))]
    public void MaskedSum_BoxesWithBothEdges_MapsOfXaitk(ReferenceCase reference)
    {
        float[] maps = Maps(reference, Weights(reference, 1), MaskDivisor.Cover, 1);
        int plane = maps.Length / reference.Input("targets").Shape[0];
        reference.AssertClose("xaitk", [.. maps.Chunk(plane).SelectMany(map => map.Select(v => v / map.Max()))]);
    }

    private static double[] Weights(ReferenceCase reference, float wider)
    {
        var (targets, proposals) = (reference.Input("targets"), reference.Input("proposals"));
        var (each, columns) = (proposals.Shape[1], proposals.Shape[2]);
        var shape = new ImageShape(each * columns, 1, 1);
        var model = new GivenProposals(shape, [each, columns]);
        return [.. from sample in Enumerable.Range(0, proposals.Shape[0])
            let input = new ModelInput(shape, [.. proposals[sample].Floats.Select((v, i) => i % columns is 2 or 3 ? v + wider : v)])
            from target in Enumerable.Range(0, targets.Shape[0])
            select TargetOf(targets[target], wider).Resolve(model, input).Evaluate(model.Answer(input), 0)];
    }

    private static DetectionTarget TargetOf(ReferenceArray row, float wider)
    {
        float[] v = row.Floats;
        return new DetectionTarget(s_layout, new Box(v[0], v[1], v[2] + wider, v[3] + wider), v.AsSpan(5));
    }

    private static float[] Maps(ReferenceCase reference, double[] weights, MaskDivisor divisor, double expected)
    {
        var masks = reference.Input("masks");
        int count = masks.Shape[0], targets = weights.Length / count;
        var input = new ModelInput(new ImageShape(1, masks.Shape[1], masks.Shape[2]), new float[masks.Shape[1] * masks.Shape[2]]);
        return [.. Enumerable.Range(0, targets).SelectMany(target =>
        {
            var sum = new MaskedSum(input, [], count, (i, mask) => masks[i].Floats.CopyTo(mask), divisor, expected);
            sum.Accept(0, [.. Enumerable.Range(0, count).Select(i => weights[(i * targets) + target])], masks.Floats);
            return sum.Map().Values.ToArray();
        })];
    }
}
