using System.Buffers.Binary;

namespace Saliency.Imaging.Formats;

/// <summary>Reads numbers of a file and says where it ended when it ends too early.</summary>
internal readonly ref struct FileBytes(ReadOnlySpan<byte> bytes, bool bigEndian)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Length => _bytes.Length;

    public byte Byte(long at) => Part(at, 1)[0];

    public ushort UInt16(long at) => bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(Part(at, 2)) : BinaryPrimitives.ReadUInt16LittleEndian(Part(at, 2));

    public uint UInt32(long at) => bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(Part(at, 4)) : BinaryPrimitives.ReadUInt32LittleEndian(Part(at, 4));

    public ReadOnlySpan<byte> Part(long at, long length) => at >= 0 && length >= 0 && at + length <= _bytes.Length
        ? _bytes.Slice((int)at, (int)length)
        : throw new ImageFormatException($"expected {length} bytes at byte {at}, got a file that ends at byte {_bytes.Length}");
}
