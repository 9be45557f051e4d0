using Saliency.Models;

namespace Saliency.Tests.Models;

public class DeviceTests
{
    [Test]
    public void Load_Auto_SaysWhatAndWhy()
    {
        using var model = OnnxModel.Load(OnnxGraphBuilder.Classifier("N").Bytes());
        Assert.That(model.Device.Reason, Is.Not.Empty);
        Assert.That(model.Device.Kind == DeviceKind.Cuda || model.Device.Reason.Contains("CUDA cannot be used"), Is.True);
    }

    [Test]
    public void Load_CudaWhereThereIsNone_ThrowsWithReasonAndRemedy()
    {
        if (CudaSupport.WhyNot is not { } obstacle)
        {
            Assert.Ignore("CUDA works here.");
            return;
        }
        Assert.That(() => OnnxModel.Load(OnnxGraphBuilder.Classifier("N").Bytes(), new OnnxModelOptions { Device = Device.Cuda() }),
            Throws.TypeOf<DeviceUnavailableException>().With.Message.Contains(obstacle.Reason).And.Message.Contains(obstacle.Remedy));
    }

    [Test, Category("Gpu")]
    public void Run_Cuda_EqualsCpu()
    {
        if (CudaSupport.WhyNot is { } obstacle) Assert.Ignore($"No CUDA: {obstacle.Reason}.");
        byte[] bytes = OnnxGraphBuilder.Classifier("N", size: 64).Bytes();
        using var cpu = OnnxModel.Load(bytes, Cpu);
        using var cuda = OnnxModel.Load(bytes, new OnnxModelOptions { Device = Device.Cuda(0, 1L << 30) });
        var images = new float[4 * cpu.InputShape.Length];
        for (int i = 0; i < images.Length; i++) images[i] = MathF.Sin(i);
        ModelAnswer expected = new("scores", "features"), actual = new("scores", "features");
        cpu.Run(images, 4, expected);
        cuda.Run(images, 4, actual);
        for (int i = 0; i < 4; i++)
        {
            // Sums of up to 36 terms of size 1 in another order, float32 with TF32 off.
            Assert.That(actual[0, i].ToArray(), Is.EqualTo(expected[0, i].ToArray()).Within(1e-4f));
            Assert.That(actual[1, i].ToArray(), Is.EqualTo(expected[1, i].ToArray()).Within(1e-4f));
        }
    }

    [Test]
    public void Cuda_NegativeNumber_Throws() => Assert.That(() => Device.Cuda(-1), Throws.TypeOf<ArgumentOutOfRangeException>());
}
