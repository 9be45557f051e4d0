using System.Runtime.InteropServices;

namespace Saliency.Numerics;

/// <summary>Numbers by their bits, where being the same must mean more than being equal: 0 and −0 are two numbers to whoever divides by them.</summary>
internal static class Bits
{
    public static ReadOnlySpan<int> Of(ReadOnlySpan<float> values) => MemoryMarshal.Cast<float, int>(values);
}
