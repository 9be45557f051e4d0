using System.Collections.Immutable;

namespace Saliency.Models;

/// <summary>The sessions that give out inner values, by the set of names; the one not used for longest makes room.</summary>
internal sealed class SessionCache<TSession>(int capacity) : IDisposable where TSession : GuardedSession
{
    private readonly Lock _gate = new();
    private readonly List<(ImmutableArray<string> Names, TSession Session)> _sessions = [];
    private bool _disposed;

    /// <summary>Enters the session of these names; makes it where there is none.</summary>
    /// <returns>null after dispose.</returns>
    public TSession? Enter(ImmutableArray<string> names, Func<ImmutableArray<string>, TSession> open)
    {
        // One thread makes a session, others wait for it: it is the slow part, and twice the memory would be wasted.
        lock (_gate)
        {
            if (_disposed) return null;
            int at = _sessions.FindIndex(s => s.Names.AsSpan().SequenceEqual(names.AsSpan()));
            var sorted = names;
            if (at < 0)
            {
                sorted = [.. names.Distinct().Order(StringComparer.Ordinal)];
                at = _sessions.FindIndex(s => s.Names.AsSpan().SequenceEqual(sorted.AsSpan()));
            }
            var entry = at >= 0 ? _sessions[at] : (sorted, open(sorted));
            if (at >= 0) _sessions.RemoveAt(at);
            else if (_sessions.Count == capacity)
            {
                _sessions[0].Session.Dispose();
                _sessions.RemoveAt(0);
            }
            _sessions.Add(entry);
            entry.Item2.TryEnter();
            return entry.Item2;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            foreach (var (_, session) in _sessions) session.Dispose();
            _sessions.Clear();
        }
    }
}
