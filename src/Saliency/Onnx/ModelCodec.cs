using System.IO.MemoryMappedFiles;
using Google.Protobuf;

namespace Saliency.Onnx;

/// <summary>Bytes of an ONNX file to messages and back.</summary>
internal static class ModelCodec
{
    /// <summary>Reads a model and refuses what is damaged or would make a runtime stumble.</summary>
    /// <param name="bytes">A whole file.</param>
    /// <param name="folder">The folder that external data must lie in; null where the model has no file.</param>
    /// <exception cref="ModelFormatException">With what was expected and what came.</exception>
    public static ModelProto Decode(ReadOnlySpan<byte> bytes, string? folder)
    {
        if (bytes.IsEmpty) throw new ModelFormatException("Expected an ONNX model, got 0 bytes.");
        ModelProto model;
        try
        {
            model = ModelProto.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new ModelFormatException($"Expected an ONNX model, got {bytes.Length} bytes that are damaged, cut off or of another format: {e.Message}", e);
        }
        ModelValidator.Check(model, folder);
        return model;
    }

    /// <summary>Reads a model from its file, with external data beside it. The file is mapped while it is read: its bytes are held once, as the model's weights.</summary>
    /// <exception cref="ModelFormatException">With what was expected and what came.</exception>
    public static unsafe ModelProto Decode(string path)
    {
        string? folder = Path.GetDirectoryName(Path.GetFullPath(path));
        using var file = File.OpenRead(path);
        if (file.Length == 0) return Decode([], folder);
        if (file.Length > int.MaxValue)
            throw new ModelFormatException($"Expected at most 2 GB inside an ONNX file, got {file.Length} bytes; larger models keep their weights as external data.");
        using var map = MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        using var view = map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        try
        {
            return Decode(new ReadOnlySpan<byte>(start + view.PointerOffset, (int)file.Length), folder);
        }
        catch (ModelFormatException e)
        {
            throw new ModelFormatException($"{e.Message} The file is '{path}'.", e);
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }

    /// <summary>Writes a model for a runtime.</summary>
    /// <exception cref="ModelFormatException">The model with its weights is larger than a file of this format can be.</exception>
    public static byte[] Encode(ModelProto model)
    {
        // The size is an int: it turns negative where the sum of all weights passes 2 GB.
        int size = model.CalculateSize();
        if (size < 0)
            throw new ModelFormatException("Expected at most 2 GB inside an ONNX file; larger models keep their weights as external data.");
        var bytes = GC.AllocateUninitializedArray<byte>(size);
        model.WriteTo(bytes.AsSpan());
        return bytes;
    }
}
