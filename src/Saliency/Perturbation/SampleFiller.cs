using System.Buffers;
using System.Runtime.ExceptionServices;

namespace Saliency.Perturbation;

/// <summary>Fills samples ahead of their use: on pool threads while the model is busy, then on the thread that waits for them.</summary>
/// <remarks>Two batches are held; a sample's number alone says where in them it lies, so that a thread needs no more than the next number. Nothing is allocated per batch.</remarks>
internal sealed class SampleFiller : IThreadPoolWorkItem, IDisposable
{
    private readonly ISamples _samples;
    private readonly int _imageLength;
    private readonly int _first;
    private readonly int _batch;
    private readonly int _threads;
    private readonly float[][] _images = new float[2][];
    private readonly float[][] _scratch = new float[2][];
    private readonly object _gate = new();
    private int _next;
    private int _end;
    private int _working;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Rents room for two batches.</summary>
    /// <param name="samples">Says how to fill a sample.</param>
    /// <param name="imageLength">Floats of an image.</param>
    /// <param name="first">Number of the first sample.</param>
    /// <param name="batch">Samples of a batch; the last one may be shorter.</param>
    /// <param name="threads">How many may fill at the same time.</param>
    public SampleFiller(ISamples samples, int imageLength, int first, int batch, int threads)
    {
        (_samples, _imageLength, _first, _batch, _threads) = (samples, imageLength, first, batch, threads);
        _next = _end = first;
        for (int side = 0; side < 2; side++)
        {
            _images[side] = ArrayPool<float>.Shared.Rent(batch * imageLength);
            _scratch[side] = ArrayPool<float>.Shared.Rent(Math.Max(1, batch * samples.ScratchLength));
        }
    }

    /// <summary>The images of a filled batch.</summary>
    public ReadOnlySpan<float> Images(int first, int count) => _images[Side(first)].AsSpan(0, count * _imageLength);

    /// <summary>What filling them kept.</summary>
    public ReadOnlySpan<float> Scratch(int first, int count) => _scratch[Side(first)].AsSpan(0, count * _samples.ScratchLength);

    /// <summary>Begins to fill the next batch. What is still read must be in the other half: at most one batch may be in use.</summary>
    public void Start(int count)
    {
        lock (_gate) _end += count;
        for (int i = Math.Min(_threads, count); i > 0; i--) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Ends what was begun, with this thread's help: a busy pool delays it and cannot stop it.</summary>
    /// <exception cref="Exception">What a fill threw, as it was thrown.</exception>
    public void Finish()
    {
        Fill();
        AwaitThreads();
        _failure?.Throw();
    }

    /// <summary>Work for a thread of the pool.</summary>
    void IThreadPoolWorkItem.Execute() => Fill();

    /// <summary>Gives the buffers back, once nobody writes to them any more.</summary>
    public void Dispose()
    {
        // A thread that the pool grants only later finds nothing to do.
        lock (_gate) _end = _next;
        AwaitThreads();
        foreach (var buffer in _images.Concat(_scratch)) ArrayPool<float>.Shared.Return(buffer);
    }

    private int Side(int sample) => (sample - _first) / _batch & 1;

    private void Fill()
    {
        lock (_gate)
        {
            if (_working == _threads) return;
            _working++;
        }
        while (TryTake(out int sample))
        {
            int at = (sample - _first) % _batch, kept = _samples.ScratchLength;
            try
            {
                _samples.Fill(sample, _images[Side(sample)].AsSpan(at * _imageLength, _imageLength), _scratch[Side(sample)].AsSpan(at * kept, kept));
            }
            catch (Exception e)
            {
                lock (_gate)
                {
                    _failure ??= ExceptionDispatchInfo.Capture(e);
                    _end = _next;
                }
            }
        }
    }

    // Taking the number and leaving are one step: nobody waits for a thread that has left, or misses one that works.
    private bool TryTake(out int sample)
    {
        lock (_gate)
        {
            sample = _next;
            if (_next < _end)
            {
                _next++;
                return true;
            }
            _working--;
            Monitor.PulseAll(_gate);
            return false;
        }
    }

    private void AwaitThreads()
    {
        lock (_gate)
            while (_working > 0) Monitor.Wait(_gate);
    }
}
