using System.Buffers;
using SixLabors.ImageSharp.Memory;

namespace Saliency.Imaging;

/// <summary>The memory of one decoding: zeroed, so that a damaged file cannot show what lay there before, and refused beyond a budget.</summary>
internal sealed class BudgetAllocator(long budgetBytes) : MemoryAllocator
{
    private long _live;

    public override IMemoryOwner<T> Allocate<T>(int length, AllocationOptions options = AllocationOptions.None)
    {
        if (length < 0) throw new BudgetExceededException();
        long bytes = (long)length * System.Runtime.CompilerServices.Unsafe.SizeOf<T>();
        if (Interlocked.Add(ref _live, bytes) > budgetBytes) throw new BudgetExceededException();
        return new Block<T>(this, new T[length], bytes);
    }

    protected override int GetBufferCapacityInBytes() => int.MaxValue;

    private sealed class Block<T>(BudgetAllocator owner, T[] array, long bytes) : IMemoryOwner<T>
    {
        private int _released;

        public Memory<T> Memory => array;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _released, 1) == 0) Interlocked.Add(ref owner._live, -bytes);
        }
    }
}

/// <summary>Says that the budget is spent; it never leaves the reader, which turns it into an <see cref="ImageFormatException"/>.</summary>
internal sealed class BudgetExceededException : Exception;
