namespace Saliency.Numerics;

/// <summary>The range of what an inpainting starts from: it sets the size of a grey level, and no filled value leaves it.</summary>
internal static class InpaintingRange
{
    /// <summary>The least and the greatest known value of all planes.</summary>
    public static (float Low, float High) Known(MarchingFront front, ReadOnlySpan<float> planes)
    {
        int length = front.Height * front.Width;
        float low = float.PositiveInfinity, high = float.NegativeInfinity;
        for (int i = 0; i < planes.Length; i++)
        {
            int pixel = i % length;
            if (front.IsKnown(pixel / front.Width, pixel % front.Width)) (low, high) = (Math.Min(low, planes[i]), Math.Max(high, planes[i]));
        }
        return (low, high);
    }
}
