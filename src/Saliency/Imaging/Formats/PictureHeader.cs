namespace Saliency.Imaging.Formats;

/// <summary>What is known of a picture before it is decoded.</summary>
/// <param name="Height">Rows as stored.</param>
/// <param name="Width">Columns as stored.</param>
/// <param name="BytesPerPixel">The most that decoding and the photo take for each pixel, found by measuring.</param>
/// <param name="Orientation">The EXIF orientation, 1–8; 1 where none is given.</param>
/// <param name="Deep">More than 8 bits a channel.</param>
internal readonly record struct PictureHeader(long Height, long Width, int BytesPerPixel, int Orientation = 1, bool Deep = false);
