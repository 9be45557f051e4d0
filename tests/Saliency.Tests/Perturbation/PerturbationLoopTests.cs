using Saliency.Perturbation;
using Saliency.Tests.Contracts;

namespace Saliency.Tests.Perturbation;

internal sealed class PerturbationLoopTests
{
    private static readonly ImageShape Shape = new(3, 12, 10);

    [TestCase(1)]
    [TestCase(4)]
    [TestCase(10)]
    [TestCase(64)]
    public void Run_AnyBatchSize_EverySampleOnceInRisingOrder(int size)
    {
        var question = new CountedPerturbation(23);
        Run(LinearModel.Usual(), question, new RunContext { BatchSize = size });
        Assert.That(question.Accepted, Is.EqualTo(Enumerable.Range(0, 23)));
    }

    [TestCase(1)]
    [TestCase(4)]
    [TestCase(64)]
    public void Run_AnyBatchSize_ScratchComesBackWithItsSample(int size)
    {
        var question = new CountedPerturbation(23);
        Run(LinearModel.Usual(), question, new RunContext { BatchSize = size });
        Assert.That(question.Kept, Is.EqualTo(Enumerable.Range(0, 23).Select(i => (float)i)));
    }

    [TestCase(1)]
    [TestCase(4)]
    [TestCase(64)]
    public void Run_AnyBatchSize_ValuesOfEachImageAskedAlone(int size)
    {
        var model = LinearModel.Usual();
        var question = new CountedPerturbation(23);
        var objective = Target.Class(1).Resolve(model, Pattern.Input(Shape, 0));
        PerturbationLoop.Run(model, [objective], question, new RunContext { BatchSize = size }, CancellationToken.None);
        var alone = Enumerable.Range(0, 23).Select(i =>
        {
            var image = new float[Shape.Length];
            new CountedPerturbation(23).Fill(i, image, new float[1]);
            return objective.Evaluate(model.Answer(new ModelInput(Shape, image)), 0);
        });
        Assert.That(question.Values, Is.EqualTo(alone));
    }

    [Test]
    public void Run_TwoObjectives_BothForEachSample()
    {
        var model = LinearModel.Usual();
        var photo = Pattern.Input(Shape, 0);
        var question = new CountedPerturbation(5);
        PerturbationLoop.Run(model, [Target.Class(0).Resolve(model, photo), Target.Class(0, "sum").Resolve(model, photo)], new Doubled(question), null, CancellationToken.None);
        Assert.That(question.Values, Has.Count.EqualTo(10));
    }

    [Test]
    public void Run_TwentyThreeSamplesInBatchesOfFour_SixModelCalls()
    {
        var model = LinearModel.Usual();
        var objective = Target.Class(1).Resolve(model, Pattern.Input(Shape, 0));
        int before = model.Runs;
        PerturbationLoop.Run(model, [objective], new CountedPerturbation(23), new RunContext { BatchSize = 4 }, CancellationToken.None);
        Assert.That(model.Runs - before, Is.EqualTo(6));
    }

    [Test]
    public void Run_NoSamples_AsksNothing()
    {
        var log = new ProgressLog();
        var model = LinearModel.Usual();
        var objective = Target.Class(1).Resolve(model, Pattern.Input(Shape, 0));
        int before = model.Runs;
        PerturbationLoop.Run(model, [objective], new CountedPerturbation(0), new RunContext { Progress = log }, CancellationToken.None);
        Assert.That((model.Runs - before, log.Reports.Count), Is.EqualTo((0, 0)));
    }

    [Test]
    public void Run_Progress_AfterEveryBatch()
    {
        var log = new ProgressLog();
        Run(LinearModel.Usual(), new CountedPerturbation(10), new RunContext { BatchSize = 4, Progress = log });
        Assert.That(log.Reports, Is.EqualTo(new RunProgress[] { new(4, 10), new(8, 10), new(10, 10) }));
    }

    [Test]
    public void Run_MemoryBudgetOfThreeImages_BatchesOfThree()
    {
        var log = new ProgressLog();
        Run(LinearModel.Usual(), new CountedPerturbation(6), new RunContext { MemoryBudget = 3 * Shape.Length * sizeof(float), Progress = log });
        Assert.That(log.Reports[0].Done, Is.EqualTo(3));
    }

    [Test]
    public void Run_BatchSizeBelowOne_Refused() =>
        Assert.That(() => Run(LinearModel.Usual(), new CountedPerturbation(6), new RunContext { BatchSize = 0 }), Throws.InvalidOperationException.With.Message.Contains("at least 1"));

    [Test]
    public void Run_OneThread_NeverFillsTwoAtOnce()
    {
        int most = 0;
        CountedPerturbation? question = null;
        question = new CountedPerturbation(12, _ =>
        {
            most = Math.Max(most, question!.Active);
            Thread.Sleep(1);
        });
        Run(LinearModel.Usual(), question, new RunContext { BatchSize = 4, MaxDegreeOfParallelism = 1 });
        Assert.That(most, Is.EqualTo(1));
    }

    [TestCase(1)]
    [TestCase(6)]
    public void Run_FillThatThrows_EndsWithItAndLeavesNothingRunning(int bad)
    {
        var question = new CountedPerturbation(12, sample =>
        {
            if (sample == bad) throw new InvalidDataException("no such sample");
            Thread.Sleep(5);
        });
        Assert.That(() => Run(LinearModel.Usual(), question, new RunContext { BatchSize = 4 }), Throws.TypeOf<InvalidDataException>());
        Assert.That(question.Active, Is.Zero);
    }

    [Test]
    public void Run_ModelThatThrowsWhileTheNextBatchIsFilled_WaitsForTheFillers()
    {
        var question = new CountedPerturbation(40, sample => { if (sample >= 4) Thread.Sleep(20); });
        Assert.That(() => PerturbationLoop.Run(ExplainerContractTests.Hooked(run => { if (run > 1) throw new TimeoutException(); }), [Objective()], question,
            new RunContext { BatchSize = 4 }, CancellationToken.None), Throws.InstanceOf<TimeoutException>());
        Assert.That(question.Active, Is.Zero);
    }

    [Test]
    public void Run_CancelledByTheProgress_EndsWithinOneBatch()
    {
        using var source = new CancellationTokenSource();
        var question = new CountedPerturbation(40);
        var context = new RunContext { BatchSize = 4, Progress = new ProgressAction<RunProgress>(_ => source.Cancel()) };
        var model = LinearModel.Usual();
        Assert.That(() => PerturbationLoop.Run(model, [Target.Class(0).Resolve(model, Pattern.Input(Shape, 0))], question, context, source.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That((question.Accepted.Count, question.Active), Is.EqualTo((4, 0)));
    }

    [Test]
    public void Run_NoThreads_Refused() =>
        Assert.That(() => Run(LinearModel.Usual(), new CountedPerturbation(6), new RunContext { MaxDegreeOfParallelism = 0 }), Throws.InvalidOperationException.With.Message.Contains("at least one thread"));

    [Test]
    public void Run_PoolWithoutFreeThreads_EndsByItself()
    {
        ThreadPool.GetMinThreads(out int threads, out _);
        using var release = new ManualResetEventSlim();
        using var blocked = new CountdownEvent(4 * threads);
        for (int i = 0; i < 4 * threads; i++)
        {
            ThreadPool.QueueUserWorkItem(_ =>
            {
                release.Wait();
                blocked.Signal();
            });
        }
        try
        {
            var question = new CountedPerturbation(23);
            Run(LinearModel.Usual(), question, new RunContext { BatchSize = 4 });
            Assert.That(question.Accepted, Has.Count.EqualTo(23));
        }
        finally
        {
            release.Set();
            // Some of them the pool begins only now; the events must outlive them.
            blocked.Wait();
        }
    }

    [Test]
    public void Run_FurtherBatches_AllocateNextToNothing()
    {
        var model = new Silent(new ImageShape(3, 64, 64));
        var objective = Target.Class(0).Resolve(model, new ModelInput(model.InputShape, new float[model.InputShape.Length]));
        long Allocated(int samples)
        {
            var question = new Forgetful(samples);
            long before = GC.GetTotalAllocatedBytes(true);
            PerturbationLoop.Run(model, [objective], question, new RunContext { BatchSize = 32, MaxDegreeOfParallelism = 2 }, CancellationToken.None);
            return GC.GetTotalAllocatedBytes(true) - before;
        }
        Allocated(3200);
        long perBatch = (Allocated(6400) - Allocated(3200)) / 100;
        // What asking the pool for two threads costs it; one image has 48 KiB.
        Assert.That(perBatch, Is.LessThan(256));
    }

    private static void Run(LinearModel model, CountedPerturbation question, RunContext context) =>
        PerturbationLoop.Run(model, [Target.Class(1).Resolve(model, Pattern.Input(Shape, 0))], question, context, CancellationToken.None);

    private static Objective Objective() => Target.Class(1).Resolve(LinearModel.Usual(), Pattern.Input(Shape, 0));

    private sealed class Doubled(CountedPerturbation inner) : IPerturbation
    {
        public int Count => inner.Count;

        public int ScratchLength => inner.ScratchLength;

        public void Fill(int sample, Span<float> image, Span<float> scratch) => inner.Fill(sample, image, scratch);

        public void Accept(int first, ReadOnlySpan<double> values, ReadOnlySpan<float> scratch) => inner.Accept(first, values, scratch);
    }

    private sealed class Forgetful(int count) : IPerturbation
    {
        public int Count => count;

        public int ScratchLength => 4;

        public void Fill(int sample, Span<float> image, Span<float> scratch) => image.Fill(sample);

        public void Accept(int first, ReadOnlySpan<double> values, ReadOnlySpan<float> scratch) { }
    }

    private sealed class Silent(ImageShape shape) : IModel
    {
        public string Name => "silent";

        public ImageShape InputShape => shape;

        public IReadOnlyList<OutputInfo> Outputs { get; } = [new OutputInfo("scores", [1], ScoreKind.Values)];

        public void Run(ReadOnlySpan<float> images, int count, ModelAnswer answer) => answer.Prepare(0, count, 1).Clear();
    }
}
