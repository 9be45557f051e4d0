using System.Globalization;
using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using NUnit.Framework.Api;
using NUnit.Framework.Interfaces;
using NUnit.Framework.Internal;

namespace Saliency.Tests.Numerics;

/// <summary>What this assembly does when it is started as a program: it runs its own kernel tests, with NUnit's own runner and nothing around it.</summary>
/// <remarks>The widths of vectors are fixed when a process starts, so the other widths need other processes; a whole test host each would take many times as long.</remarks>
internal static class KernelTestProgram
{
    private const string KernelTests =
        """
        <filter><and>
          <namespace>Saliency.Tests.Numerics</namespace>
          <not><class>Saliency.Tests.Numerics.VectorWidthTests</class></not>
          <not><cat>Reference</cat></not><not><cat>Slow</cat></not>
        </and></filter>
        """;

    /// <summary>Prints each failure, then one line: <c>passed=N failed=N vector=BITS avx512=BOOL avx2=BOOL</c>.</summary>
    public static int Main()
    {
        var runner = new NUnitTestAssemblyRunner(new DefaultTestAssemblyBuilder());
        runner.Load(typeof(KernelTestProgram).Assembly, new Dictionary<string, object> { ["NumberOfTestWorkers"] = 0 });
        var result = runner.Run(TestListener.NULL, TestFilter.FromXml(KernelTests));
        PrintFailures(result);
        int bits = Vector.IsHardwareAccelerated ? 8 * Vector<byte>.Count : 0;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"passed={result.PassCount} failed={result.FailCount} vector={bits} avx512={Avx512F.IsSupported} avx2={Avx2.IsSupported} vector128={Vector128.IsHardwareAccelerated}"));
        return result.FailCount == 0 ? 0 : 1;
    }

    private static void PrintFailures(ITestResult result)
    {
        if (!result.HasChildren && result.ResultState.Status == TestStatus.Failed) Console.WriteLine($"{result.FullName}: {result.Message}");
        foreach (var child in result.Children) PrintFailures(child);
    }
}
