using System.Globalization;
using Saliency.Numerics;

namespace Saliency;

/// <summary>Noisy linear imputation: removed pixels are means of their neighbours, all at once, plus noise.</summary>
internal sealed class LinearImputer : Imputer
{
    private static readonly HoleImputer s_means = new("means of neighbours", NeighbourMeans.Fill);

    private readonly double _noise;
    private readonly ulong _seed;

    public LinearImputer(double noise, ulong seed) => (_noise, _seed) = (noise.EnsureNotNegative(nameof(noise)), seed);

    public override void Impute(ModelInput input, ReadOnlySpan<bool> removed, int sample, Span<float> values)
    {
        s_means.Impute(input, removed, sample, values);
        if (_noise > 0) AddNoise(removed, sample, values);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"linear, noise {_noise}");

    private void AddNoise(ReadOnlySpan<bool> removed, int sample, Span<float> values)
    {
        var random = new CounterRandom(_seed, (ulong)sample);
        Span<double> block = stackalloc double[256];
        int used = block.Length;
        for (int start = 0; start < values.Length; start += removed.Length)
            for (int i = 0; i < removed.Length; i++)
            {
                if (!removed[i]) continue;
                if (used == block.Length)
                {
                    GaussianBlock.Fill(ref random, block);
                    used = 0;
                }
                values[start + i] += (float)(_noise * block[used++]);
            }
    }
}
