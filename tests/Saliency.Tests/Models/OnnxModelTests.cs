using System.Collections.Immutable;
using Saliency.Models;
using Saliency.Onnx;
using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Tests.Models;

public class OnnxModelTests
{
    // One float32 rounding in a sum of a few dozen terms of size 1.
    private const float Close = 1e-5f;

    [Test]
    public void Run_AnyNames_EqualsConvolutionByHand()
    {
        var b = new OnnxGraphBuilder();
        string x = b.Input("π in", DataType.Float, "batch size", 1, 2, 2);
        b.Named("out:0", "Flatten", [b.Node("Conv", [x, b.Floats("w", [2, 1, 2, 2], 1, 2, 3, 4, -1, 0, 0, 1), b.Floats("b", [2], 0.5f, -0.5f)])]);
        using var model = OnnxModel.Load(b.Output("out:0").Bytes(), Cpu);
        var answer = Ask(model, [1, 2, 3, 4, 5, 6, 7, 8], 2);
        Assert.That(answer[0, 0].ToArray(), Is.EqualTo(new[] { 30.5f, 2.5f }));
        Assert.That(answer[0, 1].ToArray(), Is.EqualTo(new[] { 70.5f, 2.5f }));
    }

    [Test]
    public void Load_Classifier_ShapesAreObserved()
    {
        using var model = OnnxModel.Load(OnnxGraphBuilder.Classifier("N").Bytes(), Cpu);
        Assert.That(model.InputShape, Is.EqualTo(new ImageShape(3, 8, 8)));
        Assert.That(model.Outputs.Single().Shape, Is.EqualTo(new[] { 5 }));
    }

    [TestCase("N"), TestCase(1)]
    public void Run_Batch_EqualsSingleRuns(object batch)
    {
        using var model = OnnxModel.Load(OnnxGraphBuilder.Classifier(batch).Bytes(), Cpu);
        var images = Noise(3 * model.InputShape.Length);
        var together = Ask(model, images, 3, "scores", "features");
        for (int i = 0; i < 3; i++)
        {
            var alone = Ask(model, images.AsSpan(i * model.InputShape.Length, model.InputShape.Length), 1, "scores", "features");
            Assert.That(together[0, i].ToArray(), Is.EqualTo(alone[0, 0].ToArray()).Within(Close));
            Assert.That(together[1, i].ToArray(), Is.EqualTo(alone[1, 0].ToArray()).Within(Close));
        }
    }

    [Test]
    public void Load_FixedBatch_IsFreedAndSaysSo()
    {
        using var model = OnnxModel.Load(OnnxGraphBuilder.Classifier(1).Bytes(), Cpu);
        Assert.That(model.RunsSingleImages, Is.False);
        Assert.That(model.Notes, Has.Some.Contains("was freed"));
    }

    [Test]
    public void Load_BatchOpenInNameOnly_RunsSingleImages()
    {
        var b = new OnnxGraphBuilder();
        string x = b.Input("x", DataType.Float, "N", 1, 2, 2);
        b.Named("y", "Reshape", [x, b.Integers("shape", 1, 4)]);
        using var model = OnnxModel.Load(b.Output("y").Bytes(), Cpu);
        var answer = Ask(model, [1, 2, 3, 4, 5, 6, 7, 8], 2);
        Assert.That(model.Notes, Has.Some.Contains("cannot run two images"));
        Assert.That(answer[0, 1].ToArray(), Is.EqualTo(new float[] { 5, 6, 7, 8 }));
    }

    [TestCase(true), TestCase(false)]
    public void Load_AnswersThatMixTheImagesOfABatch_RunsSingleImagesAndSaysSo(bool mixes)
    {
        var b = new OnnxGraphBuilder();
        string map = b.Conv(b.Input("x", DataType.Float, "N", 3, 8, 8), 1, 3, 2);
        string normal = b.Node("MeanVarianceNormalization", [map], Nodes.Integers("axes", mixes ? [0, 2, 3] : [2, 3]));
        b.Named("y", "Flatten", [b.Node("GlobalMaxPool", [normal])]);
        using var model = OnnxModel.Load(b.Output("y").Bytes(), Cpu);
        float[] images = [.. Enumerable.Range(0, 2 * 192).Select(i => MathF.Sin(i * i))];

        var together = Ask(model, images, 2);

        Assert.That(model.RunsSingleImages, Is.EqualTo(mixes));
        Assert.That(model.Notes.Any(note => note.Contains("'y' of one image differs with the image beside it")), Is.EqualTo(mixes));
        for (int i = 0; i < 2; i++)
            Assert.That(together[0, i].ToArray(), Is.EqualTo(Ask(model, images.AsSpan(192 * i, 192), 1)[0, 0].ToArray()).Within(1e-6));
    }

    [Test]
    public void Run_SeveralOutputs_InTheOrderAskedFor()
    {
        using var model = OnnxModel.Load(TwoOutputs().Bytes(), Cpu);
        var answer = Ask(model, [1, 2, 3, 4], 1, "double", "sum", "double");
        Assert.That(answer[0, 0].ToArray(), Is.EqualTo(new float[] { 2, 4, 6, 8 }));
        Assert.That(answer[1, 0].ToArray(), Is.EqualTo(new float[] { 10 }));
        Assert.That(answer[2, 0].ToArray(), Is.EqualTo(answer[0, 0].ToArray()));
    }

    [Test]
    public void Load_OutputNames_FirstIsPrimary()
    {
        using var model = OnnxModel.Load(TwoOutputs().Bytes(), Cpu with { OutputNames = ["sum"] });
        Assert.That(model.Outputs.Select(o => o.Name), Is.EqualTo(new[] { "sum" }));
    }

    [Test]
    public void Load_OutputName_Unknown_Throws() =>
        Assert.That(() => OnnxModel.Load(TwoOutputs().Bytes(), Cpu with { OutputNames = ["Sum"] }), Throws.ArgumentException.With.Message.Contains("double, sum"));

    [TestCase((int)DataType.Float16), TestCase((int)DataType.Double)]
    public void Run_OtherFloatTypes_AskedAndAnsweredInFloat(int type)
    {
        var b = new OnnxGraphBuilder();
        string x = b.Input("x", (DataType)type, "N", 1, 2, 2);
        b.Named("y", "Flatten", [b.Named("inner", "Neg", [x])]);
        using var model = OnnxModel.Load(b.Output("y", (DataType)type).Bytes(), Cpu);
        var answer = Ask(model, [0.5f, -1.25f, 3, 0], 1, "y", "inner");
        Assert.That(answer[0, 0].ToArray(), Is.EqualTo(new[] { -0.5f, 1.25f, -3, 0 }));
        Assert.That(answer[1, 0].ToArray(), Is.EqualTo(answer[0, 0].ToArray()));
    }

    [Test]
    public void Run_Bytes_AskedInFloat()
    {
        var b = new OnnxGraphBuilder();
        string x = b.Input("x", DataType.Uint8, "N", 5, 1, 3);
        b.Named("y", "Flatten", [b.Node("Cast", [x], Nodes.Integer("to", 1))]);
        using var model = OnnxModel.Load(b.Output("y").Bytes(), Cpu);
        Assert.That(model.InputShape, Is.EqualTo(new ImageShape(3, 5, 1)), "three values on the last axis look like channels");
        Assert.That(Ask(model, [1, 2, 3, 4, 5, 11, 12, 13, 14, 15, 101, 102, 103, 104, 255], 1)[0, 0].ToArray(),
            Is.EqualTo(new float[] { 1, 11, 101, 2, 12, 102, 3, 13, 103, 4, 14, 104, 5, 15, 255 }));
    }

    [Test]
    public void Run_ChannelsLast_AskedInPlanes()
    {
        var b = new OnnxGraphBuilder();
        b.Input("x", DataType.Float, "N", 1, 2, 3);
        b.Named("y", "Flatten", ["x"]);
        using var model = OnnxModel.Load(b.Output("y").Bytes(), Cpu with { Layout = InputLayout.Nhwc });
        Assert.That(model.InputShape, Is.EqualTo(new ImageShape(3, 1, 2)));
        Assert.That(Ask(model, [1, 2, 10, 20, 100, 200], 1)[0, 0].ToArray(), Is.EqualTo(new float[] { 1, 10, 100, 2, 20, 200 }));
    }

    [TestCase("N", 2, TestName = "Run_ConstantInputWithBatch_IsRepeated")]
    [TestCase(1, 1, TestName = "Run_ConstantInputFixedBatch_IsGiven")]
    public void Run_ConstantInput(object batch, int count)
    {
        var b = new OnnxGraphBuilder();
        string x = b.Input("x", DataType.Float, batch, 1, 1, 2);
        string size = b.Node("Cast", [b.Input("size", DataType.Int64, batch, 2)], Nodes.Integer("to", 1));
        b.Named("y", "Mul", [b.Node("Flatten", [x]), size]);
        var constants = ImmutableDictionary<string, ConstantInput>.Empty.Add("size", ConstantInput.Integers(3, 5));
        using var model = OnnxModel.Load(b.Output("y").Bytes(), Cpu with { ConstantInputs = constants });
        var answer = Ask(model, Enumerable.Range(1, 2 * count).Select(i => (float)i).ToArray(), count);
        for (int i = 0; i < count; i++) Assert.That(answer[0, i].ToArray(), Is.EqualTo(new float[] { 3 * ((2 * i) + 1), 5 * ((2 * i) + 2) }));
    }

    [Test]
    public void Load_ExtraInputWithoutValue_NamesIt()
    {
        var b = new OnnxGraphBuilder();
        b.Named("y", "Mul", [b.Input("x", DataType.Float, "N", 1, 2, 2), b.Input("gain", DataType.Float, 1)]);
        Assert.That(() => OnnxModel.Load(b.Output("y").Bytes(), Cpu), Throws.ArgumentException.With.Message.Contains("'gain' (float32 [1])"));
    }

    [Test]
    public void Load_ConstantInputOfWrongLength_Throws()
    {
        var b = new OnnxGraphBuilder();
        b.Named("y", "Mul", [b.Input("x", DataType.Float, "N", 1, 2, 2), b.Input("gain", DataType.Float, 2)]);
        var constants = ImmutableDictionary<string, ConstantInput>.Empty.Add("gain", ConstantInput.Floats(1, 2, 3));
        Assert.That(() => OnnxModel.Load(b.Output("y").Bytes(), Cpu with { ConstantInputs = constants }), Throws.ArgumentException.With.Message.Contains("got 3"));
    }

    [Test]
    public void Load_OpenSize_NeedsOption()
    {
        var b = new OnnxGraphBuilder();
        b.Named("y", "GlobalAveragePool", [b.Input("x", DataType.Float, "N", 3, "H", "W")]);
        byte[] bytes = b.Output("y").Bytes();
        Assert.That(() => OnnxModel.Load(bytes, Cpu), Throws.ArgumentException.With.Message.Contains(nameof(OnnxModelOptions.InputSize)));
        using var model = OnnxModel.Load(bytes, Cpu with { InputSize = (4, 6) });
        Assert.That(model.InputShape, Is.EqualTo(new ImageShape(3, 4, 6)));
    }

    [Test]
    public void Load_SizeAgainstTheFile_Throws() =>
        Assert.That(() => OnnxModel.Load(OnnxGraphBuilder.Classifier("N").Bytes(), Cpu with { InputSize = (9, 8) }), Throws.ArgumentException.With.Message.Contains("8×8"));

    [Test]
    public void Run_OutputWithoutBatch_IsGivenToEveryImage()
    {
        var b = new OnnxGraphBuilder();
        string x = b.Input("x", DataType.Float, "N", 1, 1, 2);
        b.Named("y", "Flatten", [x]);
        b.Named("anchors", "Identity", [b.Floats("a", [1, 3], 7, 8, 9)]);
        using var model = OnnxModel.Load(b.Output("y").Output("anchors").Bytes(), Cpu);
        var answer = Ask(model, [1, 2, 3, 4], 2, "anchors", "y");
        Assert.That(answer[0, 1].ToArray(), Is.EqualTo(new float[] { 7, 8, 9 }));
        Assert.That(answer[1, 1].ToArray(), Is.EqualTo(new float[] { 3, 4 }));
    }

    [Test]
    public void Run_BatchOnAnotherAxis_IsBroughtToTheFront()
    {
        var b = new OnnxGraphBuilder();
        string x = b.Input("x", DataType.Float, "N", 1, 2, 2);
        string sequence = b.Named("sequence", "Transpose", [b.Node("Squeeze", [x, b.Integers("axis", 1)])], Nodes.Integers("perm", 1, 0, 2));
        b.Named("y", "Neg", [sequence]);
        using var model = OnnxModel.Load(b.Output("y").Bytes(), Cpu);
        var answer = Ask(model, [1, 2, 3, 4, 5, 6, 7, 8], 2, "y", "sequence");
        Assert.That(answer[0, 1].ToArray(), Is.EqualTo(new float[] { -5, -6, -7, -8 }));
        Assert.That(answer[1, 1].ToArray(), Is.EqualTo(new float[] { 5, 6, 7, 8 }));
    }

    [Test]
    public void Run_LengthByContent_ShorterOnesAreFilledWithZeros()
    {
        // The positive values of each image.
        var b = new OnnxGraphBuilder();
        string x = b.Node("Reshape", [b.Input("x", DataType.Float, "N", 1, 2, 2), b.Integers("flat", -1)]);
        string found = b.Node("Compress", [x, b.Node("Greater", [x, b.Floats("zero", [1], 0)])], Nodes.Integer("axis", 0));
        b.Named("found", "Unsqueeze", [found, b.Integers("axes", 1)]);
        using var model = OnnxModel.Load(b.Output("found").Bytes(), Cpu);
        var answer = Ask(model, [1, -1, 2, -1, 3, -1, -1, -1], 2);
        Assert.That(answer.ShapeOf(0), Is.EqualTo(new[] { 2, 1 }));
        Assert.That(answer[0, 0].ToArray(), Is.EqualTo(new float[] { 1, 2 }));
        Assert.That(answer[0, 1].ToArray(), Is.EqualTo(new float[] { 3, 0 }));
    }

    [Test]
    public void Run_NaN_IsPassedOnAndFoundByTheAnswer()
    {
        var b = new OnnxGraphBuilder();
        b.Named("y", "Sqrt", [b.Node("Flatten", [b.Input("x", DataType.Float, "N", 1, 1, 2)])]);
        using var model = OnnxModel.Load(b.Output("y").Bytes(), Cpu);
        var answer = Ask(model, [1, 4, 9, -1], 2);
        Assert.That(() => answer.EnsureFinite(), Throws.TypeOf<ModelAnswerException>().With.Property("Image").EqualTo(1).And.Property("Output").EqualTo("y"));
    }

    [TestCase(0), TestCase(-1)]
    public void Run_NoImages_Throws(int count)
    {
        using var model = OnnxModel.Load(OnnxGraphBuilder.Classifier("N").Bytes(), Cpu);
        Assert.That(() => model.Run([], count, new ModelAnswer("scores")), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Run_WrongNumberOfValues_Throws()
    {
        using var model = OnnxModel.Load(OnnxGraphBuilder.Classifier("N").Bytes(), Cpu);
        Assert.That(() => model.Run(new float[191], 1, new ModelAnswer("scores")), Throws.ArgumentException.With.Message.Contains("192").And.Message.Contains("191"));
    }

    [Test]
    public void Run_UnknownValue_ListsTheNearest()
    {
        using var model = OnnxModel.Load(OnnxGraphBuilder.Classifier("N").Bytes(), Cpu);
        Assert.That(() => model.Run(new float[192], 1, new ModelAnswer("feature")), Throws.ArgumentException.With.Message.Contains("'features'"));
    }

    [Test]
    public void Run_AfterDispose_Throws()
    {
        var model = OnnxModel.Load(OnnxGraphBuilder.Classifier("N").Bytes(), Cpu);
        model.Dispose();
        model.Dispose();
        Assert.That(() => model.Run(new float[192], 1, new ModelAnswer("scores")), Throws.TypeOf<ObjectDisposedException>());
        Assert.That(() => model.Run(new float[192], 1, new ModelAnswer("features")), Throws.TypeOf<ObjectDisposedException>());
    }

    [Test]
    public void Run_FromSeveralThreads_EqualsOneThread()
    {
        using var model = OnnxModel.Load(OnnxGraphBuilder.Classifier("N").Bytes(), Cpu with { IntraOpThreads = 1 });
        var images = Noise(8 * model.InputShape.Length);
        var expected = Ask(model, images, 8, "scores", "features");
        Parallel.For(0, 64, n =>
        {
            var answer = Ask(model, images.AsSpan(n % 8 * 192, 192), 1, "scores", "features");
            Assert.That(answer[0, 0].ToArray(), Is.EqualTo(expected[0, n % 8].ToArray()).Within(Close));
            Assert.That(answer[1, 0].ToArray(), Is.EqualTo(expected[1, n % 8].ToArray()).Within(Close));
        });
    }

    [Test]
    public void Dispose_WhileOthersRun_TheyEndWellOrAreRefused()
    {
        for (int round = 0; round < 20; round++)
        {
            var model = OnnxModel.Load(OnnxGraphBuilder.Classifier("N", size: 32).Bytes(), Cpu with { IntraOpThreads = 1 });
            var images = Noise(4 * model.InputShape.Length);
            using var started = new CountdownEvent(2);
            Task[] runs = [.. new[] { "scores", "features" }.Select(name => Task.Run(() =>
            {
                var answer = new ModelAnswer(name);
                started.Signal();
                for (int i = 0; i < 100; i++) model.Run(images, 4, answer);
            }))];
            started.Wait();
            Thread.Sleep(round);
            model.Dispose();
            foreach (var run in runs)
            {
                try
                {
                    run.Wait();
                }
                catch (AggregateException e)
                {
                    Assert.That(e.InnerException, Is.TypeOf<ObjectDisposedException>());
                }
            }
        }
    }

    [Test]
    public void Run_Memory_DoesNotGrowWithTheBatch()
    {
        using var model = OnnxModel.Load(OnnxGraphBuilder.Classifier("N", size: 32).Bytes(), Cpu);
        long few = Allocated(1), many = Allocated(16);
        // A handful of small objects that wrap native ones, however many images there are.
        Assert.That(few, Is.LessThan(4096));
        Assert.That(many, Is.EqualTo(few).Within(64));

        long Allocated(int count)
        {
            var images = Noise(count * model.InputShape.Length);
            var answer = new ModelAnswer("scores");
            for (int i = 0; i < 3; i++) model.Run(images, count, answer);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 10; i++) model.Run(images, count, answer);
            return (GC.GetAllocatedBytesForCurrentThread() - before) / 10;
        }
    }

    [Test]
    public void Run_ManySetsOfLayers_SessionsAreBounded()
    {
        using var model = OnnxModel.Load(OnnxGraphBuilder.Classifier("N").Bytes(), Cpu);
        var images = Noise(192);
        string[] names = [.. model.Layers.Select(l => l.Name)];
        for (int round = 0; round < 2; round++)
        {
            for (int i = 0; i < names.Length; i++)
                for (int j = 0; j < names.Length; j++)
                    Assert.That(Ask(model, images, 1, names[i], names[j]).LengthOf(1), Is.EqualTo(model.FindLayer(names[j]).Shape.Aggregate(1, (a, b) => a * b)));
        }
    }

    [Test]
    public void Load_Stream_IsReadAndLeftOpen()
    {
        using var stream = new MemoryStream(OnnxGraphBuilder.Classifier("N").Bytes());
        using var model = OnnxModel.Load(stream, Cpu with { Name = "net" });
        Assert.That(model.Name, Is.EqualTo("net"));
        Assert.That(stream.CanRead, Is.True);
    }

    [Test]
    public void Load_OldFileWithWeightsAmongInputs_TakesTheImage()
    {
        var b = new OnnxGraphBuilder(opset: 9, irVersion: 3);
        b.Input("w", DataType.Float, 2, 1, 1, 1);
        b.Named("y", "Conv", [b.Input("x", DataType.Float, "N", 1, 2, 2), b.Floats("w", [2, 1, 1, 1], 2, 3)]);
        using var model = OnnxModel.Load(b.Output("y").Bytes(), Cpu);
        Assert.That(model.InputName, Is.EqualTo("x"));
    }

    [Test]
    public void Load_NodesOutOfOrder_AreSorted()
    {
        var b = OnnxGraphBuilder.Classifier("N");
        var nodes = b.Graph.Node.Reverse().ToArray();
        b.Graph.Node.Clear();
        b.Graph.Node.Add(nodes);
        using var model = OnnxModel.Load(b.Bytes(), Cpu);
        Assert.That(model.DefaultLayer.Name, Is.EqualTo("features"));
    }

    private static OnnxGraphBuilder TwoOutputs()
    {
        var b = new OnnxGraphBuilder();
        string flat = b.Node("Flatten", [b.Input("x", DataType.Float, "N", 1, 2, 2)]);
        b.Named("double", "Add", [flat, flat]);
        b.Named("sum", "ReduceSum", [flat, b.Integers("axes", 1)], Nodes.Integer("keepdims", 1));
        return b.Output("double").Output("sum");
    }

    private static ModelAnswer Ask(OnnxModel model, ReadOnlySpan<float> images, int count, params ReadOnlySpan<string> names)
    {
        var answer = names.IsEmpty ? new ModelAnswer(model.Outputs[0].Name) : new ModelAnswer(names);
        model.Run(images, count, answer);
        return answer;
    }

    private static float[] Noise(int length)
    {
        var random = new Random(5);
        var values = new float[length];
        for (int i = 0; i < length; i++) values[i] = random.NextSingle();
        return values;
    }
}
