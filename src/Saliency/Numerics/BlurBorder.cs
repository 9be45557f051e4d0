namespace Saliency.Numerics;

/// <summary>What a blur reads beyond the first and last pixel.</summary>
internal enum BlurBorder
{
    /// <summary>Reflected about the outer side of the edge pixel, <c>b a | a b c</c> (scipy's "reflect").</summary>
    Reflect,

    /// <summary>Mirrored about the centre of the edge pixel, <c>c b | a b c</c> (scipy's "mirror", OpenCV's default).</summary>
    Mirror,

    /// <summary>The edge pixel again, <c>a a | a b c</c>.</summary>
    Clamp,

    /// <summary>Zeros.</summary>
    Zero,
}
