using System.Globalization;
using Saliency.Imaging;
using Saliency.Rendering;

namespace Saliency.Evaluation;

/// <summary>Small pictures of a study's first images (photo, truth, every explainer's overlay), kept as JPEG files for the report's page.</summary>
/// <remarks>Their names follow from the places of image, model and explainer alone: shards can write into one folder, and an interrupted run writes the same again.</remarks>
/// <param name="Folder">Where they lie.</param>
public sealed record StudyPictures(string Folder)
{
    /// <summary>How many images get pictures, counted from the first of the sequence.</summary>
    public int Images { get; init; } = 24;

    /// <summary>The larger side of a picture in pixels, at least 16.</summary>
    public int Side
    {
        get;
        init => field = value >= 16 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Expected at least 16 pixels.");
    } = 360;

    /// <summary>Colours of the overlays.</summary>
    public OverlayOptions Overlay { get; init; } = new();

    internal string Photo(int image) => At(image, "photo");

    internal string Truth(int image, int model) => At(image, $"m{model}.truth");

    internal string Map(int image, int model, int explainer) => At(image, $"m{model}.e{explainer}");

    internal void Write(StudyResult result, int model)
    {
        if (result.Sample is not { } sample || result.Index >= Images) return;
        Directory.CreateDirectory(Folder);
        var frame = sample.Photo is null ? null : new Frame(sample.Photo, sample.Input, Side);
        frame?.Photo.Save(Photo(result.Index));
        var truth = sample.Truth?.Density ?? (sample.Truth?.Region is { } region ? Drawn(region) : null);
        if (truth is not null) Paint(truth).Save(Truth(result.Index, model));
        for (int e = 0; e < result.Maps.Count; e++)
            if (result.Maps[e] is { } map) Paint(map).Save(Map(result.Index, model, e));

        Photo Paint(SaliencyMap map)
        {
            if (frame is not null) return Rendering.Overlay.Render(frame.Photo, map, frame.Input, Overlay);
            var heat = HeatMap.Render(map, new HeatMapOptions { ColorMap = Overlay.ColorMap, Range = Overlay.Range });
            var (width, height) = PhotoScaling.Fit(heat, Side, Side);
            return PhotoScaling.Resize(heat, width, height);
        }
    }

    private static SaliencyMap Drawn(Mask region) => new(region.Height, region.Width, Array.ConvertAll(region.Values.ToArray(), inside => inside ? 1f : 0f));

    private string At(int image, string what) => Path.Combine(Folder, string.Create(CultureInfo.InvariantCulture, $"{image:000000}.{what}.jpg"));

    /// <summary>A photo made small, and the input as if it had come from the small one: painting a large one would cost more than many an explanation.</summary>
    private sealed class Frame
    {
        public Frame(Photo photo, ModelInput input, int side)
        {
            var (width, height) = photo.Width <= side && photo.Height <= side ? (photo.Width, photo.Height) : PhotoScaling.Fit(photo, side, side);
            Photo = PhotoScaling.Resize(photo, width, height);
            double x = (double)width / photo.Width, y = (double)height / photo.Height;
            var g = input.Geometry;
            Input = new ModelInput(input.Shape, input.Values, new InputGeometry(width, height, g.OffsetX * x, g.OffsetY * y, g.ScaleX * x, g.ScaleY * y));
        }

        public Photo Photo { get; }

        public ModelInput Input { get; }
    }
}
