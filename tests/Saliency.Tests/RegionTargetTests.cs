namespace Saliency.Tests;

internal sealed class RegionTargetTests
{
    private static readonly ImageShape Shape = new(3, 4, 5);
    private static readonly ModelInput Input = EchoModel.Input(Shape, 4);

    private static IEnumerable<TestCaseData> Forms => from kind in Enum.GetValues<ScoreKind>()
        from scale in Enum.GetValues<ScoreScale>()
        from pooling in Enum.GetValues<ScorePooling>()
        from masked in new[] { false, true }
        select new TestCaseData(kind, scale, pooling, masked);

    [TestCaseSource(nameof(Forms))]
    public void Evaluate_AnyForm_EqualsThePlainFormula(ScoreKind kind, ScoreScale scale, ScorePooling pooling, bool masked)
    {
        double total = 0;
        int pixels = 0;
        for (int p = 0; p < Shape.PlaneLength; p++)
        {
            double[] z = [.. Enumerable.Range(0, 3).Select(c => (double)Input.Values[(c * Shape.PlaneLength) + p])];
            if (!(masked ? Left.Values[p] : z[1] > z[0] && z[1] >= z[2])) continue;
            pixels++;
            total += (scale, kind) switch
            {
                (ScoreScale.Probability, ScoreKind.Logits) => Math.Exp(z[1]) / z.Sum(Math.Exp),
                (ScoreScale.Probability, ScoreKind.MultiLabelLogits) => 1 / (1 + Math.Exp(-z[1])),
                _ => z[1],
            };
        }
        Assert.That(pixels, Is.InRange(1, Shape.PlaneLength - 1));
        var model = EchoModel.Planes(Shape, kind);
        var objective = Region(pooling, masked).Resolve(model, Input, scale);
        Assert.That(objective.Evaluate(model.Answer(Input), 0), Is.EqualTo(pooling == ScorePooling.Mean ? total / pixels : total).Within(1e-12));
    }

    [TestCaseSource(nameof(Forms))]
    public void Differentiate_AnyForm_EqualsCentralDifferences(ScoreKind kind, ScoreScale scale, ScorePooling pooling, bool masked) =>
        EchoModel.Planes(Shape, kind).AssertDifferences(Region(pooling, masked), Input, scale);

    [Test]
    public void Resolve_OwnRegion_FixedOnTheUntouchedImage()
    {
        var model = EchoModel.Planes(Shape);
        var objective = Target.Region(1).Resolve(model, Input);
        // All pixels now speak for the class; the region stays what it was.
        var all = new ModelInput(Shape, [.. Input.Values.ToArray().Select((v, i) => i / Shape.PlaneLength == 1 ? 1f : 0f)]);
        Assert.That(objective.Evaluate(model.Answer(all), 0), Is.InRange(1, Shape.PlaneLength - 1));
    }

    [Test]
    public void Resolve_ClassThatWinsNowhere_Refused()
    {
        var nowhere = new ModelInput(Shape, [.. Input.Values.ToArray().Select((v, i) => i / Shape.PlaneLength == 2 ? -9f : v)]);
        Assert.That(() => Target.Region(2).Resolve(EchoModel.Planes(Shape), nowhere), Throws.InvalidOperationException.With.Message.Contains("class 2"));
    }

    [Test]
    public void Resolve_MaskOfAnotherSize_RefusedWithBoth() =>
        Assert.That(() => Target.Region(1, new Mask(2, 2, [true, true, true, true])).Resolve(EchoModel.Planes(Shape), Input),
            Throws.ArgumentException.With.Message.Contains("4×5").And.Message.Contains("2×2"));

    [Test]
    public void Resolve_OutputWithoutPlanes_RefusedWithItsShape() =>
        Assert.That(() => Target.Region(1).Resolve(EchoModel.Vector(6), EchoModel.Input(new ImageShape(6, 1, 1), 1)), Throws.ArgumentException.With.Message.Contains("of 6"));

    [Test]
    public void Resolve_ClassBeyondTheModels_RefusedWithTheRange() =>
        Assert.That(() => Target.Region(3).Resolve(EchoModel.Planes(Shape), Input), Throws.InstanceOf<ArgumentOutOfRangeException>().With.Message.Contains("0 to 2"));

    [Test]
    public void Resolve_OutputOfOneClassWithoutMask_Refused()
    {
        var shape = new ImageShape(1, 4, 5);
        Assert.That(() => Target.Region(0).Resolve(EchoModel.Planes(shape), EchoModel.Input(shape, 1)), Throws.InvalidOperationException.With.Message.Contains("mask"));
    }

    [Test]
    public void Region_EmptyMask_Refused() => Assert.That(() => Target.Region(1, new Mask(1, 2, [false, false])), Throws.ArgumentException);

    private static Mask Left { get; } = new(4, 5, [.. Enumerable.Range(0, 20).Select(p => p % 5 < 2)]);

    private static Target Region(ScorePooling pooling, bool masked) => Target.Region(1, masked ? Left : null, pooling);
}
