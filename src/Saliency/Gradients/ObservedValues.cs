using System.Collections.Immutable;
using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Gradients;

/// <summary>Type and shape of a value, observed by running.</summary>
/// <param name="Type">Element type.</param>
/// <param name="Dims">Extent of each axis; −1 where it follows the batch.</param>
/// <param name="Seen">Extent of each axis in the first observation, where an axis that follows the batch was so many times as long as another's.</param>
internal sealed record ObservedValue(DataType Type, ImmutableArray<long> Dims, ImmutableArray<long> Seen)
{
    public bool IsFloating => Type is DataType.Float or DataType.Float16 or DataType.Double or DataType.Bfloat16;
}

/// <summary>What is known of every value of a graph.</summary>
internal sealed class ObservedValues(IReadOnlyDictionary<string, ObservedValue> values)
{
    public ObservedValue this[string name] => values.TryGetValue(name, out var known)
        ? known
        : throw new InvalidOperationException($"Expected the shape of '{name}' to have been observed, it was not.");

    /// <summary>The same, with copies known by their names.</summary>
    public ObservedValues Renamed(IReadOnlyDictionary<string, string> copies)
    {
        var all = new Dictionary<string, ObservedValue>(values);
        foreach (var (value, copy) in copies)
            if (values.TryGetValue(value, out var known)) all[copy] = known;
        return new ObservedValues(all);
    }

    public ObservedValue? Find(string name) => values.GetValueOrDefault(name);
}
