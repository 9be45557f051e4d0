using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Saliency.Tests.Numerics;

/// <summary>Every kernel test again in a process that may not use some vectors: the code for narrower machines, and the scalar tails alone.</summary>
public partial class VectorWidthTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    // The setting was named EnableAVX512F before .NET 10. A machine without the vectors in question passes as it is.
    [TestCase("avx512=False", "DOTNET_EnableAVX512", "DOTNET_EnableAVX512F")]
    [TestCase("avx2=False", "DOTNET_EnableAVX2")]
    [TestCase("vector=0", "DOTNET_EnableHWIntrinsic")]
    public void KernelTests_VectorsSwitchedOff_AllPass(string expected, params string[] settings) => Check(Run(settings, "0"), expected);

    [Test]
    public void KernelTests_WidestVectors_AllPass() => Check(Run(["DOTNET_MaxVectorTBitWidth"], "200"), "failed=0"); // hexadecimal: 512 bits

    private static void Check(string output, string expected)
    {
        var counts = Summary().Match(output);
        Assert.That(counts.Success, output);
        Assert.That(int.Parse(counts.Groups["failed"].Value, CultureInfo.InvariantCulture), Is.Zero, output);
        Assert.That(int.Parse(counts.Groups["passed"].Value, CultureInfo.InvariantCulture), Is.GreaterThan(1000), "the kernel tests must have run");
        Assert.That(counts.Value, Does.Contain(expected), "the setting must have taken effect");
    }

    private static string Run(string[] settings, string value)
    {
        var start = new ProcessStartInfo(Host) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(typeof(VectorWidthTests).Assembly.Location);
        foreach (string setting in settings) start.Environment[setting] = value;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"Expected the kernel tests to end within {Limit.TotalSeconds} s.");
        }
        return output.GetAwaiter().GetResult() + errors.GetAwaiter().GetResult();
    }

    /// <summary>The dotnet that runs these tests, or the one on the path where a test host of its own runs them.</summary>
    private static string Host => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } named ? named
        : Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath!
        : "dotnet";

    [GeneratedRegex(@"passed=(?<passed>\d+) failed=(?<failed>\d+) .*")]
    private static partial Regex Summary();
}
