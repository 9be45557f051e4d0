using System.Numerics.Tensors;
using Saliency.Numerics;

namespace Saliency.Imaging;

/// <summary>Segments of photos.</summary>
public static class PhotoSegmentation
{
    /// <summary>Parts a photo by its colours, bytes as 255ths.</summary>
    /// <param name="segmenter">How.</param>
    /// <param name="photo">A photo; the segmentation has its height and width.</param>
    /// <exception cref="ArgumentException">The segmenter cannot take the photo's size.</exception>
    public static Segmentation Segment(this Segmenter segmenter, Photo photo)
    {
        ArgumentNullException.ThrowIfNull(segmenter);
        ArgumentNullException.ThrowIfNull(photo);
        var shape = new ImageShape(3, photo.Height, photo.Width);
        var colors = new float[shape.Length];
        PixelPlanes.FromRgb(photo.Pixels, [1, 1, 1], [0, 0, 0], blueFirst: false, colors);
        // Divided, not multiplied by a reciprocal: the float nearest to k/255 is what tells a byte.
        TensorPrimitives.Divide(colors, 255, colors);
        return segmenter.Segment(colors, shape);
    }
}
