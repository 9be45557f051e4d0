using System.Collections.Immutable;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Saliency.Numerics;

namespace Saliency.Evaluation;

/// <summary>Answers of a model to single images, as many as fit into a number of bytes; the one that was not asked for longest goes first.</summary>
/// <remarks>Images are told apart by all their bits; a sum of them only says where to look. Not safe for concurrent use.</remarks>
/// <param name="mostBytes">Of images of one size and answers together. What is larger by itself is not kept.</param>
internal sealed class KnownAnswers(long mostBytes)
{
    private readonly LinkedList<Known> _byUse = [];
    private readonly Dictionary<ulong, LinkedListNode<Known>> _bySum = [];
    private readonly Stack<float[]> _spare = [];
    private long _bytes;

    /// <summary>An image, and of some outputs or layers the shape and the values for it.</summary>
    public sealed record Known(ulong Sum, float[] Image, ImmutableArray<string> Names, ImmutableArray<int>[] Shapes, float[][] Values, long Bytes);

    /// <summary>What is known of an image, if all that is asked for is.</summary>
    public Known? Find(ReadOnlySpan<float> image, ImmutableArray<string> names)
    {
        if (!_bySum.TryGetValue(SumOf(image), out var node) || !Bits.Of(node.Value.Image).SequenceEqual(Bits.Of(image))) return null;
        foreach (string name in names)
            if (!node.Value.Names.Contains(name)) return null;
        _byUse.Remove(node);
        _byUse.AddFirst(node);
        return node.Value;
    }

    /// <summary>Keeps the answer for one image of a batch. One with NaN is not kept: whoever asked will refuse it.</summary>
    public void Keep(ReadOnlySpan<float> image, ModelAnswer answer, int at)
    {
        var names = answer.Names;
        for (int v = 0; v < names.Length; v++)
            if (!TensorPrimitives.IsFiniteAll(answer[v, at])) return;
        ulong sum = SumOf(image);
        if (_bySum.TryGetValue(sum, out var same)) Drop(same);
        float[][] values = [.. names.Select((_, v) => answer[v, at].ToArray())];
        long bytes = sizeof(float) * (image.Length + values.Sum(v => v.LongLength));
        if (bytes > mostBytes) return;
        while (_bytes + bytes > mostBytes) Drop(_byUse.Last!);
        float[] copy = _spare.TryPop(out float[]? spare) ? spare : GC.AllocateUninitializedArray<float>(image.Length);
        image.CopyTo(copy);
        _bySum[sum] = _byUse.AddFirst(new Known(sum, copy, names, [.. names.Select((_, v) => answer.ShapeOf(v))], values, bytes));
        _bytes += bytes;
    }

    /// <summary>Forgets all, and holds on to the memory for the next ones: to have it anew would cost more than many a model's answer.</summary>
    public void Clear()
    {
        while (_byUse.First is { } node) Drop(node);
    }

    private void Drop(LinkedListNode<Known> node)
    {
        _byUse.Remove(node);
        _bySum.Remove(node.Value.Sum);
        _bytes -= node.Value.Bytes;
        _spare.Push(node.Value.Image);
    }

    private static ulong SumOf(ReadOnlySpan<float> image) => TensorPrimitives.Sum(MemoryMarshal.Cast<float, ulong>(image));
}
