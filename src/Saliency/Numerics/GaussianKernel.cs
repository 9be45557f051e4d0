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
    /// <remarks>With 11 pixels and σ 5 this is the blur of RISE's insertion game (Petsiuk, Das, Saenko, BMVC 2018, section 4.1, by the authors' code): far flatter than a cut-off Gaussian.</remarks>
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

    private static double[] Weights(double sigma, int radius)
    {
        var weights = new double[(2 * radius) + 1];
        double sum = 0;
        for (int i = 0; i < weights.Length; i++) sum += weights[i] = Math.Exp(-0.5 * (i - radius) * (i - radius) / (sigma * sigma));
        for (int i = 0; i < weights.Length; i++) weights[i] /= sum;
        return weights;
    }
}
