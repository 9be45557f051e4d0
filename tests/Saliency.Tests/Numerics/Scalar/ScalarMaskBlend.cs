namespace Saliency.Tests.Numerics.Scalar;

/// <summary>Masking as plain loops.</summary>
internal static class ScalarMaskBlend
{
    public static void Apply(ReadOnlySpan<float> image, ReadOnlySpan<float> mask, Span<float> target)
    {
        for (int start = 0; start < image.Length; start += mask.Length)
        {
            var from = image.Slice(start, mask.Length);
            var to = target.Slice(start, mask.Length);
            for (int i = 0; i < mask.Length; i++) to[i] = from[i] * mask[i];
        }
    }

    public static void Apply(ReadOnlySpan<float> image, ReadOnlySpan<float> mask, ReadOnlySpan<float> baseline, Span<float> target)
    {
        for (int start = 0; start < image.Length; start += mask.Length)
        {
            var from = image.Slice(start, mask.Length);
            var under = baseline.Slice(start, mask.Length);
            var to = target.Slice(start, mask.Length);
            for (int i = 0; i < mask.Length; i++) to[i] = (from[i] * mask[i]) + (under[i] * (1 - mask[i]));
        }
    }
}
