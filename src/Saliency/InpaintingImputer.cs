using System.Globalization;
using Saliency.Numerics;

namespace Saliency;

/// <summary>Inpainting by a front that marches from the rim of the hole inwards.</summary>
internal sealed class InpaintingImputer : Imputer
{
    private readonly int _radius;
    private readonly bool _followsEdges;

    public InpaintingImputer(int radiusPixels, bool followsEdges)
    {
        if (radiusPixels is < 1 or > 100)
            throw new ArgumentOutOfRangeException(nameof(radiusPixels), radiusPixels, "Expected a radius of 1 to 100 pixels.");
        (_radius, _followsEdges) = (radiusPixels, followsEdges);
    }

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
        if (!removed.Contains(true)) return;
        var front = new MarchingFront(shape.Height, shape.Width, removed);
        if (_followsEdges) NavierStokesInpainting.Fill(front, _radius, values);
        else TeleaInpainting.Fill(front, _radius, values);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(_followsEdges ? "Navier–Stokes" : "Telea")} inpainting, radius {_radius}");
}
