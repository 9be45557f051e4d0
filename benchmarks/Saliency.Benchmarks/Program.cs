using BenchmarkDotNet.Running;
using Saliency.Benchmarks.Quick;

// A quick command answers in a minute, one line per measurement; anything else goes to BenchmarkDotNet.
IQuickCommand[] commands =
[
    new KernelsCommand(), new OverheadCommand(), new GradientsCommand(), new AttributionCommand(), new PropagationsCommand(), new NetworksCommand(), new SegmentationCommand(),
    new MapMetricsCommand(),
];

if (args.Length > 0 && commands.FirstOrDefault(c => c.Name == args[0]) is { } command) return command.Run(args[1..]);
if (args.Length > 0 && args[0].StartsWith('-'))
{
    BenchmarkSwitcher.FromAssembly(typeof(KernelsCommand).Assembly).Run(args);
    return 0;
}
Console.Error.WriteLine(args.Length == 0 ? "Expected a command." : $"Expected a command, got '{args[0]}'.");
foreach (var known in commands) Console.Error.WriteLine($"  {known.Usage}");
Console.Error.WriteLine("  --filter PATTERN   BenchmarkDotNet, for example --filter '*MaskBlend*'; --list flat shows what there is");
return 2;
