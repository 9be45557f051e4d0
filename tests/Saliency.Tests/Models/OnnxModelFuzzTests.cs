using System.Diagnostics;
using Saliency.Models;

namespace Saliency.Tests.Models;

public class OnnxModelFuzzTests
{
    // Beyond what the process has before: the bound that the library promises.
    private const long MostBytes = 1L << 30;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private static readonly OnnxModelOptions Options = new() { Device = Device.Cpu, IntraOpThreads = 1 };

    [Test]
    public void Load_SeedsOfDamage_Work()
    {
        foreach (var seed in DamagedModels.Seeds)
        {
            using var model = OnnxModel.Load(seed, Cpu);
            Assert.That(model.Outputs, Is.Not.Empty);
        }
    }

    [Test]
    public void Load_500DamagedFiles_LoadsOrThrowsTyped() => Check(0, 500);

    [Test, Category("Slow")]
    public void Load_10000DamagedFiles_LoadsOrThrowsTyped() => Check(1000, 10_000);

    private static void Check(int first, int count)
    {
        int current = -1;
        long before = Memory(), most = before;
        int worst = -1;
        using var stop = new ManualResetEventSlim();
        var watch = new Thread(() =>
        {
            while (!stop.Wait(2))
            {
                long now = Memory();
                if (now <= most) continue;
                (most, worst) = (now, Volatile.Read(ref current));
            }
        });
        watch.Start();
        var failures = new List<string>();
        (TimeSpan Time, int Number) slowest = default;
        try
        {
            for (int i = first; i < first + count; i++)
            {
                Volatile.Write(ref current, i);
                var clock = Stopwatch.StartNew();
                if (Load(ModelMutation.Make(DamagedModels.Seeds, i)) is { } failure) failures.Add($"{i}: {failure}");
                if (clock.Elapsed > slowest.Time) slowest = (clock.Elapsed, i);
            }
        }
        finally
        {
            stop.Set();
            watch.Join();
        }
        TestContext.Out.WriteLine($"slowest {slowest.Time.TotalSeconds:F2} s at {slowest.Number}, memory +{(most - before) >> 20} MB at {worst}");
        Assert.Multiple(() =>
        {
            Assert.That(failures, Is.Empty);
            Assert.That(slowest.Time, Is.LessThan(Longest), $"file {slowest.Number}");
            Assert.That(most - before, Is.LessThan(MostBytes), $"file {worst}");
        });
    }

    private static string? Load(byte[] bytes)
    {
        try
        {
            using var model = OnnxModel.Load(bytes, Options);
            try
            {
                model.Run(new float[model.InputShape.Length], 1, new ModelAnswer(model.Outputs[0].Name));
                model.Run(new float[model.InputShape.Length], 1, new ModelAnswer(model.DefaultLayer.Name));
            }
            catch (InvalidOperationException)
            {
                // It ran on noise and does not on zeros, or has no map: an honest failure.
            }
            return null;
        }
        catch (Exception e) when (e is ModelFormatException or ArgumentException)
        {
            return null;
        }
        catch (Exception e)
        {
            return e.ToString();
        }
    }

    private static long Memory()
    {
        using var process = Process.GetCurrentProcess();
        return process.PrivateMemorySize64;
    }
}
