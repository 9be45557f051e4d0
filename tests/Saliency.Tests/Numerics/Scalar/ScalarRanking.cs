namespace Saliency.Tests.Numerics.Scalar;

/// <summary>A falling order by the platform's own sort of one integer a value: what one writes without a radix sort.</summary>
internal static class ScalarRanking
{
    public static void Descending(ReadOnlySpan<float> values, Span<int> order)
    {
        var keys = new ulong[values.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            int bits = BitConverter.SingleToInt32Bits(-values[i] + 0f);
            uint rising = bits < 0 ? ~(uint)bits : (uint)bits | 0x80000000;
            keys[i] = ((ulong)rising << 32) | (uint)i;
        }
        Array.Sort(keys);
        for (int i = 0; i < keys.Length; i++) order[i] = (int)keys[i];
    }
}
