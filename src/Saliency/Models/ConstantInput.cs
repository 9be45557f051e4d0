using Saliency.Onnx;

namespace Saliency.Models;

/// <summary>The fixed value of a model input that is no image: a detector's original size, a threshold.</summary>
/// <remarks>Given for one image; where the input has an open first axis it is repeated for every image of the batch. One value alone fills the whole input.</remarks>
public sealed class ConstantInput
{
    private readonly string _text;

    private ConstantInput(TensorProto values, string text) => (Values, _text) = (values, text);

    internal TensorProto Values { get; }

    /// <summary>Whole numbers; turned to the input's own type.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static ConstantInput Integers(params ReadOnlySpan<long> values) => values.IsEmpty
        ? throw new ArgumentException("Expected at least one value, got none.", nameof(values))
        : new(TensorData.Integers("", values), string.Join(", ", values.ToArray()));

    /// <summary>Floats; turned to the input's own type.</summary>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static ConstantInput Floats(params ReadOnlySpan<float> values) => values.IsEmpty
        ? throw new ArgumentException("Expected at least one value, got none.", nameof(values))
        : new(TensorData.Floats("", [values.Length], values), string.Join(", ", values.ToArray()));

    /// <summary>The values.</summary>
    public override string ToString() => $"[{_text}]";
}
