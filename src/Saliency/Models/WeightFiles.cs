using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using Google.Protobuf;
using Saliency.Onnx;
using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Models;

/// <summary>The large weights of a model in temporary files, which all its sessions map into memory: without them each session would parse and copy its own.</summary>
/// <remarks>A file is written once and never changed. All are deleted on dispose, or when the process ends. Where the temporary folder takes none, the weights stay inside the model.</remarks>
internal sealed class WeightFiles : IDisposable
{
    // Smaller models gain milliseconds only.
    private const long Worthwhile = 1 << 25;

    // Smaller constants are read by the runtime's own simplifications.
    private const int Large = 1 << 16;

    // Where a mapping may begin on every system.
    private const int Granularity = 1 << 16;

    private readonly Lock _gate = new();

    // By reference: a model's clones share the bytes of its weights.
    private readonly ConditionalWeakTable<ByteString, Place> _places = [];
    private int _files;
    private bool _refused;

    /// <summary>Where the files lie; null before the first.</summary>
    public string? Folder { get; private set; }

    /// <summary>The same model with its large weights outside.</summary>
    /// <returns>A copy; the model itself where it has few weights, or files of its own.</returns>
    public ModelProto Outside(ModelProto model)
    {
        if (model.Graph.Initializer.Any(t => t.DataLocation == DataLocation.External)) return model;
        if (model.Graph.Initializer.Where(IsLarge).Sum(t => (long)t.RawData.Length) < Worthwhile || !TryWrite(model.Graph)) return model;
        var copy = model.Clone();
        foreach (var tensor in copy.Graph.Initializer.Where(IsLarge))
        {
            _places.TryGetValue(tensor.RawData, out var place);
            tensor.ExternalData.Add(Entry("location", place!.File));
            tensor.ExternalData.Add(Entry("offset", place.Offset.ToString(CultureInfo.InvariantCulture)));
            tensor.ExternalData.Add(Entry("length", tensor.RawData.Length.ToString(CultureInfo.InvariantCulture)));
            tensor.ClearRawData();
            tensor.DataLocation = DataLocation.External;
        }
        return copy;
    }

    /// <summary>Takes back inside what still lies where <see cref="Outside"/> put it.</summary>
    /// <param name="model">What the runtime made of the model.</param>
    /// <param name="source">The model, with its weights inside.</param>
    public void Inside(ModelProto model, ModelProto source)
    {
        var weights = new Dictionary<Place, ByteString>();
        foreach (var tensor in source.Graph.Initializer)
            if (_places.TryGetValue(tensor.RawData, out var place)) weights[place] = tensor.RawData;
        foreach (var tensor in model.Graph.Initializer.Where(t => t.DataLocation == DataLocation.External))
        {
            var entries = tensor.ExternalData.ToDictionary(e => e.Key, e => e.Value);
            if (!entries.TryGetValue("offset", out string? offset) || !weights.TryGetValue(new(entries["location"], long.Parse(offset, CultureInfo.InvariantCulture)), out var bytes)) continue;
            tensor.RawData = bytes;
            tensor.ExternalData.Clear();
            tensor.ClearDataLocation();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _refused = true;
            Delete(null, EventArgs.Empty);
            AppDomain.CurrentDomain.ProcessExit -= Delete;
        }
    }

    // The runtime infers shapes from integers, and reads those inside only.
    private static bool IsLarge(TensorProto tensor) => tensor.RawData.Length >= Large && (DataType)tensor.DataType is not (DataType.Int64 or DataType.Int32);

    private static StringStringEntryProto Entry(string key, string value) => new() { Key = key, Value = value };

    /// <summary>Writes those weights that lie in no file yet.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever a file system says: without files it goes on as well.")]
    private bool TryWrite(GraphProto graph)
    {
        lock (_gate)
        {
            if (_refused) return false;
            // Some systems tidy their temporary folder up.
            if (Enumerable.Range(0, _files).Any(number => !File.Exists(PathOf(number)))) _places.Clear();
            TensorProto[] missing = [.. graph.Initializer.Where(t => IsLarge(t) && !_places.TryGetValue(t.RawData, out _))];
            if (missing.Length == 0) return true;
            try
            {
                if (Folder is null)
                {
                    Folder = Directory.CreateTempSubdirectory("saliency-").FullName;
                    AppDomain.CurrentDomain.ProcessExit += Delete;
                }
                Directory.CreateDirectory(Folder);
                int number = _files++;
                using var file = File.Create(PathOf(number));
                foreach (var tensor in missing)
                {
                    file.Position = (file.Length + Granularity - 1) / Granularity * Granularity;
                    long at = file.Position;
                    file.Write(tensor.RawData.Span);
                    _places.AddOrUpdate(tensor.RawData, new(Name(number), at));
                }
                return true;
            }
            catch (Exception)
            {
                _refused = true;
                return false;
            }
        }
    }

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"weights-{number}");

    private string PathOf(int number) => Path.Combine(Folder!, Name(number));

    private void Delete(object? sender, EventArgs e)
    {
        try
        {
            if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A system that keeps files while they are mapped.
        }
    }

    private sealed record Place(string File, long Offset);
}
