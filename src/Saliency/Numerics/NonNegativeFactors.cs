using System.Numerics.Tensors;

namespace Saliency.Numerics;

/// <summary>Factors a matrix without negative values into two such: A ≈ W·H. Rows are arrays.</summary>
/// <remarks>Hierarchical alternating least squares (Cichocki, Phan: Fast local algorithms for large scale nonnegative matrix and tensor factorizations, IEICE 2009): each row of H and column of W in turn
/// takes the value that fits best while the others rest. The error never rises; the result is a local optimum, which the seed chooses.</remarks>
internal sealed class NonNegativeFactors
{
    private const int MostSweeps = 500;
    private const double Tolerance = 1e-5;

    /// <summary>Factors a matrix.</summary>
    /// <param name="matrix">Rows × columns, no value negative, not all zero.</param>
    /// <param name="rank">Columns of W and rows of H, at least 1.</param>
    /// <param name="seed">Chooses where to begin.</param>
    /// <param name="cancellationToken">Honoured in each sweep.</param>
    public NonNegativeFactors(double[][] matrix, int rank, ulong seed, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rank, 1);
        int rows = matrix.Length, columns = matrix[0].Length;
        double[][] transposed = Transposed(matrix);
        double size = matrix.Sum(row => TensorPrimitives.SumOfSquares<double>(row)), level = Math.Sqrt(matrix.Sum(row => row.Sum()) / rows / columns / rank);
        Left = Start(rank, rows, level, seed, 0);
        Right = Start(rank, columns, level, seed, rank);
        double before = double.PositiveInfinity;
        for (int sweep = 0; sweep < MostSweeps; sweep++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Improve(Right, Left, transposed);
            Improve(Left, Right, matrix);
            Residual = Math.Sqrt(Error(matrix) / size);
            if (before - Residual <= Tolerance * Residual) break;
            before = Residual;
        }
    }

    /// <summary>W, column after column.</summary>
    public double[][] Left { get; }

    /// <summary>H, row after row.</summary>
    public double[][] Right { get; }

    /// <summary>‖A − W·H‖ / ‖A‖ (Frobenius).</summary>
    public double Residual { get; private set; }

    // Each factor k becomes max(0, factor_k + (A·other_k − Σ_j (other_k·other_j)·factor_j) / (other_k·other_k)); A with a row for each entry of a factor.
    private static void Improve(double[][] factors, double[][] others, double[][] matrix)
    {
        for (int k = 0; k < factors.Length; k++)
        {
            double square = TensorPrimitives.SumOfSquares<double>(others[k]);
            if (square == 0) continue;
            double[] change = Array.ConvertAll(matrix, row => TensorPrimitives.Dot<double>(row, others[k]));
            for (int j = 0; j < factors.Length; j++) TensorPrimitives.MultiplyAdd(factors[j], -TensorPrimitives.Dot<double>(others[k], others[j]), change, change);
            TensorPrimitives.MultiplyAdd(change, 1 / square, factors[k], factors[k]);
            TensorPrimitives.Max(factors[k], 0.0, factors[k]);
        }
    }

    private double Error(double[][] matrix)
    {
        double sum = 0;
        var row = new double[matrix[0].Length];
        for (int r = 0; r < matrix.Length; r++)
        {
            matrix[r].CopyTo(row, 0);
            for (int k = 0; k < Left.Length; k++) TensorPrimitives.MultiplyAdd(Right[k], -Left[k][r], row, row);
            sum += TensorPrimitives.SumOfSquares<double>(row);
        }
        return sum;
    }

    private static double[][] Start(int rank, int length, double level, ulong seed, int stream)
    {
        var factors = new double[rank][];
        for (int k = 0; k < rank; k++)
        {
            var random = new CounterRandom(seed, (ulong)(stream + k));
            factors[k] = new double[length];
            for (int i = 0; i < length; i++) factors[k][i] = level * Math.Abs(random.NextGaussian());
        }
        return factors;
    }

    private static double[][] Transposed(double[][] matrix)
    {
        var columns = new double[matrix[0].Length][];
        for (int c = 0; c < columns.Length; c++) columns[c] = Array.ConvertAll(matrix, row => row[c]);
        return columns;
    }
}
