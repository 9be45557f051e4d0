using System.Collections.Immutable;
using System.Globalization;
using Saliency.Imaging;

namespace Saliency.Evaluation;

/// <summary>A model of a study.</summary>
/// <param name="Name">Its name in the report; the study's models have different ones.</param>
/// <param name="Model">The model. Whoever loaded it disposes it, after the study.</param>
/// <param name="Preprocessing">How a photo becomes its input; null where the images bring inputs of their own.</param>
/// <param name="Settings">What else tells it from another model of this name (a hash, a training run), as text: part of the study's fingerprint.</param>
public sealed record StudyModel(string Name, IModel Model, Preprocessing? Preprocessing = null, string Settings = "")
{
    /// <summary>All that is known of how it was set up.</summary>
    internal string Description => string.Join("; ", new[] { $"{Model.Name} {Model.InputShape}", Described(Preprocessing), Settings }.Where(s => s.Length > 0));

    private static string Described(Preprocessing? p) => p is null ? "" : string.Create(CultureInfo.InvariantCulture,
        $"{p.Resize} {p.Interpolation} {p.Channels} range {p.Range} mean {Numbers(p.Mean)} deviation {Numbers(p.Deviation)}");

    private static string Numbers(ImmutableArray<float> values) => string.Join(' ', values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)));
}
