using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra;

namespace Saliency.Numerics;

/// <summary>The eigenvector of the largest eigenvalue of a symmetric matrix that is given by what it does to a vector.</summary>
/// <remarks>Lanczos' method with full reorthogonalisation: far fewer products than power iteration needs where the two largest eigenvalues lie close together.</remarks>
internal static class SymmetricEigenvector
{
    private const int MostSteps = 400;
    private const int StepsBetweenChecks = 8;
    private const double Tolerance = 1e-12;

    /// <summary>Writes the product of the matrix and x to y.</summary>
    public delegate void Product(ReadOnlySpan<double> x, Span<double> y);

    /// <summary>Finds a unit vector; its sign is not defined.</summary>
    /// <param name="size">Order of the matrix, at least 1.</param>
    /// <param name="product">The matrix.</param>
    /// <param name="eigenvalue">The largest eigenvalue.</param>
    public static double[] Largest(int size, Product product, out double eigenvalue)
    {
        var basis = new List<double[]>();
        var (diagonal, besides) = (new List<double>(), new List<double>());
        var next = Start(size);
        var image = new double[size];
        while (true)
        {
            var current = next;
            basis.Add(current);
            product(current, image);
            diagonal.Add(TensorPrimitives.Dot<double>(image, current));
            next = (double[])image.Clone();
            // Twice is enough to be orthogonal to rounding, and makes the three-term recurrence's own subtraction redundant.
            for (int pass = 0; pass < 2; pass++)
                foreach (var earlier in basis)
                    TensorPrimitives.MultiplyAdd(earlier, -TensorPrimitives.Dot<double>(next, earlier), next, next);
            double rest = TensorPrimitives.Norm<double>(next);
            int steps = basis.Count;
            bool exhausted = steps == size || steps == MostSteps || rest <= 1e-14 * TensorPrimitives.Norm<double>(image);
            if (exhausted || steps % StepsBetweenChecks == 0)
            {
                var inBasis = OfTridiagonal(diagonal, besides, out eigenvalue);
                if (exhausted || rest * Math.Abs(inBasis[^1]) <= Tolerance * Math.Abs(eigenvalue)) return Combine(basis, inBasis);
            }
            besides.Add(rest);
            TensorPrimitives.Divide(next, rest, next);
        }
    }

    /// <summary>A fixed direction without structure, so that no matrix met in practice has its eigenvector at a right angle to it.</summary>
    private static double[] Start(int size)
    {
        var random = new CounterRandom(0, 0);
        var start = new double[size];
        for (int i = 0; i < size; i++) start[i] = random.NextGaussian();
        TensorPrimitives.Divide(start, TensorPrimitives.Norm<double>(start), start);
        return start;
    }

    private static double[] OfTridiagonal(List<double> diagonal, List<double> besides, out double eigenvalue)
    {
        int n = diagonal.Count;
        var small = Matrix<double>.Build.Dense(n, n, (r, c) => r == c ? diagonal[r] : Math.Abs(r - c) == 1 ? besides[Math.Min(r, c)] : 0);
        var decomposition = small.Evd(Symmetricity.Symmetric);
        int largest = decomposition.EigenValues.Real().MaximumIndex();
        eigenvalue = decomposition.EigenValues[largest].Real;
        return decomposition.EigenVectors.Column(largest).ToArray();
    }

    private static double[] Combine(List<double[]> basis, double[] weights)
    {
        var sum = new double[basis[0].Length];
        for (int k = 0; k < weights.Length; k++) TensorPrimitives.MultiplyAdd(basis[k], weights[k], sum, sum);
        TensorPrimitives.Divide(sum, TensorPrimitives.Norm<double>(sum), sum);
        return sum;
    }
}
