using System.Collections.Immutable;

namespace Saliency;

/// <summary>One number of a layer.</summary>
internal sealed class NeuronTarget(string layer, int index) : Target
{
    public override ImmutableArray<string> Reads(IModel model) => [.. base.Reads(model), LayerOf(model, layer).Name];

    public override Objective Resolve(IModel model, ModelAnswer untouched, int image, ScoreScale scale)
    {
        var found = LayerOf(model, layer);
        return index < found.Length
            ? new PlacesObjective(found.Name, [index], 1, ToString())
            : throw new ArgumentOutOfRangeException(null, index, $"Expected a neuron of 0 to {found.Length - 1} in layer '{layer}' of {model.Name}, got {index}.");
    }

    public override string ToString() => $"neuron {index} of {layer}";
}

/// <summary>A channel of a layer: at one place, or its mean over all.</summary>
internal sealed class ChannelTarget(string layer, int channel, (int Row, int Column)? place) : Target
{
    public override ImmutableArray<string> Reads(IModel model) => [.. base.Reads(model), LayerOf(model, layer).Name];

    public override Objective Resolve(IModel model, ModelAnswer untouched, int image, ScoreScale scale)
    {
        var found = LayerOf(model, layer);
        if (found.Maps is not { } maps)
            throw new ArgumentException($"Expected a layer with spatial extent for {this}, got '{layer}' of shape {string.Join('×', found.Shape)}.", nameof(model));
        if (channel >= maps.Channels || (place is { } p && (p.Row >= maps.Height || p.Column >= maps.Width)))
            throw new ArgumentOutOfRangeException(null, ToString(), $"Expected a place in layer '{layer}' of {model.Name}, which is {maps}.");
        return place is var (row, column)
            ? new PlacesObjective(found.Name, [found.IndexOf(channel, (row * maps.Width) + column)], 1, ToString())
            : new PlacesObjective(found.Name, [.. Enumerable.Range(0, maps.PlaneLength).Select(pixel => found.IndexOf(channel, pixel))], 1.0 / maps.PlaneLength, ToString());
    }

    public override string ToString() => place is var (row, column) ? $"channel {channel} of {layer} at row {row}, column {column}" : $"channel {channel} of {layer}";
}

/// <summary>Some numbers of a value, summed and weighted alike: w·Σ vₚ.</summary>
internal sealed class PlacesObjective(string value, ImmutableArray<int> places, double weight, string description) : Objective
{
    public override string Description => description;

    public override ImmutableArray<string> Reads => [value];

    public override bool IsLinear => true;

    public override double Evaluate(ModelAnswer answer, int image)
    {
        var values = answer[answer.IndexOf(value), image];
        double sum = 0;
        foreach (int place in places) sum += values[place];
        return weight * sum;
    }

    public override void Differentiate(ModelAnswer answer, int image, string output, Span<float> cotangent)
    {
        cotangent.Clear();
        if (output != value) return;
        foreach (int place in places) cotangent[place] = (float)weight;
    }
}
