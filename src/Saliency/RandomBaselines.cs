using System.Globalization;
using Saliency.Numerics;

namespace Saliency;

/// <summary>Noise between two bounds, by default those of each channel of the image.</summary>
internal sealed class UniformNoiseBaseline((float Low, float High)? bounds, ulong seed) : Baseline
{
    public override void Fill(ModelInput input, Span<float> values) => Fill(input, 0, values);

    public override void Fill(ModelInput input, int sample, Span<float> values)
    {
        int plane = input.Shape.PlaneLength;
        var random = new CounterRandom(seed, (ulong)sample);
        for (int start = 0; start < values.Length; start += plane)
        {
            var (low, high) = bounds ?? ChannelStatistics.Range(input.Values.Slice(start, plane));
            foreach (ref float value in values.Slice(start, plane)) value = (float)(low + (random.NextDouble() * ((double)high - low)));
        }
    }

    public override string ToString() => bounds is { } b ? string.Create(CultureInfo.InvariantCulture, $"uniform noise {b.Low} to {b.High}") : "uniform noise";
}

/// <summary>Normal noise, by default with the mean and deviation of each channel of the image.</summary>
internal sealed class GaussianNoiseBaseline((double Mean, double Deviation)? moments, ulong seed) : Baseline
{
    public override void Fill(ModelInput input, Span<float> values) => Fill(input, 0, values);

    public override void Fill(ModelInput input, int sample, Span<float> values)
    {
        int plane = input.Shape.PlaneLength;
        var random = new CounterRandom(seed, (ulong)sample);
        for (int start = 0; start < values.Length; start += plane)
        {
            var (mean, deviation) = moments ?? ChannelStatistics.Moments(input.Values.Slice(start, plane));
            foreach (ref float value in values.Slice(start, plane)) value = (float)(mean + (deviation * random.NextGaussian()));
        }
    }

    public override string ToString() =>
        moments is { } m ? string.Create(CultureInfo.InvariantCulture, $"Gaussian noise mean {m.Mean} σ {m.Deviation}") : "Gaussian noise";
}

/// <summary>The image's pixels in another order.</summary>
internal sealed class ShuffledBaseline(ulong seed) : Baseline
{
    public override void Fill(ModelInput input, Span<float> values) => Fill(input, 0, values);

    public override void Fill(ModelInput input, int sample, Span<float> values)
    {
        int plane = input.Shape.PlaneLength;
        var random = new CounterRandom(seed, (ulong)sample);
        input.Values.CopyTo(values);
        // Fisher and Yates.
        for (int last = plane - 1; last > 0; last--)
        {
            int other = random.NextInt(last + 1);
            for (int start = 0; start < values.Length; start += plane)
                (values[start + last], values[start + other]) = (values[start + other], values[start + last]);
        }
    }

    public override string ToString() => "shuffled pixels";
}
