namespace Saliency.Imaging.Formats;

/// <summary>The first directory of a TIFF structure: that of a TIFF file, and that of the EXIF block in other formats.</summary>
internal readonly ref struct TiffDirectory
{
    private const int Orientation = 274;
    private readonly FileBytes _bytes;
    private readonly long _start;
    private readonly int _count;

    public TiffDirectory(ReadOnlySpan<byte> bytes)
    {
        bool bigEndian = bytes.StartsWith("MM"u8);
        if (!bigEndian && !bytes.StartsWith("II"u8)) throw new ImageFormatException("expected a TIFF structure that begins with II or MM");
        _bytes = new FileBytes(bytes, bigEndian);
        if (_bytes.UInt16(2) is var version and not 42)
            throw new ImageFormatException($"expected a TIFF structure of version 42, got version {version}{(version == 43 ? " (BigTIFF)" : "")}");
        long start = _bytes.UInt32(4);
        _count = _bytes.UInt16(start);
        _start = start + 2;
        _bytes.Part(_start, 12L * _count);
    }

    /// <summary>Throws where a value lies outside the file or a tag stands twice, of which each reader could believe another.</summary>
    public void Check()
    {
        var seen = new HashSet<int>();
        for (int i = 0; i < _count; i++)
        {
            Values(_start + (12 * i));
            if (!seen.Add(_bytes.UInt16(_start + (12 * i)))) throw new ImageFormatException($"expected each tag once, got {_bytes.UInt16(_start + (12 * i))} twice");
        }
    }

    /// <summary>The number of values of a tag; 0 where it is absent.</summary>
    public long Count(int tag) => Find(tag) is >= 0 and var entry ? _bytes.UInt32(entry + 4) : 0;

    /// <summary>One value of a tag of whole numbers.</summary>
    public uint Value(int tag, uint absent, long index = 0)
    {
        long entry = Find(tag);
        if (entry < 0) return absent;
        var (at, size, count) = Values(entry);
        if (index >= count) return absent;
        return size switch
        {
            1 => _bytes.Byte(at + index),
            2 => _bytes.UInt16(at + (2 * index)),
            4 => _bytes.UInt32(at + (4 * index)),
            _ => throw new ImageFormatException($"expected whole numbers in tag {tag}, got values of {size} bytes"),
        };
    }

    /// <summary>The orientation an EXIF block asks for; 1 where it has none or is damaged, which is no reason to refuse the picture.</summary>
    public static int OrientationOf(ReadOnlySpan<byte> exif)
    {
        try
        {
            return (int)Math.Min(9, new TiffDirectory(exif).Value(Orientation, 1));
        }
        catch (ImageFormatException)
        {
            return 1;
        }
    }

    private long Find(int tag)
    {
        for (int i = 0; i < _count; i++)
            if (_bytes.UInt16(_start + (12 * i)) == tag) return _start + (12 * i);
        return -1;
    }

    private (long At, int Size, long Count) Values(long entry)
    {
        int size = _bytes.UInt16(entry + 2) switch { 1 or 2 or 6 or 7 => 1, 3 or 8 => 2, 4 or 9 or 11 or 13 => 4, 5 or 10 or 12 => 8, _ => 0 };
        if (size == 0) throw new ImageFormatException($"expected a known type of tag {_bytes.UInt16(entry)}, got {_bytes.UInt16(entry + 2)}");
        long count = _bytes.UInt32(entry + 4), at = size * count <= 4 ? entry + 8 : _bytes.UInt32(entry + 8);
        _bytes.Part(at, size * count);
        return (at, size, count);
    }
}
