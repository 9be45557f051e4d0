using System.Globalization;
using Saliency.Numerics;

namespace Saliency;

/// <summary>What becomes of the pixels that a method removes, where it knows which they are: a baseline shows through, or they are filled in from those that stay.</summary>
/// <remarks>Every <see cref="Baseline"/> is one. Values are in model space. Nothing removed leaves the image as it is; the fillings below, which need
/// pixels that stay, make each channel its mean over the image where everything is removed. Immutable and safe for concurrent calls. Own imputers derive from this class.</remarks>
public abstract class Imputer
{
    /// <summary>Removed pixels become the weighted mean of their neighbours, plus a little noise, so that the shape of the hole cannot be read off.</summary>
    /// <remarks>
    /// <para>All removed pixels at once solve <c>v_i · Σ w_ij = Σ w_ij · v_j</c> over the neighbours j inside the image, w = 1/6 for those beside, 1/12 for those
    /// at the corners, kept neighbours at their own values; then normal noise is added to every removed value. Solved to about 10⁻⁵ of the kept values' range.</para>
    /// <para>Rong, Leemann, Borisov, Kasneci, Kasneci: A consistent and efficient evaluation strategy for attribution methods. ICML 2022.</para>
    /// </remarks>
    /// <param name="noise">Standard deviation of the noise in model space, 0 or more.</param>
    /// <param name="seed">Seed of the noise, which is another for each image of a run.</param>
    public static Imputer NoisyLinear(double noise = 0.01, ulong seed = 0) => new LinearImputer(noise, seed);

    /// <summary>The hole is closed from its rim inwards by weighted means of what is known nearby, the weights by distance, direction and level.</summary>
    /// <remarks>
    /// <para>The values are OpenCV's (<c>INPAINT_TELEA</c>) before its rounding to bytes, in any range: what the code there adds in whole grey levels is scaled to
    /// 1/255 of the kept values' range. Its first row and column, which OpenCV leaves unfilled, are filled like the others.</para>
    /// <para>Telea: An image inpainting technique based on the fast marching method. Journal of Graphics Tools 9(1), 2004.</para>
    /// </remarks>
    /// <param name="radiusPixels">How far to look, 1 to 100.</param>
    public static Imputer Telea(int radiusPixels = 3) => Inpainting("Telea", radiusPixels, TeleaInpainting.Fill);

    /// <summary>The hole is closed from its rim inwards by weighted means of what is known nearby, the weights by distance and along the edges that run into it.</summary>
    /// <remarks>
    /// <para>The values are OpenCV's (<c>INPAINT_NS</c>) before its rounding to bytes, in any range. Its first row and column, which OpenCV leaves unfilled, are
    /// filled like the others.</para>
    /// <para>After Bertalmio, Bertozzi, Sapiro: Navier–Stokes, fluid dynamics, and image and video inpainting. CVPR 2001.</para>
    /// </remarks>
    /// <param name="radiusPixels">How far to look, 1 to 100.</param>
    public static Imputer NavierStokes(int radiusPixels = 3) => Inpainting("Navier–Stokes", radiusPixels, NavierStokesInpainting.Fill);

    /// <summary>The kept pixels span triangles (Delaunay's), and removed ones are interpolated linearly in them.</summary>
    /// <remarks>
    /// <para>The values are those of scipy's <c>griddata</c> ("linear") as the authors of performance information curves use it: the four corners of the image always stay, so
    /// that the triangles cover it. Four pixels of a square have two triangulations, and libraries differ in which they take; here the same pixels always give the same.
    /// In an image of one row or column: straight from pixel to pixel.</para>
    /// <para>Kapishnikov, Bolukbasi, Viégas, Terry: XRAI: better attributions through regions. ICCV 2019. Sides of the image: at most 16384 pixels.</para>
    /// </remarks>
    public static Imputer Triangulated() => new HoleImputer("triangulated", TriangleInterpolation.Fill);

    /// <summary>Every removed pixel becomes as the kept one nearest to it; of several the one of the lowest index.</summary>
    /// <remarks>The values are those of scipy's <c>griddata</c> ("nearest") where one kept pixel is the nearest.</remarks>
    public static Imputer Nearest() => new HoleImputer("nearest", NearestPixel.Fill);

    /// <summary>The hole becomes the smoothest surface that goes on from the levels and the slopes around it: a gradient runs on through it.</summary>
    /// <remarks>
    /// <para>In each channel the removed pixels v solve <c>(Δ²v)_i = 0</c>, with <c>(Δv)_i = Σ (v_j − v_i)</c> over the neighbours j beside i inside the image and kept
    /// pixels at their own values: of all fillings the one of the least Σ (Δv)² over the image. Then what leaves the range of the channel's kept values is clipped
    /// to it. Solved to about 10⁻⁶ of that range.</para>
    /// <para>All removed pixels at once, by preconditioned conjugate gradients. A step costs time, and all of them memory, in proportion to the rectangle around the removed
    /// pixels (about 100 bytes per pixel of it); the number of steps grows slowly with the width of the hole, up to about 90 at 224×224.</para>
    /// <para>Damelin, Hoang: On surface completion and image inpainting by biharmonic functions: numerical aspects. International Journal of Mathematics and Mathematical
    /// Sciences, 2018. The values are scikit-image's (<c>inpaint_biharmonic</c>).</para>
    /// </remarks>
    public static Imputer Biharmonic() => new HoleImputer("biharmonic inpainting", BiharmonicInpainting.Fill);

    /// <summary>Writes an image without its removed pixels.</summary>
    /// <param name="input">The untouched image.</param>
    /// <param name="removed">H×W: which pixels are removed, in all channels.</param>
    /// <param name="sample">The image's number in a run: what is random depends on the imputer's seed and this number alone.</param>
    /// <param name="values">Receives C×H×W finite values: kept pixels as they are, removed ones filled.</param>
    /// <exception cref="ArgumentException">The imputer does not fit the image's shape.</exception>
    public abstract void Impute(ModelInput input, ReadOnlySpan<bool> removed, int sample, Span<float> values);

    /// <summary>Refuses an imputer that no image of a shape can be handed to.</summary>
    internal void EnsureFits(ImageShape shape)
    {
        var removed = new bool[shape.PlaneLength];
        Array.Fill(removed, true);
        Impute(new ModelInput(shape, new float[shape.Length]), removed, 0, new float[shape.Length]);
    }

    /// <summary>An imputer that does the same to this one image, with what depends on the image alone worked out once.</summary>
    public virtual Imputer PreparedFor(ModelInput input) => this;

    private static HoleImputer Inpainting(string name, int radiusPixels, Action<MarchingFront, int, Span<float>> fill) => radiusPixels is >= 1 and <= 100
        ? new(string.Create(CultureInfo.InvariantCulture, $"{name} inpainting, radius {radiusPixels}"), (removed, height, width, planes) => fill(new MarchingFront(height, width, removed), radiusPixels, planes))
        : throw new ArgumentOutOfRangeException(nameof(radiusPixels), radiusPixels, "Expected a radius of 1 to 100 pixels.");
}
