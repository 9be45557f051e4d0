namespace Saliency.Imaging;

/// <summary>A picture as people see it: H×W pixels of red, green and blue bytes, row after row.</summary>
/// <remarks>Immutable and safe for concurrent use. Loading reads JPEG, PNG, BMP, GIF (its first frame), TIFF (its first page) and WebP; turns the picture
/// as its EXIF orientation says; makes three channels of grey, palette and CMYK; lays transparency over white; rounds 16 bits to 8.
/// Colour profiles are not applied.</remarks>
public sealed class Photo
{
    private readonly byte[] _pixels;

    /// <summary>Makes a photo of the given pixels. They are copied.</summary>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="pixels">Exactly <c>3 · height · width</c> bytes: red, green, blue of each pixel, row after row.</param>
    /// <exception cref="ArgumentException">The number of bytes does not fit.</exception>
    public Photo(int height, int width, ReadOnlySpan<byte> pixels) : this(CheckedCopy(height, width, pixels), height, width) { }

    private Photo(byte[] pixels, int height, int width)
    {
        Height = height;
        Width = width;
        _pixels = pixels;
    }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Red, green, blue of each pixel, row after row: <c>3 · Height · Width</c> bytes.</summary>
    public ReadOnlySpan<byte> Pixels => _pixels;

    /// <summary>The size, height × width.</summary>
    public override string ToString() => $"{Height}×{Width}";

    /// <summary>The colour of a pixel.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such pixel.</exception>
    public (byte Red, byte Green, byte Blue) this[int y, int x]
    {
        get
        {
            if ((uint)y >= (uint)Height || (uint)x >= (uint)Width)
                throw new ArgumentOutOfRangeException(nameof(y), $"Expected a pixel of a photo of {Height}×{Width}, got row {y}, column {x}.");
            int at = 3 * ((y * Width) + x);
            return (_pixels[at], _pixels[at + 1], _pixels[at + 2]);
        }
    }

    /// <summary>Reads a photo from a file. The content decides the format, not the name.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How large it may be.</param>
    /// <exception cref="ImageFormatException">Not an image of a known format, damaged, cut short, empty or too large: the message names the file and says what came.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Photo Load(string path, PhotoOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = File.OpenRead(path);
        return PhotoReader.Read(file, $"'{path}'", options ?? new());
    }

    /// <summary>Reads a photo from the bytes of an image file.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="options">How large it may be.</param>
    /// <exception cref="ImageFormatException">Not an image of a known format, damaged, cut short, empty or too large.</exception>
    public static Photo Load(ReadOnlySpan<byte> file, PhotoOptions? options = null) =>
        PhotoReader.Read(file, "the given bytes", options ?? new());

    /// <summary>Reads a photo from a stream, to its end. The stream stays open.</summary>
    /// <param name="stream">A readable stream; it need not seek.</param>
    /// <param name="options">How large it may be.</param>
    /// <exception cref="ImageFormatException">Not an image of a known format, damaged, cut short, empty or too large.</exception>
    public static Photo Load(Stream stream, PhotoOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return PhotoReader.Read(stream, "the given stream", options ?? new());
    }

    /// <summary>Reads a photo from a file; the disk is waited for asynchronously, the decoding then happens on the continuation's thread.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How large it may be.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ImageFormatException">Not an image of a known format, damaged, cut short, empty or too large.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static async Task<Photo> LoadAsync(string path, PhotoOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new();
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
        await using (file.ConfigureAwait(false))
        {
            PhotoReader.CheckFileLength(file.Length, $"'{path}'", options);
            var bytes = new byte[file.Length];
            int count = await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return PhotoReader.Read(bytes.AsSpan(0, count), $"'{path}'", options);
        }
    }

    /// <summary>Writes the photo to a file, in the format of the name's extension: .png, .jpg, .jpeg, .bmp or .webp. A file of that name is replaced.</summary>
    /// <exception cref="NotSupportedException">Another extension.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        // Encoded before the file is opened: a failure leaves no empty file behind.
        byte[] file = Encode(PhotoWriter.FormatOf(path));
        File.WriteAllBytes(path, file);
    }

    /// <summary>Writes the photo to a stream. The stream stays open.</summary>
    public void Save(Stream stream, PhotoFormat format)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(Encode(format));
    }

    /// <summary>The photo as the bytes of an image file.</summary>
    /// <exception cref="ArgumentException">The photo is larger than the format allows (WebP: 16383 pixels a side, JPEG: 65535).</exception>
    public byte[] Encode(PhotoFormat format) => PhotoWriter.Encode(this, format);

    /// <summary>The photo at another size.</summary>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="interpolation">How pixels are mixed.</param>
    public Photo Resize(int height, int width, Interpolation interpolation = Interpolation.Bilinear)
    {
        new ImageShape(3, height, width).Check(nameof(height));
        if (height == Height && width == Width) return this;
        var pixels = new byte[3 * height * width];
        interpolation.Resize(_pixels, 3, Height, Width, height, width, 0, 0, pixels, height, width);
        return new Photo(pixels, height, width);
    }

    /// <summary>A photo over an array that nobody else holds.</summary>
    internal static Photo Owning(byte[] pixels, int height, int width) => new(pixels, height, width);

    private static byte[] CheckedCopy(int height, int width, ReadOnlySpan<byte> pixels)
    {
        new ImageShape(3, height, width).Check(nameof(height));
        if (pixels.Length != 3 * height * width)
            throw new ArgumentException($"Expected {3 * height * width} bytes for a photo of {height}×{width} with 3 channels, got {pixels.Length}.", nameof(pixels));
        return pixels.ToArray();
    }
}
