using System.Globalization;

namespace Saliency.Onnx;

/// <summary>Weights that lie in a file of their own beside the model.</summary>
internal static class ExternalFile
{
    /// <summary>Refuses a tensor whose file is missing, too short, or not inside the model's folder.</summary>
    /// <param name="tensor">A tensor with external data.</param>
    /// <param name="bytes">The bytes that its shape asks for.</param>
    /// <param name="folder">The model's folder; null where it has none.</param>
    public static void Check(TensorProto tensor, long bytes, string? folder)
    {
        string Entry(string key) => tensor.ExternalData.FirstOrDefault(e => e.Key == key)?.Value ?? "";
        string location = Entry("location");
        if (folder is null)
            throw new ModelFormatException($"Expected the weights of tensor '{tensor.Name}' inside the model, got the external file '{location}': load such a model from its path.");
        // '*/' opens the runtime's own tags, which stand for addresses in memory.
        if (location.Length == 0 || location.Contains('\0') || location.StartsWith("*/", StringComparison.Ordinal))
            throw new ModelFormatException($"Expected the name of a file beside the model for tensor '{tensor.Name}', got '{location}'.");
        if (Path.IsPathRooted(location) || location.Split('/', '\\').Contains(".."))
            throw new ModelFormatException($"Expected a file inside the model's folder for tensor '{tensor.Name}', got '{location}'.");
        string path = Path.Combine(folder, location);
        if (!File.Exists(path))
            throw new ModelFormatException($"Expected the file '{location}' beside the model for tensor '{tensor.Name}': it does not exist.");
        string real = RealPath(path), root = RealPath(folder);
        if (!real.StartsWith(Path.TrimEndingDirectorySeparator(root) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new ModelFormatException($"Expected a file inside the model's folder for tensor '{tensor.Name}', got '{location}', a link that leads out of it.");
        long size = new FileInfo(real).Length, offset = Number("offset", 0);
        long length = Number("length", bytes);
        if (offset < 0 || length != bytes || offset > size - length)
        {
            throw new ModelFormatException(
                $"Expected {bytes} bytes for tensor '{tensor.Name}' within the {size} bytes of '{location}', got {length} bytes at {offset}.");
        }

        long Number(string key, long otherwise)
        {
            string text = Entry(key);
            if (text.Length == 0) return otherwise;
            return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
                ? value
                : throw new ModelFormatException($"Expected a number for '{key}' of tensor '{tensor.Name}', got '{text}'.");
        }
    }

    /// <summary>The path with every link in it followed.</summary>
    private static string RealPath(string path)
    {
        string full = Path.GetFullPath(path), real = Path.GetPathRoot(full) ?? "";
        foreach (string part in full[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Combine(real, part);
            FileSystemInfo info = Directory.Exists(real) ? new DirectoryInfo(real) : new FileInfo(real);
            if (info.LinkTarget is not null) real = RealPath(info.ResolveLinkTarget(true)?.FullName ?? real);
        }
        return real;
    }
}
