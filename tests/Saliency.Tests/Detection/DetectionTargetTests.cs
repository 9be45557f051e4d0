using Saliency.Detection;
using Saliency.Explainers;
using Saliency.Tests.Contracts;

namespace Saliency.Tests.Detection;

internal sealed class DetectionTargetTests
{
    private const int Classes = 3;
    private static readonly Box Wanted = new(2, 3, 9, 8);

    private static IEnumerable<TestCaseData> Layouts => from form in Enum.GetValues<BoxForm>()
        from unit in Enum.GetValues<BoxUnit>()
        from axis in Enum.GetValues<ProposalAxis>()
        from kind in new[] { ScoreKind.Logits, ScoreKind.MultiLabelLogits, ScoreKind.Probabilities }
        from objectness in new[] { false, true }
        from background in new Index?[] { null, ^1 }
        select new TestCaseData(new ProposalLayout { Form = form, Unit = unit, Axis = axis, Kind = kind, HasObjectness = objectness, Background = background });

    [TestCaseSource(nameof(Layouts))]
    public void Evaluate_AnyLayout_EqualsThePlainFormula(ProposalLayout layout)
    {
        var (model, input, plain) = Detector(layout);
        var objective = new DetectionTarget(layout, Wanted, Mixture).Resolve(model, input);
        double expected = plain.Max(p => p.Box.IoU(Wanted) * p.Objectness * p.Classes.Zip(Mixture, (a, b) => a * b).Sum() / (Norm(p.Classes) * Norm([.. Mixture.Select(v => (double)v)])));
        Assert.That(objective.Evaluate(model.Answer(input), 0), Is.EqualTo(expected).Within(1e-6).And.GreaterThan(0.05));
    }

    [TestCaseSource(nameof(Layouts))]
    public void Differentiate_AnyLayout_EqualsCentralDifferences(ProposalLayout layout)
    {
        var (model, input, _) = Detector(layout);
        var objective = new DetectionTarget(layout, Wanted, Mixture).Resolve(model, input);
        var cotangent = new float[model.Outputs[0].Length];
        Array.Fill(cotangent, 9);
        objective.Differentiate(model.Answer(input), 0, "proposals", cotangent);
        const float Step = 1f / 4096;
        for (int i = 0; i < model.Outputs[0].Length; i++)
        {
            double expected = (At(i, Step) - At(i, -Step)) / (2 * Step);
            // Boxes are floats: their rounding over the step is what a difference cannot see.
            Assert.That(cotangent[i], Is.EqualTo(expected).Within(layout.Unit == BoxUnit.Shares ? 0.03 : 0.003), $"number {i}");
        }
        Assert.That(cotangent.Count(v => v != 0), Is.GreaterThanOrEqualTo(4));

        double At(int i, float step)
        {
            float[] moved = input.Values.ToArray();
            moved[i] += step;
            return objective.Evaluate(model.Answer(new ModelInput(input.Shape, moved)), 0);
        }
    }

    [TestCaseSource(nameof(Layouts))]
    public void Read_AnyLayout_BoxesClassesAndScores(ProposalLayout layout)
    {
        var (model, input, plain) = Detector(layout);
        var found = layout.Read(model, model.Answer(input), minimumScore: 0);
        Assert.That(found, Has.Length.EqualTo(plain.Length));
        foreach (var (read, expected) in found.Zip(plain))
        {
            double best = expected.Classes.Max();
            Assert.That(new[] { read.Box.Left, read.Box.Top, read.Box.Right, read.Box.Bottom }, Is.EqualTo(new[] { expected.Box.Left, expected.Box.Top, expected.Box.Right, expected.Box.Bottom }).Within(1e-4));
            Assert.That(read.Class, Is.EqualTo(Array.IndexOf(expected.Classes, best)));
            Assert.That(read.Score, Is.EqualTo(layout.HasObjectness ? best * expected.Objectness : best).Within(1e-6));
        }
    }

    [Test]
    public void Resolve_NothingWanted_TheSurestProposalFitsItself()
    {
        var layout = new ProposalLayout { HasObjectness = true };
        var (model, input, plain) = Detector(layout);
        double surest = plain.Max(p => p.Objectness * p.Classes.Max()), objectness = plain.First(p => p.Objectness * p.Classes.Max() == surest).Objectness;
        var objective = new DetectionTarget(layout).Resolve(model, input);
        // Its IoU and cosine with itself are 1; others may still score higher by their objectness.
        Assert.That(objective.Evaluate(model.Answer(input), 0), Is.GreaterThanOrEqualTo(objectness - 1e-6));
    }

    [Test]
    public void Evaluate_ClassAtAPlace_ShareOfThatClass()
    {
        var model = Proposals(1);
        var layout = new ProposalLayout();
        var input = new ModelInput(model.InputShape, [2, 3, 9, 8, 0.3f, 0, 0.4f]);
        var objective = new DetectionTarget(layout, new DetectedObject(Wanted, 2, 1)).Resolve(model, input);
        // IoU 1, cosine 0.4/0.5, surest class 0.4.
        Assert.That(objective.Evaluate(model.Answer(input), 0), Is.EqualTo(0.8 * 0.4).Within(1e-6));
        Assert.That(objective.Description, Does.Contain("class 2").And.Contain("2, 3 to 9, 8"));
    }

    [Test]
    public void Evaluate_NoOverlap_ZeroWithoutGradient()
    {
        var model = Proposals(1);
        var input = new ModelInput(model.InputShape, [20, 20, 30, 30, 0.3f, 0, 0.4f]);
        var objective = new DetectionTarget(new ProposalLayout(), new DetectedObject(Wanted, 2, 1)).Resolve(model, input);
        var cotangent = new float[7];
        objective.Differentiate(model.Answer(input), 0, "proposals", cotangent);
        Assert.That((objective.Evaluate(model.Answer(input), 0), cotangent.Max(Math.Abs)), Is.EqualTo((0.0, 0f)));
    }

    [Test]
    public void Rise_DetectorThatSeesAThingInACorner_MapPeaksThere()
    {
        var map = new Rise(new CornerDetector(), RiseOptions.Detection with { MaskCount = 600, Cells = 4, Normalization = MaskNormalization.Realized })
            .Explain(new ModelInput(CornerDetector.Shape, [.. Enumerable.Repeat(1f, CornerDetector.Shape.Length)]), new DetectionTarget(new ProposalLayout { Boxes = "boxes", Scores = "scores", Form = BoxForm.RowsFirst, Unit = BoxUnit.Shares }));
        double inside = Mean(map, CornerDetector.Thing), all = map.Values.ToArray().Average();
        Assert.That(inside, Is.GreaterThan(1.1 * all));
    }

    [Test]
    public void Resolve_OutputOfAnotherForm_RefusedWithItsShape() =>
        Assert.That(() => new DetectionTarget(new ProposalLayout()).Resolve(EchoModel.Vector(4), EchoModel.Input(new ImageShape(4, 1, 1), 1)),
            Throws.ArgumentException.With.Message.Contains("of 4"));

    [Test]
    public void Resolve_OutputTheModelHasNot_RefusedWithItsNames() =>
        Assert.That(() => new DetectionTarget(new ProposalLayout { Boxes = "dets" }).Resolve(Proposals(1), new ModelInput(new ImageShape(7, 1, 1), new float[7])),
            Throws.ArgumentException.With.Message.Contains("proposals").And.Message.Contains("dets"));

    [Test]
    public void Resolve_ClassTheDetectorHasNot_RefusedWithTheRange() =>
        Assert.That(() => new DetectionTarget(new ProposalLayout(), new DetectedObject(Wanted, 3, 1)).Resolve(Proposals(1), new ModelInput(new ImageShape(7, 1, 1), [2, 3, 9, 8, 1, 0, 0])),
            Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("0 to 2"));

    [Test]
    public void Resolve_NoProposalWithAScore_Refused() =>
        Assert.That(() => new DetectionTarget(new ProposalLayout()).Resolve(Proposals(1), new ModelInput(new ImageShape(7, 1, 1), new float[7])), Throws.InvalidOperationException);

    [Test]
    public void New_EmptyBox_Refused() =>
        Assert.That(() => new DetectionTarget(new ProposalLayout(), new DetectedObject(new Box(3, 3, 3, 9), 0, 1)), Throws.ArgumentException.With.Message.Contains("3, 3, 3, 9"));

    private static float[] Mixture => [0.2f, 0.7f, 0.1f];

    private static GivenProposals Proposals(int count) => new(new ImageShape(count * (4 + Classes), 1, 1), [count, 4 + Classes]);

    private static double Norm(double[] values) => Math.Sqrt(values.Sum(v => v * v));

    private static double Mean(SaliencyMap map, Box box)
    {
        var mask = box.ToMask(map.Height, map.Width);
        return Enumerable.Range(0, map.Values.Length).Where(p => mask.Values[p]).Average(p => map.Values[p]);
    }

    /// <summary>Four proposals, written as a layout has them, and read here in the plainest way. With a background, the last of the three classes is it.</summary>
    private static (GivenProposals Model, ModelInput Input, (Box Box, double Objectness, double[] Classes)[] Plain) Detector(ProposalLayout layout)
    {
        (float L, float T, float R, float B)[] boxes = [(1, 2, 8, 9.5f), (3.5f, 2.5f, 10, 7), (14, 12, 20, 18), (0.5f, 4, 6, 7.5f)];
        int numbers = 4 + (layout.HasObjectness ? 1 : 0) + Classes, count = boxes.Length;
        var raw = new float[count * numbers];
        var plain = new (Box, double, double[])[count];
        var shape = new ImageShape(raw.Length, 20, 25);
        for (int i = 0; i < count; i++)
        {
            float[] noise = Array.ConvertAll(Pattern.Values(1 + Classes, 50 + i), v => MathF.Round(v * 64) / 64);
            float[] scores = layout.Kind == ScoreKind.Probabilities ? Array.ConvertAll(noise, v => (v + 1.5f) / 4) : Array.ConvertAll(noise, v => 2 * v);
            var (l, t, r, b) = boxes[i];
            float[] box = layout.Form switch { BoxForm.Corners => [l, t, r, b], BoxForm.RowsFirst => [t, l, b, r], _ => [(l + r) / 2, (t + b) / 2, r - l, b - t] };
            for (int k = 0; k < 4; k++)
                if (layout.Unit == BoxUnit.Shares) box[k] /= (k + (layout.Form == BoxForm.RowsFirst ? 1 : 0)) % 2 == 0 ? 25 : 20;
            float[] row = [.. box, .. layout.HasObjectness ? scores[..1] : [], .. scores[1..]];
            for (int k = 0; k < numbers; k++) raw[layout.Axis == ProposalAxis.First ? (i * numbers) + k : (k * count) + i] = row[k];
            double[] classes = [.. scores[1..].Select(v => layout.Kind switch { ScoreKind.Logits => Math.Exp(v) / scores[1..].Sum(u => Math.Exp(u)), ScoreKind.MultiLabelLogits => Sigmoid(v), _ => v })];
            if (layout.Background is not null) classes[^1] = 0;
            double objectness = !layout.HasObjectness ? classes.Max() : layout.Kind == ScoreKind.Probabilities ? scores[0] : Sigmoid(scores[0]);
            plain[i] = (new Box(l, t, r, b), objectness, classes);
        }
        return (new GivenProposals(shape, layout.Axis == ProposalAxis.First ? [count, numbers] : [numbers, count]), new ModelInput(shape, [.. raw, .. new float[shape.Length - raw.Length]]), plain);
    }

    private static double Sigmoid(double v) => 1 / (1 + Math.Exp(-v));
}
