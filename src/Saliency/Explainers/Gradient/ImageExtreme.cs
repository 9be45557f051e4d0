using System.Numerics.Tensors;

namespace Saliency.Explainers;

/// <summary>A baseline of one value, the image's own smallest or largest: black or white, whatever the normalisation.</summary>
internal sealed class ImageExtreme(bool largest) : Baseline
{
    public override void Fill(ModelInput input, Span<float> values) =>
        values.Fill(largest ? TensorPrimitives.Max(input.Values) : TensorPrimitives.Min(input.Values));

    public override string ToString() => largest ? "image maximum" : "image minimum";
}
