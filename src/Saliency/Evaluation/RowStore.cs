using System.Text;

namespace Saliency.Evaluation;

/// <summary>The rows of a run: in memory and, where there is a file, on disk as soon as an image is complete.</summary>
internal sealed class RowStore : IDisposable
{
    private readonly string? _path;
    private readonly FileStream? _file;
    private readonly List<StudyRow> _rows = [];
    private readonly Dictionary<(int Index, string Model), string> _known = [];

    private RowStore(string? path, FileStream? file) => (_path, _file) = (path, file);

    public IReadOnlyList<StudyRow> Rows => _rows;

    /// <summary>Opens a file to go on with it, or starts it.</summary>
    /// <exception cref="InvalidDataException">It is the file of another study.</exception>
    public static RowStore Open(string? path, StudyHeader header)
    {
        if (path is null) return new RowStore(null, null);
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
        // Others may look at the file while it grows; a second writer is refused.
        var store = new RowStore(path, new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read));
        try
        {
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

    public void Dispose() => _file?.Dispose();

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
