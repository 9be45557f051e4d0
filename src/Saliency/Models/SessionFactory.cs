using System.Collections.Immutable;
using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Saliency.Onnx;

namespace Saliency.Models;

/// <summary>Makes ONNX Runtime sessions of one model on one device.</summary>
internal sealed class SessionFactory : IDisposable
{
    private readonly Device _device;
    private readonly int? _threads;
    private readonly string? _folder;
    private readonly ImmutableArray<string> _libraries;
    private readonly WeightFiles _weights = new();

    /// <param name="device">Where to run.</param>
    /// <param name="threads">Threads inside one operator.</param>
    /// <param name="libraries">Native libraries of custom operators.</param>
    /// <param name="folder">The folder of external data; null where there is none.</param>
    /// <exception cref="DeviceUnavailableException">CUDA was asked for by name and cannot be used.</exception>
    public SessionFactory(Device device, int? threads, ImmutableArray<string> libraries, string? folder)
    {
        if (threads is { } t) ArgumentOutOfRangeException.ThrowIfNegativeOrZero(t, nameof(threads));
        (_threads, _libraries, _folder) = (threads, libraries, folder);
        (_device, Choice) = Choose(device);
    }

    private SessionFactory(SessionFactory other, Device device, DeviceChoice choice)
    {
        (_threads, _libraries, _folder) = (other._threads, other._libraries, other._folder);
        (_device, Choice) = (device, choice);
    }

    /// <summary>The device in use, and why.</summary>
    public DeviceChoice Choice { get; }

    /// <summary>Where the large weights lie; null where the model has few of them.</summary>
    public string? WeightFolder => _weights.Folder;

    /// <summary>Makes a session.</summary>
    /// <exception cref="OnnxRuntimeException">The runtime refuses the model.</exception>
    public InferenceSession Create(ModelProto model, GraphOptimizationLevel level = GraphOptimizationLevel.ORT_ENABLE_ALL)
    {
        using var options = Options(_device);
        return Create(model, options, level);
    }

    private InferenceSession Create(ModelProto model, SessionOptions options, GraphOptimizationLevel level)
    {
        options.GraphOptimizationLevel = level;
        // Weights that are stored small and never meet quantised activations: without this they are widened again in every run.
        if (model.Graph.Node.Any(n => n.OpType == "DequantizeLinear") && !model.Graph.Node.Any(n => n.OpType == "QuantizeLinear"))
            options.AddSessionConfigEntry("session.disable_quant_qdq", "1");
        // Reordering the weights pays in sessions that run often.
        if (level != GraphOptimizationLevel.ORT_ENABLE_ALL) options.AddSessionConfigEntry("session.disable_prepacking", "1");
        var outside = _weights.Outside(model);
        if ((ReferenceEquals(outside, model) ? _folder : _weights.Folder) is { } folder) options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", folder);
        return new InferenceSession(ModelCodec.Encode(outside), options);
    }

    /// <summary>A model after ONNX Runtime's basic simplifications: constants folded, batch normalisation merged into convolutions, plain operators only.</summary>
    /// <exception cref="OnnxRuntimeException">The runtime refuses the model.</exception>
    public ModelProto Simplify(ModelProto model)
    {
        // The runtime hands a simplified model out as a file only.
        string file = Path.Combine(Path.GetTempPath(), $"saliency-{Guid.NewGuid():N}.onnx");
        try
        {
            using (var options = Options(Device.Cpu))
            {
                options.OptimizedModelFilePath = file;
                // It would give every reader of a dequantised value a dequantiser of its own: the network would then lead past a value that is wanted, and its gradient be zero.
                options.AddSessionConfigEntry("session.disable_quant_qdq", "1");
                Create(model, options, GraphOptimizationLevel.ORT_ENABLE_BASIC).Dispose();
            }
            using var stream = File.OpenRead(file);
            var simple = ModelProto.Parser.ParseFrom(stream);
            _weights.Inside(simple, model);
            return simple;
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>The same on the CPU, for a CUDA that loads and still does not work.</summary>
    public SessionFactory WithoutCuda(string reason) => new(this, Device.Cpu, new DeviceChoice(DeviceKind.Cpu, $"CUDA cannot be used: {reason}"));

    /// <summary>The same for another model.</summary>
    public SessionFactory Again() => new(this, _device, Choice);

    /// <summary>Deletes the files of large weights; sessions that map them stay as they are.</summary>
    public void Dispose() => _weights.Dispose();

    private (Device, DeviceChoice) Choose(Device device)
    {
        if (device.Kind == DeviceKind.Cpu) return (device, new DeviceChoice(DeviceKind.Cpu, "asked for"));
        string? reason = null, remedy = null;
        Exception? cause = null;
        if (CudaSupport.WhyNot is { } obstacle)
        {
            (reason, remedy) = obstacle;
        }
        else
        {
            try
            {
                // Throws where the provider does not load; ONNX Runtime has no fall-back of its own from here on.
                Options(device).Dispose();
            }
            catch (OnnxRuntimeException e)
            {
                (reason, remedy, cause) = (e.Message, "Check the driver, CUDA 13 and cuDNN 9, and the number of the GPU.", e);
            }
        }
        if (reason is null) return (device, new DeviceChoice(DeviceKind.Cuda, device.IsAuto ? "CUDA loads" : $"asked for, GPU {device.Id}"));
        return device.IsAuto
            ? (Device.Cpu, new DeviceChoice(DeviceKind.Cpu, $"CUDA cannot be used: {reason}"))
            : throw new DeviceUnavailableException($"Expected CUDA on GPU {device.Id}: {reason}. {remedy}", cause);
    }

    private SessionOptions Options(Device device)
    {
        var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        try
        {
            // Threads of a session that has answered would go on spinning beside those of the next, and beside our own work.
            options.AddSessionConfigEntry("session.force_spinning_stop", "1");
            if (_threads is { } threads) options.IntraOpNumThreads = threads;
            foreach (string library in _libraries) options.RegisterCustomOpLibrary(library);
            if (device.Kind != DeviceKind.Cuda) return options;
            using var cuda = new OrtCUDAProviderOptions();
            var settings = new Dictionary<string, string>
            {
                ["device_id"] = device.Id.ToString(CultureInfo.InvariantCulture),
                // Full float32: maps must not depend on the device.
                ["use_tf32"] = "0",
                ["arena_extend_strategy"] = "kSameAsRequested",
            };
            if (device.MemoryLimitBytes is { } limit) settings["gpu_mem_limit"] = limit.ToString(CultureInfo.InvariantCulture);
            cuda.UpdateOptions(settings);
            options.AppendExecutionProvider_CUDA(cuda);
            return options;
        }
        catch
        {
            options.Dispose();
            throw;
        }
    }
}
