using Saliency.Numerics;

namespace Saliency;

/// <summary>Fills a hole in planes of H×W values: what is kept is read, what is removed written. At least one pixel is kept and one removed.</summary>
internal delegate void HoleFilling(ReadOnlySpan<bool> removed, int height, int width, Span<float> planes);

/// <summary>Imputation from the kept pixels alone, without chance.</summary>
/// <param name="description">What it says of itself.</param>
/// <param name="fill">Fills the hole.</param>
internal sealed class HoleImputer(string description, HoleFilling fill) : Imputer
{
    public override void Impute(ModelInput input, ReadOnlySpan<bool> removed, int sample, Span<float> values)
    {
        ArgumentNullException.ThrowIfNull(input);
        var shape = input.Shape;
        if (!removed.Contains(false))
        {
            ChannelStatistics.FillMeans(input.Values, shape.PlaneLength, values);
            return;
        }
        input.Values.CopyTo(values);
        if (removed.Contains(true)) fill(removed, shape.Height, shape.Width, values);
    }

    public override string ToString() => description;
}
