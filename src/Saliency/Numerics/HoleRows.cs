using System.Numerics;
using System.Runtime.InteropServices;

namespace Saliency.Numerics;

/// <summary>What <see cref="HoleGrid"/> does to one row. Rows hold a cell before and one after whole vectors of cells, which no method writes; all that is written is 0 at
/// kept cells, where the weight and its inverse are.</summary>
internal static class HoleRows
{
    /// <summary><c>right / weight</c>: the first sweep, from zero.</summary>
    public static void Start(ReadOnlySpan<float> right, ReadOnlySpan<float> inverse, Span<float> target)
    {
        for (int x = 1; x < target.Length - 1; x += Vector<float>.Count) Store(Load(right, x) * Load(inverse, x), target, x);
    }

    /// <summary><c>right / weight + correction</c>.</summary>
    public static void Start(ReadOnlySpan<float> right, ReadOnlySpan<float> inverse, ReadOnlySpan<float> correction, Span<float> target)
    {
        for (int x = 1; x < target.Length - 1; x += Vector<float>.Count) Store((Load(right, x) * Load(inverse, x)) + Unknown(inverse, x, Load(correction, x)), target, x);
    }

    /// <summary><c>Σ w_ij · v_j</c>: what the first sweep leaves of the right side.</summary>
    public static void Neighbours(Rows values, ReadOnlySpan<float> inverse, Span<float> target)
    {
        for (int x = 1; x < target.Length - 1; x += Vector<float>.Count) Store(Unknown(inverse, x, values.Neighbours(x)), target, x);
    }

    /// <summary><c>(right + Σ w_ij · v_j) / weight</c>: a sweep. Plain Jacobi's does: A's rough parts have eigenvalues of ⅔ to 4⁄3 times its diagonal, so a sweep leaves a third of them.</summary>
    public static void Sweep(Rows values, ReadOnlySpan<float> right, ReadOnlySpan<float> inverse, Span<float> target)
    {
        for (int x = 1; x < target.Length - 1; x += Vector<float>.Count) Store((Load(right, x) + values.Neighbours(x)) * Load(inverse, x), target, x);
    }

    /// <summary><c>Σ w_ij · v_j − weight · v</c>: −A v.</summary>
    public static void Multiply(Rows values, ReadOnlySpan<float> weight, Span<float> target)
    {
        for (int x = 1; x < target.Length - 1; x += Vector<float>.Count) Store(Unknown(weight, x, values.Neighbours(x) - (Load(weight, x) * Load(values.Here, x))), target, x);
    }

    private static Vector<float> Unknown(ReadOnlySpan<float> weightOrInverse, int x, Vector<float> value) =>
        Vector.ConditionalSelect(Vector.GreaterThan(Load(weightOrInverse, x), Vector<float>.Zero), value, Vector<float>.Zero);

    // The rows of a grid are as long as the one that the loops run along.
    private static Vector<float> Load(ReadOnlySpan<float> row, int x) => Vector.LoadUnsafe(ref MemoryMarshal.GetReference(row), (nuint)x);

    private static void Store(Vector<float> values, Span<float> row, int x) => values.StoreUnsafe(ref MemoryMarshal.GetReference(row), (nuint)x);

    /// <summary>A row with the one above and the one below.</summary>
    public readonly ref struct Rows(ReadOnlySpan<float> above, ReadOnlySpan<float> here, ReadOnlySpan<float> below)
    {
        private readonly ReadOnlySpan<float> _above = above;
        private readonly ReadOnlySpan<float> _below = below;

        public ReadOnlySpan<float> Here { get; } = here;

        /// <summary><c>([1 2 1]ᵀ[1 2 1] v − 4v) / 12</c>.</summary>
        public Vector<float> Neighbours(int x)
        {
            // The column in the middle counts double and holds the cell itself, which is not its own neighbour.
            var sides = Column(x - 1) + Column(x + 1);
            return (sides + ((Load(_above, x) + Load(_below, x)) * 2f)) * (1 / 12f);
        }

        private Vector<float> Column(int x) => Load(_above, x) + Load(_below, x) + (Load(Here, x) * 2f);
    }
}
