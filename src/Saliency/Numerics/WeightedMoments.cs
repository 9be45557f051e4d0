using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra;

namespace Saliency.Numerics;

/// <summary>Σ w·r·rᵀ of rows r = (1, features…, answers…): all that a weighted linear fit of the answers needs, however many rows there were.</summary>
/// <param name="sums">The upper triangle of a square matrix of <c>1 + features + answers</c> a side, row after row.</param>
/// <param name="features">Number of features.</param>
/// <param name="answers">Number of answers.</param>
/// <param name="answer">The answer that is fitted.</param>
internal sealed class WeightedMoments(double[] sums, int features, int answers, int answer)
{
    private readonly int _side = 1 + features + answers;
    private readonly int _y = 1 + features + answer;

    /// <summary>Number of features.</summary>
    public int Features => features;

    /// <summary>Σ w.</summary>
    public double Weight => sums[0];

    /// <summary>Numbers that the moments take.</summary>
    public static int LengthOf(int features, int answers) => (1 + features + answers) * (1 + features + answers);

    /// <summary>Adds a row.</summary>
    /// <param name="row">One, the features, the answers.</param>
    /// <param name="weight">The row's weight.</param>
    /// <param name="sums">Is added to.</param>
    public static void Add(ReadOnlySpan<double> row, double weight, Span<double> sums)
    {
        for (int i = 0; i < row.Length; i++)
        {
            // Half of the features of a coalition are zero.
            if (row[i] == 0) continue;
            var to = sums.Slice((i * row.Length) + i, row.Length - i);
            TensorPrimitives.MultiplyAdd(row[i..], weight * row[i], to, to);
        }
    }

    /// <summary>Σ w·zᵢ·zⱼ.</summary>
    public double Raw(int i, int j) => At(1 + i, 1 + j);

    /// <summary>Σ w·zᵢ·y.</summary>
    public double RawAnswer(int i) => At(1 + i, _y);

    /// <summary>The weighted mean of a feature.</summary>
    public double Mean(int i) => At(0, 1 + i) / Weight;

    /// <summary>The weighted mean of the answer.</summary>
    public double MeanAnswer => At(0, _y) / Weight;

    /// <summary>Σ w·(zᵢ − mean)·(zⱼ − mean).</summary>
    public double Centred(int i, int j) => At(1 + i, 1 + j) - (At(0, 1 + i) * At(0, 1 + j) / Weight);

    /// <summary>Σ w·(zᵢ − mean)·(y − mean).</summary>
    public double CentredAnswer(int i) => At(1 + i, _y) - (At(0, 1 + i) * At(0, _y) / Weight);

    /// <summary>Σ w·(y − mean)²; exactly 0 where the answers differ by no more than rounding.</summary>
    public double Variation
    {
        get
        {
            double raw = At(_y, _y), centred = raw - (At(0, _y) * At(0, _y) / Weight);
            return centred > 1e-13 * raw ? centred : 0;
        }
    }

    /// <summary>Weighted least squares with a free intercept and the penalty <c>alpha·Σβ²</c>, over some features; the coefficients of the others are 0.</summary>
    public double[] Ridge(ReadOnlySpan<int> chosen, double alpha)
    {
        int[] used = chosen.ToArray();
        var beta = new double[features];
        if (used.Length == 0 || Variation == 0) return beta;
        var matrix = Matrix<double>.Build.Dense(used.Length, used.Length, (i, j) => Centred(used[i], used[j]) + (i == j ? alpha : 0));
        var solution = matrix.Cholesky().Solve(Vector<double>.Build.Dense(used.Length, i => CentredAnswer(used[i])));
        for (int i = 0; i < used.Length; i++) beta[used[i]] = solution[i];
        return beta;
    }

    /// <summary>The intercept that belongs to coefficients.</summary>
    public double InterceptOf(double[] beta)
    {
        double intercept = MeanAnswer;
        for (int i = 0; i < features; i++) intercept -= beta[i] * Mean(i);
        return intercept;
    }

    /// <summary>1 − Σ w·(y − fit)² / Σ w·(y − mean)²; 1 where the answers do not differ.</summary>
    public double RSquaredOf(double[] beta)
    {
        if (Variation == 0) return 1;
        double residual = Variation;
        for (int i = 0; i < features; i++)
        {
            if (beta[i] == 0) continue;
            residual -= 2 * beta[i] * CentredAnswer(i);
            for (int j = 0; j < features; j++) residual += beta[i] * beta[j] * Centred(i, j);
        }
        return 1 - (residual / Variation);
    }

    private double At(int i, int j) => sums[(Math.Min(i, j) * _side) + Math.Max(i, j)];
}
