namespace Saliency.Tests.Numerics;

/// <summary>A span at an odd offset inside a larger array, whose surroundings tell when a kernel writes outside of it.</summary>
internal sealed class Guarded<T>(int length, int offset, T guard) where T : struct, IEquatable<T>
{
    private readonly T[] _all = [.. Enumerable.Repeat(guard, length + offset + 70)];

    public Span<T> Span => _all.AsSpan(offset, length);

    public Guarded<T> With(ReadOnlySpan<T> values)
    {
        values.CopyTo(Span);
        return this;
    }

    public T[] ToArray()
    {
        Assert.That(_all.Take(offset).Concat(_all.Skip(offset + length)).All(v => v.Equals(guard)), "a value outside the target was written");
        return Span.ToArray();
    }
}
