using Saliency.Numerics;

namespace Saliency;

/// <summary>Inpainting: the hole is filled from the pixels that stay; where none does, every channel becomes its mean.</summary>
/// <param name="name">The algorithm and its settings.</param>
/// <param name="fill">The algorithm.</param>
internal sealed class InpaintingImputer(string name, InpaintingImputer.Filling fill) : Imputer
{
    /// <summary>Fills the removed pixels of every plane.</summary>
    /// <param name="removed">H×W, at least one kept and one removed.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="planes">C planes of H×W values; kept pixels are read, removed ones written.</param>
    public delegate void Filling(ReadOnlySpan<bool> removed, int height, int width, Span<float> planes);

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

    public override string ToString() => name;
}
