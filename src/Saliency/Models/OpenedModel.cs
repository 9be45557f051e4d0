using Saliency.Onnx;

namespace Saliency.Models;

/// <summary>A model in its one form, and the session that answers for its outputs.</summary>
internal sealed record OpenedModel(CanonicalModel Canonical, SessionFactory Sessions, SessionOpening Opening)
{
    /// <summary>The model as its layers and gradients see it.</summary>
    public CanonicalModel Inner { get; } = Canonical.WithAttentionApart();

    /// <summary>Opens a model file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="folder">The folder of external data; null where there is none.</param>
    /// <param name="options">What the file does not say itself.</param>
    public static OpenedModel From(ModelProto file, string? folder, OnnxModelOptions options)
    {
        var canonical = CanonicalModel.From(file, options);
        var sessions = new SessionFactory(options.Device, options.IntraOpThreads, options.CustomOperatorLibraries, folder);
        try
        {
            return Open(canonical, sessions, free: true);
        }
        catch (DeviceUnavailableException e) when (options.Device.IsAuto)
        {
            return Open(canonical, sessions.WithoutCuda(e.Message), free: true);
        }
    }

    /// <summary>Opens the same graph with other constants, on the same device.</summary>
    public OpenedModel With(ModelProto changed) => Open(Canonical with { Model = changed }, Sessions.Again(), free: false);

    private static OpenedModel Open(CanonicalModel canonical, SessionFactory sessions, bool free)
    {
        try
        {
            var opening = SessionOpening.Open(canonical, sessions);
            if (free) (canonical, opening) = BatchFreeing.Apply(canonical, opening, sessions);
            return new OpenedModel(canonical, sessions, opening);
        }
        catch
        {
            sessions.Dispose();
            throw;
        }
    }
}
