namespace Saliency.Models;

/// <summary>Where a model is to run.</summary>
/// <remarks>There is no silent fall-back: <see cref="Auto"/> chooses and tells (<see cref="OnnxModel.Device"/>), a CUDA device that cannot be used throws.</remarks>
public sealed record Device
{
    private Device(bool auto, DeviceKind kind)
    {
        IsAuto = auto;
        Kind = kind;
    }

    /// <summary>CUDA where it loads, else the CPU.</summary>
    public static Device Auto { get; } = new(true, DeviceKind.Cuda);

    /// <summary>The CPU.</summary>
    public static Device Cpu { get; } = new(false, DeviceKind.Cpu);

    internal bool IsAuto { get; }

    internal DeviceKind Kind { get; }

    internal int Id { get; private init; }

    internal long? MemoryLimitBytes { get; private init; }

    /// <summary>One NVIDIA GPU. Loading a model throws <see cref="DeviceUnavailableException"/> where it cannot be used.</summary>
    /// <param name="id">Number of the GPU, from 0.</param>
    /// <param name="memoryLimitBytes">The most memory that one session of the model may take on it; null is no limit.</param>
    public static Device Cuda(int id = 0, long? memoryLimitBytes = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(id);
        if (memoryLimitBytes is { } limit) ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit, nameof(memoryLimitBytes));
        return new(false, DeviceKind.Cuda) { Id = id, MemoryLimitBytes = memoryLimitBytes };
    }

    /// <summary>The device as it is written in code.</summary>
    public override string ToString() => IsAuto ? "Auto" : Kind == DeviceKind.Cpu ? "Cpu" : $"Cuda({Id})";
}

/// <summary>A kind of device.</summary>
public enum DeviceKind
{
    /// <summary>The processor.</summary>
    Cpu,

    /// <summary>An NVIDIA GPU.</summary>
    Cuda,
}

/// <summary>The device that a model runs on, and why.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Reason">A sentence that says why it was chosen.</param>
public sealed record DeviceChoice(DeviceKind Kind, string Reason)
{
    /// <summary>Device and reason, to be read after the name of a model: "on the CPU: asked for".</summary>
    public override string ToString() => $"on {(Kind == DeviceKind.Cpu ? "the CPU" : "CUDA")}: {Reason}";
}
