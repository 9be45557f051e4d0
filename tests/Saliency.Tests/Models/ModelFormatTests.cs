using Google.Protobuf;
using Saliency.Models;
using Saliency.Onnx;
using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Tests.Models;

public class ModelFormatTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("saliency").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Load_Empty_Throws() => Refuses([], "0 bytes");

    [Test]
    public void Load_RandomBytes_Throws()
    {
        var bytes = new byte[1000];
        new Random(3).NextBytes(bytes);
        Refuses(bytes, "Expected an ONNX model");
    }

    [Test]
    public void Load_Text_Throws() => Refuses("<!DOCTYPE html><html></html>"u8.ToArray(), "Expected an ONNX model");

    [Test]
    public void Load_CutOff_Throws() => Refuses(OnnxGraphBuilder.Classifier("N").Bytes()[..^100], "cut off");

    [Test]
    public void Load_NoGraph_Throws() => Refuses(new ModelProto { IrVersion = 8 }.ToByteArray(), "graph");

    [Test]
    public void Load_NegativeAxis_Throws() => Refuses(Classifier(b => b.Graph.Initializer[0].Dims[0] = -4), "0 or more");

    [Test]
    public void Load_AbsurdAxis_Throws() => Refuses(Classifier(b => b.Graph.Initializer[0].Dims[0] = 1L << 60), "w_1");

    [Test]
    public void Load_WeightsOfWrongSize_Throws() => Refuses(Classifier(b => b.Graph.Initializer[0].RawData = ByteString.CopyFrom(new byte[8])), "got 2");

    [Test]
    public void Load_AbsurdInput_Throws() => Refuses(OnnxGraphBuilder.Classifier("N", size: 1 << 20).Bytes(), "rows and columns");

    [Test]
    public void Load_AbsurdPads_Throws() => Refuses(Classifier(b => b.Graph.Node[0].Attribute[2].Ints[0] = 1L << 40), "pads");

    [Test]
    public void Load_ValueBeyondTheLimit_ThrowsAndNamesTheOption()
    {
        byte[] bytes = OnnxGraphBuilder.Classifier("N", size: 64).Bytes();
        Assert.That(() => OnnxModel.Load(bytes, Cpu with { MaximumValueBytes = 4 * 64 * 64 * sizeof(float) }), Throws.Nothing);
        Assert.That(() => OnnxModel.Load(bytes, Cpu with { MaximumValueBytes = (4 * 64 * 64 * sizeof(float)) - 1 }), Throws.TypeOf<ModelFormatException>().With.Message.Contains("options"));
    }

    [Test]
    public void Load_WindowLargerThanItsInput_Throws()
    {
        var b = new OnnxGraphBuilder();
        b.Named("y", "AveragePool", [b.Input("x", DataType.Float, "N", 1, 2, 2)], Nodes.Integers("kernel_shape", 3, 3));
        Refuses(b.Output("y").Bytes(), "with content");
    }

    [Test]
    public void Load_Ring_Throws()
    {
        var b = new OnnxGraphBuilder();
        string x = b.Input("x", DataType.Float, "N", 1, 2, 2);
        b.Named("a", "Add", [x, "b"]);
        b.Named("b", "Relu", ["a"]);
        Refuses(b.Output("b").Bytes(), "rings");
    }

    [Test]
    public void Load_NoImageInput_ListsTheInputs()
    {
        var b = new OnnxGraphBuilder();
        b.Named("y", "Relu", [b.Input("tokens", DataType.Float, "N", 16)]);
        Refuses(b.Output("y").Bytes(), "'tokens' (float32 [N, 16])");
    }

    [Test]
    public void Load_MissingFile_Throws() => Assert.That(() => OnnxModel.Load(Path.Combine(_folder, "none.onnx")), Throws.TypeOf<FileNotFoundException>());

    [Test]
    public void Load_ExternalData_AnswersAsWithDataInside()
    {
        var inside = OnnxGraphBuilder.Classifier("N").Bytes();
        using var expected = OnnxModel.Load(inside, Cpu);
        using var actual = OnnxModel.Load(External("weights.bin"), Cpu);
        var image = Enumerable.Range(0, 192).Select(i => MathF.Sin(i)).ToArray();
        ModelAnswer a = new("scores", "features"), b = new("scores", "features");
        expected.Run(image, 1, a);
        actual.Run(image, 1, b);
        Assert.That(b[0, 0].ToArray(), Is.EqualTo(a[0, 0].ToArray()));
        Assert.That(b[1, 0].ToArray(), Is.EqualTo(a[1, 0].ToArray()));
    }

    [Test]
    public void Load_ExternalDataFromBytes_Throws() => Refuses(File.ReadAllBytes(External("weights.bin")), "from its path");

    [Test]
    public void Load_ExternalFileMissing_Throws() => RefusesFile(External("weights.bin", write: false), "does not exist");

    [TestCase("../weights.bin"), TestCase("/etc/hostname"), TestCase("a/../../weights.bin"), TestCase("*/_ORT_MEM_ADDR_/*")]
    public void Load_ExternalFileElsewhere_Throws(string location) => RefusesFile(External(location, write: false), "got '" + location);

    [Test]
    public void Load_ExternalFileByALinkOutOfTheFolder_Throws()
    {
        string model = Path.Combine(_folder, "inner");
        Directory.CreateDirectory(model);
        string path = External("weights.bin");
        File.Move(path, Path.Combine(model, "model.onnx"));
        File.CreateSymbolicLink(Path.Combine(model, "weights.bin"), Path.Combine(_folder, "weights.bin"));
        RefusesFile(Path.Combine(model, "model.onnx"), "leads out");
    }

    [Test]
    public void Load_ExternalFileTooShort_Throws()
    {
        string path = External("weights.bin");
        File.WriteAllBytes(Path.Combine(_folder, "weights.bin"), new byte[10]);
        RefusesFile(path, "of 'weights.bin'");
    }

    private string External(string location, bool write = true)
    {
        var b = OnnxGraphBuilder.Classifier("N");
        using var data = new MemoryStream();
        foreach (var tensor in b.Graph.Initializer)
        {
            long offset = data.Position;
            data.Write(tensor.RawData.Span);
            foreach (var (key, value) in new[] { ("location", location), ("offset", $"{offset}"), ("length", $"{tensor.RawData.Length}") })
                tensor.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
            tensor.ClearRawData();
            tensor.DataLocation = DataLocation.External;
        }
        if (write) File.WriteAllBytes(Path.Combine(_folder, location), data.ToArray());
        string path = Path.Combine(_folder, "model.onnx");
        File.WriteAllBytes(path, b.Bytes());
        return path;
    }

    private static byte[] Classifier(Action<OnnxGraphBuilder> damage)
    {
        var b = OnnxGraphBuilder.Classifier("N");
        damage(b);
        return b.Bytes();
    }

    private static void Refuses(byte[] bytes, string message) =>
        Assert.That(() => OnnxModel.Load(bytes, Cpu), Throws.TypeOf<ModelFormatException>().With.Message.Contains(message));

    private static void RefusesFile(string path, string message) =>
        Assert.That(() => OnnxModel.Load(path, Cpu), Throws.TypeOf<ModelFormatException>().With.Message.Contains(message).And.Message.Contains(path));
}
