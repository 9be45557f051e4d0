using BenchmarkDotNet.Attributes;
using Saliency.Benchmarks.Quick;
using Saliency.Imaging;

namespace Saliency.Benchmarks.Imaging;

/// <summary>The segments of a photo at 224×224.</summary>
[MemoryDiagnoser]
public class SegmentationBenchmark
{
    private readonly ModelInput _input = Preprocessing.ImageNet.Apply(Photo.Load(Assets.Find(Path.Combine("photos", "cat.jpg"))), new ImageShape(3, 224, 224));

    [Benchmark]
    public Segmentation Quickshift() => new Quickshift(QuickshiftOptions.Lime).Segment(_input);

    [Benchmark]
    public Segmentation Slic() => new Slic().Segment(_input);

    [Benchmark]
    public Segmentation Felzenszwalb() => new Felzenszwalb(new FelzenszwalbOptions { Scale = 100 }).Segment(_input);

    [Benchmark]
    public int Xrai() => new MultiScaleFelzenszwalb().Masks(_input).Count;
}
