using System.Collections.Immutable;
using System.Numerics.Tensors;
using Saliency.Numerics;

namespace Saliency;

/// <summary>What a model is asked for, and its answer to a batch: named values, each of one shape for every image.</summary>
/// <remarks>The caller makes one, hands it to <see cref="IModel.Run"/> as often as it likes, and reads it between runs: its memory is reused.
/// Not safe for concurrent use; every thread makes its own.</remarks>
public sealed class ModelAnswer
{
    private readonly float[][] _values;
    private readonly ImmutableArray<int>[] _shapes;

    /// <summary>An answer that asks for the named values: outputs of the model or, where it has them, layers.</summary>
    public ModelAnswer(params ReadOnlySpan<string> names)
    {
        if (names.IsEmpty) throw new ArgumentException("Expected at least one value to ask for, got none.", nameof(names));
        Names = [.. names];
        _values = new float[names.Length][];
        _shapes = new ImmutableArray<int>[names.Length];
        Array.Fill(_values, []);
        Array.Fill(_shapes, []);
    }

    /// <summary>The values asked for, in the caller's order.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>Images of the last run.</summary>
    public int Count { get; private set; }

    /// <summary>The answer for one image.</summary>
    /// <param name="value">Index into <see cref="Names"/>.</param>
    /// <param name="image">0 to <see cref="Count"/> − 1.</param>
    public ReadOnlySpan<float> this[int value, int image] => MemoryOf(value, image).Span;

    /// <summary>The shape of a value for one image, without the batch axis.</summary>
    public ImmutableArray<int> ShapeOf(int value) => _shapes[value];

    /// <summary>The number of floats of a value for one image.</summary>
    public int LengthOf(int value) => Product(_shapes[value].AsSpan());

    /// <summary>Index of a name in <see cref="Names"/>.</summary>
    /// <exception cref="ArgumentException">The value was not asked for.</exception>
    public int IndexOf(string name)
    {
        int at = Names.IndexOf(name);
        return at >= 0 ? at : throw new ArgumentException($"Expected one of the values asked for ({string.Join(", ", Names)}), got '{name}'.", nameof(name));
    }

    /// <summary>For models: the memory to write a value into, image after image. Every value asked for must be prepared in every run.</summary>
    /// <param name="value">Index into <see cref="Names"/>.</param>
    /// <param name="count">Images of this run.</param>
    /// <param name="shape">Shape for one image, without the batch axis.</param>
    /// <returns><c>count · product(shape)</c> floats, to be overwritten whole.</returns>
    public Span<float> Prepare(int value, int count, params ReadOnlySpan<int> shape) => PrepareMemory(value, count, shape).Span;

    /// <summary>The same as memory that can be pinned beyond one method.</summary>
    internal Memory<float> PrepareMemory(int value, int count, params ReadOnlySpan<int> shape)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        int length = checked(count * Product(shape));
        if (_values[value].Length < length) _values[value] = GC.AllocateUninitializedArray<float>(length);
        if (!_shapes[value].AsSpan().SequenceEqual(shape)) _shapes[value] = [.. shape];
        Count = count;
        return _values[value].AsMemory(0, length);
    }

    /// <summary>The answer for one image, until the next run.</summary>
    internal ReadOnlyMemory<float> MemoryOf(int value, int image)
    {
        if ((uint)image >= (uint)Count)
            throw new ArgumentOutOfRangeException(nameof(image), $"Expected an image of a batch of {Count}, got {image}.");
        int length = LengthOf(value);
        return _values[value].AsMemory(image * length, length);
    }

    /// <summary>A value of every image of the last run, each image's repeated.</summary>
    internal ReadOnlyMemory<float> Repeated(string name, int times)
    {
        int value = IndexOf(name), length = LengthOf(value);
        var all = _values[value].AsMemory(0, Count * length);
        return times == 1 ? all : Repetition.OfEach(all.Span, Count, times);
    }

    /// <summary>Copies the values that another answer asks for.</summary>
    internal void CopyTo(ModelAnswer other)
    {
        for (int i = 0; i < other.Names.Length; i++)
        {
            int value = IndexOf(other.Names[i]);
            _values[value].AsSpan(0, Count * LengthOf(value)).CopyTo(other.Prepare(i, Count, _shapes[value].AsSpan()));
        }
    }

    /// <summary>Whether another answer has the same values under the same names.</summary>
    internal bool HasTheBitsOf(ModelAnswer other)
    {
        if (Count != other.Count || !Names.AsSpan().SequenceEqual(other.Names.AsSpan())) return false;
        for (int value = 0; value < Names.Length; value++)
        {
            if (!ShapeOf(value).AsSpan().SequenceEqual(other.ShapeOf(value).AsSpan())) return false;
            int length = Count * LengthOf(value);
            if (!Bits.Of(_values[value].AsSpan(0, length)).SequenceEqual(Bits.Of(other._values[value].AsSpan(0, length)))) return false;
        }
        return true;
    }

    /// <summary>Refuses an answer with NaN or infinity.</summary>
    /// <param name="firstImage">Number to report for image 0 of this batch.</param>
    /// <exception cref="ModelAnswerException">A value is not finite: the message names the image and the output.</exception>
    public void EnsureFinite(int firstImage = 0) => EnsureFinite(firstImage, 1);

    /// <summary>The same for an answer with several entries for each image, as the gradients of several objectives are.</summary>
    internal void EnsureFinite(int firstImage, int each)
    {
        for (int value = 0; value < Names.Length; value++)
        {
            int length = LengthOf(value);
            var all = _values[value].AsSpan(0, Count * length);
            if (TensorPrimitives.IsFiniteAll<float>(all)) continue;
            int at = ModelInput.FirstNonFinite(all);
            throw new ModelAnswerException(Names[value], firstImage + (at / length / each), at % length, all[at]);
        }
    }

    private static int Product(ReadOnlySpan<int> shape)
    {
        int product = 1;
        foreach (int d in shape) product = checked(product * d);
        return product;
    }
}
