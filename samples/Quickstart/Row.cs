using Saliency.Imaging;

namespace Saliency.Samples;

/// <summary>What one method made of a photo, and how good that is.</summary>
internal sealed record Row(string Method, SaliencyMap Map, Photo Overlay, MetricResult Insertion, MetricResult Deletion, TimeSpan Time);
