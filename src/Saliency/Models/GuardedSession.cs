using Microsoft.ML.OnnxRuntime;

namespace Saliency.Models;

/// <summary>A native session that lives until its owner has let it go and no thread is inside any more.</summary>
internal abstract class GuardedSession(InferenceSession native) : IDisposable
{
    private readonly Lock _gate = new();
    private int _users = 1;
    private bool _released;

    protected InferenceSession Native => native;

    /// <summary>Enters; every success is paired with <see cref="Exit"/>.</summary>
    public bool TryEnter()
    {
        lock (_gate)
        {
            if (_released) return false;
            _users++;
            return true;
        }
    }

    public void Exit()
    {
        lock (_gate)
        {
            if (--_users > 0) return;
        }
        native.Dispose();
    }

    /// <summary>Lets go; the last thread inside frees the native memory.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_released) return;
            _released = true;
        }
        Exit();
    }
}
