using System.Collections.Immutable;

namespace Saliency.Models;

/// <summary>How a value lies in the memory of a run.</summary>
internal enum ValueForm
{
    /// <summary>Image after image, of known shape: written straight into the caller's memory.</summary>
    PerImage,

    /// <summary>Once for all images.</summary>
    Shared,

    /// <summary>Of a shape that depends on what is in the image.</summary>
    Varying,
}

/// <summary>A value that a session gives out.</summary>
/// <param name="Name">What users call it.</param>
/// <param name="GraphName">What the graph calls it.</param>
/// <param name="Shape">Shape for one image.</param>
/// <param name="Form">How it lies in memory.</param>
/// <param name="Merged">Whether the first axis of the shape is one with the images' axis.</param>
internal sealed record RunValue(string Name, string GraphName, ImmutableArray<int> Shape, ValueForm Form, bool Merged)
{
    /// <summary>Floats for one image.</summary>
    public int Length { get; } = Shape.Aggregate(1, (product, d) => checked(product * d));

    /// <summary>The shape of the tensor for a batch.</summary>
    public long[] TensorShape(int count)
    {
        int skip = Merged ? 1 : 0;
        var shape = new long[1 + Shape.Length - skip];
        shape[0] = Merged ? (long)count * Shape[0] : count;
        for (int i = skip; i < Shape.Length; i++) shape[1 + i - skip] = Shape[i];
        return shape;
    }

    /// <summary>What has no images' axis, given out once for an image that is run alone.</summary>
    public static RunValue OfConstant(string name, string graphName, IReadOnlyCollection<long> dims) =>
        new(name, graphName, [.. dims.Select(d => (int)d)], ValueForm.PerImage, Merged: dims.Count > 0);

    /// <summary>Reads how a value lies from what was observed.</summary>
    public static RunValue From(string name, string graphName, ValueObservation observed, bool varying)
    {
        int axis = observed.BatchAxis;
        var form = varying || (axis < 0 && !observed.IsShared && observed.One.Length > 0) ? ValueForm.Varying
            : axis < 0 ? ValueForm.Shared
            : observed.One.Contains(0) ? ValueForm.Varying : ValueForm.PerImage;
        // By now surgery has brought the images' axis to the front.
        bool ownAxis = observed.One is [1, ..] && (form != ValueForm.Varying || observed.Two is null or [2, ..]);
        return new RunValue(name, graphName, [.. ownAxis ? observed.ShapePerImage(0) : observed.One.Select(d => (int)d)], form, !ownAxis && observed.One.Length > 0);
    }
}
