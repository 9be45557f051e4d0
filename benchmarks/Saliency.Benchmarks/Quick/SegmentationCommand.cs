using System.Globalization;
using Saliency.Imaging;

namespace Saliency.Benchmarks.Quick;

/// <summary>What the segments of a photo at a model's size cost, in milliseconds: the median of some runs, and the mean time of all processors.</summary>
internal sealed class SegmentationCommand : IQuickCommand
{
    private const int Runs = 11;

    public string Name => "segmentation";

    public string Usage => "segmentation [--photo FILE] [--side N]   the segments of a photo of 224×224: segmentation NAME milliseconds=M least=M cpu=M segments=N (cpu: of all threads together)";

    public int Run(string[] arguments)
    {
        var line = new CommandLine(arguments);
        int side = line.Number("side", 224);
        var photo = Photo.Load(line.Value("photo") ?? Assets.Find(Path.Combine("photos", "cat.jpg")));
        var input = Preprocessing.ImageNet.Apply(photo, new ImageShape(3, side, side));
        var multiScale = new MultiScaleFelzenszwalb();
        (string Name, Func<int> Act)[] methods =
        [
            ("quickshift_lime", () => new Quickshift(QuickshiftOptions.Lime).Segment(input).Count),
            ("quickshift", () => new Quickshift().Segment(input).Count),
            ("slic", () => new Slic().Segment(input).Count),
            ("felzenszwalb", () => new Felzenszwalb(new FelzenszwalbOptions { Scale = 100 }).Segment(input).Count),
            ("xrai", () => multiScale.Masks(input).Count),
            ("grid", () => new GridSegmenter().Segment(input).Count),
        ];
        foreach (var (name, act) in methods)
        {
            int segments = 0;
            var times = SteadyTimes.Of(() => segments = act());
            var used = Environment.CpuUsage.TotalTime;
            for (int i = 0; i < Runs; i++) act();
            double cpu = (Environment.CpuUsage.TotalTime - used).TotalMilliseconds / Runs;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"segmentation {name} milliseconds={1000 * times.Median:F1} least={1000 * times.Least:F1} cpu={cpu:F1} segments={segments}"));
        }
        return 0;
    }
}
