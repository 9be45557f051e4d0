namespace Saliency.Numerics;

/// <summary>Work that is done row by row, each row by itself.</summary>
internal static class PixelRows
{
    private static readonly ParallelOptions s_options = new() { MaxDegreeOfParallelism = Environment.ProcessorCount };

    /// <summary>Does every row, on as many threads as there are processors. The work on a row must not depend on other rows' results.</summary>
    public static void ForEach(int rows, Action<int> act) => Parallel.For(0, rows, s_options, act);
}
