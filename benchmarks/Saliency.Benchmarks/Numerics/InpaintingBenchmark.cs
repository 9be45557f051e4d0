using BenchmarkDotNet.Attributes;

namespace Saliency.Benchmarks.Numerics;

/// <summary>Half of an image of 3 channels filled from the other half, by each of the imputers that do so.</summary>
[MemoryDiagnoser]
public class InpaintingBenchmark
{
    private ModelInput _image = null!;
    private bool[] _removed = null!;
    private float[] _values = null!;

    [Params(112, 224, 448)]
    public int Side { get; set; }

    [Params("box", "scattered", "left half")]
    public string Hole { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        int pixels = Side * Side;
        float[] noise = BenchmarkData.Floats(3 * pixels, 0), dice = BenchmarkData.Floats(pixels, 1);
        double half = Side / Math.Sqrt(8), middle = dice.Order().ElementAt(pixels / 2);
        _removed = [.. Enumerable.Range(0, pixels).Select(i => Hole switch
        {
            "box" => Math.Abs((i / Side) - (Side / 2)) < half && Math.Abs((i % Side) - (Side / 2)) < half,
            "scattered" => dice[i] < middle,
            _ => i % Side < Side / 2,
        })];
        _image = new ModelInput(new ImageShape(3, Side, Side), noise);
        _values = new float[3 * pixels];
    }

    [Benchmark(Baseline = true)]
    public void Telea() => Imputer.Telea().Impute(_image, _removed, 0, _values);

    [Benchmark]
    public void NavierStokes() => Imputer.NavierStokes().Impute(_image, _removed, 0, _values);

    [Benchmark]
    public void Biharmonic() => Imputer.Biharmonic().Impute(_image, _removed, 0, _values);

    [Benchmark]
    public void Linear() => Imputer.NoisyLinear(0).Impute(_image, _removed, 0, _values);
}
