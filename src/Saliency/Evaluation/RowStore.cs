using System.Text;

namespace Saliency.Evaluation;

/// <summary>The rows of a run: in memory and, where there is a file, on disk as soon as an image is complete.</summary>
internal sealed class RowStore : IDisposable
{
    private readonly string? _path;
    private readonly FileStream? _file, _claim;
    private readonly List<StudyRow> _rows = [];
    private readonly Dictionary<(int Index, string Model), string> _known = [];

    private RowStore(string? path, FileStream? file, FileStream? claim) => (_path, _file, _claim) = (path, file, claim);

    public IReadOnlyList<StudyRow> Rows => _rows;

    /// <summary>Opens a file to go on with it, or starts it.</summary>
    /// <exception cref="InvalidDataException">It is the file of another study.</exception>
    /// <exception cref="IOException">Another run writes to it, or it cannot be written.</exception>
    public static RowStore Open(string? path, StudyHeader header)
    {
        if (path is null) return new RowStore(null, null, null);
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
        // Others may look at the file while it grows; a second writer is refused. Outside of Windows a share of Read lets writers in: hence a file beside it that nobody shares.
        var claim = Claim(path);
        var store = new RowStore(path, null, claim);
        try
        {
            store = new RowStore(path, new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read), claim);
            store.Load(header);
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Whether all rows of an image with a model are there.</summary>
    /// <exception cref="InvalidDataException">They are those of another image.</exception>
    public bool Contains(int index, string image, string model)
    {
        if (!_known.TryGetValue((index, model), out string? known)) return false;
        return known == image ? true : throw new InvalidDataException($"Expected image {index} to be '{known}' as in '{_path}', got '{image}'.");
    }

    public void Append(IReadOnlyList<StudyRow> rows)
    {
        Keep(rows);
        if (_file is null) return;
        _file.Write(Encoding.UTF8.GetBytes(string.Concat(rows.Select(row => JsonText.Write(row) + "\n"))));
        _file.Flush(flushToDisk: true);
    }

    public void Dispose()
    {
        _file?.Dispose();
        _claim?.Dispose();
    }

    private static FileStream Claim(string path)
    {
        string beside = path + ".lock";
        try
        {
            return new FileStream(beside, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (IOException e) when (File.Exists(beside))
        {
            throw new IOException($"Expected '{path}' to be written by one run, got another at work on it.", e);
        }
    }

    private void Load(StudyHeader header)
    {
        var lines = RowLines.Read(_file!, _path!);
        if (lines is null)
        {
            StartAnew(header);
            return;
        }
        if (lines.Header.Fingerprint != header.Fingerprint)
            throw new InvalidDataException($"Expected '{_path}' to be of this study ({header.Fingerprint}), got one of another ({lines.Header.Fingerprint}): expected {header.DifferenceTo(lines.Header)}.");
        Keep(lines.Rows);
        _file!.SetLength(lines.End);
        _file.Position = lines.End;
    }

    // Without a line's end in it, the file is empty, or the beginning of the header, or not ours to overwrite.
    private void StartAnew(StudyHeader header)
    {
        byte[] line = Encoding.UTF8.GetBytes(header.Line + "\n"), there = new byte[Math.Min(_file!.Length, line.Length)];
        _file.Position = 0;
        _file.ReadExactly(there);
        if (_file.Length > line.Length || !line.AsSpan().StartsWith(there))
            throw new InvalidDataException($"Expected a file of a study, got something else in '{_path}'.");
        _file.Position = 0;
        _file.Write(line);
        _file.Flush(flushToDisk: true);
    }

    private void Keep(IReadOnlyList<StudyRow> rows)
    {
        _rows.AddRange(rows);
        foreach (var row in rows) _known[(row.Index, row.Model)] = row.Image;
    }
}
