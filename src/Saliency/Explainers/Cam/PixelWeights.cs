namespace Saliency.Explainers;

/// <summary>What Grad-CAM++ and its smoothed form add to a channel's weight for each of its pixels.</summary>
internal static class PixelWeights
{
    // pytorch-grad-cam's, beside a denominator of 0.
    private const double Epsilon = 1e-6;

    /// <summary><c>α·ReLU(first)</c>, <c>α = second / (2·second + active·third)</c>; 0 where the gradient is 0.</summary>
    /// <param name="first">The gradient at the pixel, or its mean over samples.</param>
    /// <param name="second">Its square.</param>
    /// <param name="third">Its cube.</param>
    /// <param name="active">Sum of the channel's activations.</param>
    public static double PlusPlus(double first, double second, double third, double active) =>
        first > 0 ? first * second / ((2 * second) + (active * third) + Epsilon) : 0;
}
