namespace Saliency.Numerics;

/// <summary>Makes the weights of Gaussian blurs; they sum to 1.</summary>
internal static class GaussianKernel
{
    /// <summary>The samples of a Gaussian, cut off at <c>⌊truncate·σ + ½⌋</c> pixels from the middle as scipy does.</summary>
    /// <param name="sigmaPixels">Standard deviation, positive and finite.</param>
    /// <param name="truncate">Where the tail is cut, in standard deviations.</param>
    public static float[] Truncated(double sigmaPixels, double truncate = 4) => Array.ConvertAll(TruncatedDoubles(sigmaPixels, truncate), w => (float)w);

    /// <summary>As <see cref="Truncated"/>, before the rounding to floats.</summary>
    public static double[] TruncatedDoubles(double sigmaPixels, double truncate = 4) => sigmaPixels > 0 && double.IsFinite(sigmaPixels)
        ? Weights(sigmaPixels, checked((int)((truncate * sigmaPixels) + 0.5)))
        : throw new ArgumentOutOfRangeException(nameof(sigmaPixels), sigmaPixels, "Expected a positive finite number of pixels.");

    /// <summary>A single bright pixel in a frame of <paramref name="length"/> pixels after a Gaussian blur with reflecting borders: the tail that leaves the frame is folded back into it.</summary>
    /// <remarks>With 11 pixels and σ 5 this is the blur of RISE's insertion game (Petsiuk, Das, Saenko, BMVC 2018, by the authors' code): far flatter than a cut-off Gaussian.</remarks>
    /// <param name="length">Odd number of pixels.</param>
    /// <param name="sigmaPixels">Standard deviation, positive and finite.</param>
    public static float[] Framed(int length, double sigmaPixels)
    {
        if (length < 1 || length % 2 == 0) throw new ArgumentOutOfRangeException(nameof(length), length, "Expected a positive odd number of pixels.");
        if (!(sigmaPixels > 0 && double.IsFinite(sigmaPixels)))
            throw new ArgumentOutOfRangeException(nameof(sigmaPixels), sigmaPixels, "Expected a positive finite number of pixels.");
        var weights = Weights(sigmaPixels, checked((int)((4 * sigmaPixels) + 0.5)));
        int radius = weights.Length / 2;
        var folded = new double[length];
        for (int offset = -radius; offset <= radius; offset++)
            folded[SampleIndex.Reflect((length / 2) + offset, length)] += weights[radius + offset];
        return Array.ConvertAll(folded, w => (float)w);
    }

    /// <summary>A low-pass filter of a line that repeats, as weights for the line between zeros: a frequency of u cycles per period keeps <c>exp(−u² ln 2 / cutoff²)</c>.</summary>
    /// <param name="length">Values of the line; the period is the next power of two.</param>
    /// <param name="cutoffCycles">The frequency at which half is kept, positive and finite.</param>
    public static float[] LowPass(int length, double cutoffCycles)
    {
        if (!(cutoffCycles > 0 && double.IsFinite(cutoffCycles)))
            throw new ArgumentOutOfRangeException(nameof(cutoffCycles), cutoffCycles, "Expected a positive finite number of cycles.");
        // At least two, as a pair of pixels is the shortest wave.
        int period = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(2, length));
        var response = new double[period];
        for (int distance = 0; distance < period; distance++)
            for (int u = -period / 2; u < period / 2; u++)
                response[distance] += Math.Exp(-u * (double)u * Math.Log(2) / (cutoffCycles * cutoffCycles)) * Math.Cos(2 * Math.PI * u * distance / period) / period;
        var weights = new float[(2 * length) - 1];
        for (int j = 0; j < weights.Length; j++) weights[j] = (float)response[Math.Abs(j - length + 1)];
        return weights;
    }

    private static double[] Weights(double sigma, int radius)
    {
        var weights = new double[(2 * radius) + 1];
        double sum = 0;
        for (int i = 0; i < weights.Length; i++) sum += weights[i] = Math.Exp(-0.5 * (i - radius) * (i - radius) / (sigma * sigma));
        for (int i = 0; i < weights.Length; i++) weights[i] /= sum;
        return weights;
    }
}
