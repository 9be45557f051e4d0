using Saliency.Explainers;
using Saliency.Perturbation;
using Saliency.Tests.Contracts;

namespace Saliency.Tests.Perturbation;

internal sealed class GradientLoopTests
{
    private static readonly ImageShape Shape = new(3, 12, 10);

    // A gradient run keeps every activation of its batch: what docs/explainers/gradient.md says of batches.
    [TestCase(32, 8), TestCase(224, 3), TestCase(299, 1), TestCase(2000, 1)]
    public void GradientBatchSizeFor_ImagesOfASide_AsManyAsThePageSays(int side, int images)
    {
        Assert.That(RunContext.Default.GradientBatchSizeFor(new ImageShape(3, side, side), 200), Is.EqualTo(images));
        if (images > 1 || side == 299)
            Assert.That(File.ReadAllText(Architecture.Repository.At("docs/explainers/gradient.md")), Does.Contain(images == 8 ? "at most 8 images" : $"{images} at {side}×{side}"));
    }

    [TestCase(1)]
    [TestCase(4)]
    [TestCase(64)]
    public void Run_AnyBatchSize_EverySampleOnceWithItsImageAndScratch(int size)
    {
        var samples = new Counted(23);
        GradientLoop.Run(LinearModel.Usual(), null, samples, new RunContext { BatchSize = size }, CancellationToken.None);
        Assert.That(samples.Accepted, Is.EqualTo(Enumerable.Range(0, 23)));
        Assert.That(samples.Kept, Is.EqualTo(Enumerable.Range(0, 23).SelectMany(i => new[] { (float)i, i / 100f })));
    }

    [Test]
    public void Run_OfALayer_ItsActivationsAndTheirGradient()
    {
        var samples = new Counted(3);
        GradientLoop.Run(LinearModel.Usual(), "features", samples, null, CancellationToken.None);
        Assert.That((samples.ValueLength, samples.GradientLength), Is.EqualTo((210, 210)));
    }

    [Test]
    public void Run_WithoutBatchSize_AtMostEightAtOnce()
    {
        var log = new ProgressLog();
        GradientLoop.Run(LinearModel.Usual(), null, new Counted(23), new RunContext { Progress = log }, CancellationToken.None);
        Assert.That(log.Reports, Is.EqualTo(new RunProgress[] { new(8, 23), new(16, 23), new(23, 23) }));
    }

    [Test]
    public void Run_MemoryBudget_AThirtySecondOfTheImages()
    {
        var log = new ProgressLog();
        GradientLoop.Run(LinearModel.Usual(), null, new Counted(9), new RunContext { MemoryBudget = 3 * 32 * Shape.Length * sizeof(float), Progress = log }, CancellationToken.None);
        Assert.That(log.Reports[0].Done, Is.EqualTo(3));
    }

    [Test]
    public void Run_Sequential_FillsABatchOnlyAfterTheOneBefore()
    {
        var samples = new Counted(12, sequential: true);
        GradientLoop.Run(LinearModel.Usual(), null, samples, new RunContext { BatchSize = 3 }, CancellationToken.None);
        Assert.That(samples.AcceptedBeforeFill.Select((accepted, sample) => accepted == sample / 3 * 3), Is.All.True);
    }

    [Test]
    public void Run_ModelThatAnswersNaN_NamesOutputAndSample() =>
        Assert.That(() => GradientLoop.Run(ExplainerContractTests.Broken(7), null, new Counted(12), new RunContext { BatchSize = 4 }, CancellationToken.None),
            Throws.InstanceOf<ModelAnswerException>().With.Property("Output").EqualTo("logits").And.Property("Image").EqualTo(7));

    [Test]
    public void Run_GradientThatIsInfinite_NamesTheInputAndSample()
    {
        var model = LinearModel.Usual();
        Assert.That(() => GradientLoop.Run(model, null, new Counted(5, objective: new Steep(3)), new RunContext { BatchSize = 2 }, CancellationToken.None),
            Throws.InstanceOf<ModelAnswerException>().With.Property("Output").EqualTo("image").And.Property("Image").EqualTo(3));
    }

    // Several inputs of a sequential path walk together, in groups.
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(8)]
    public void GuidedPaths_InGroups_AsManyModelCallsAsStepsAndGroups(int group)
    {
        var model = LinearModel.Usual();
        ModelInput[] inputs = [.. Enumerable.Range(1, 5).Select(seed => Pattern.Input(Shape, seed))];
        var explainer = new GuidedIntegratedGradients(model, new() { Steps = 9 });
        explainer.Explain(inputs, Target.Predicted, new RunContext { BatchSize = group });
        int groups = (5 + group - 1) / group;
        Assert.That(model.Runs, Is.EqualTo((2 * groups) + (9 * groups)));
    }

    private sealed class Counted(int count, bool sequential = false, Steep? objective = null) : IGradientSamples
    {
        private readonly Objective _objective = Target.Class(1).Resolve(LinearModel.Usual(), Pattern.Input(Shape, 0));

        public List<int> Accepted { get; } = [];

        public List<float> Kept { get; } = [];

        public int[] AcceptedBeforeFill { get; } = new int[count];

        public int ValueLength { get; private set; }

        public int GradientLength { get; private set; }

        public int Count => count;

        public int ScratchLength => 1;

        public bool Sequential => sequential;

        public Objective ObjectiveOf(int sample) => objective?.Sample == sample ? objective : _objective;

        public void Fill(int sample, Span<float> image, Span<float> scratch)
        {
            AcceptedBeforeFill[sample] = Accepted.Count;
            image.Fill(sample / 100f);
            scratch[0] = sample;
        }

        public void Accept(int sample, ReadOnlySpan<float> value, ReadOnlySpan<float> gradient, ReadOnlySpan<float> scratch)
        {
            Accepted.Add(sample);
            Kept.AddRange([scratch[0], value[0]]);
            (ValueLength, GradientLength) = (value.Length, gradient.Length);
        }
    }

    private sealed class Steep(int sample) : Objective
    {
        public int Sample => sample;

        public override string Description => "steep";

        public override System.Collections.Immutable.ImmutableArray<string> Reads => ["logits"];

        public override bool IsLinear => true;

        public override double Evaluate(ModelAnswer answer, int image) => 0;

        public override void Differentiate(ModelAnswer answer, int image, string output, Span<float> cotangent) => cotangent.Fill(float.PositiveInfinity);
    }
}
