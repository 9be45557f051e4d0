using System.Globalization;

namespace Saliency.Explainers;

/// <summary>FEM, feature-based explanation method: the rare strong activations of a layer (k-sigma filter).</summary>
/// <remarks>
/// <para>Answers: which places hold features that stand out from the rest of the image, whatever the class.</para>
/// <para>For each channel c of the layer's activations A, C×H×W, with mean μ_c and population deviation σ_c over its pixels and τ_c = μ_c + k·σ_c:
/// <see cref="FemAlgorithm.Binary"/> gives <c>map = Σ_c μ_c·[A_c ≥ τ_c]</c>, <see cref="FemAlgorithm.Weighted"/> gives <c>map = Σ_c mean[A_c &gt; τ_c]·A_c</c>;
/// then by default the common chain of <see cref="CamFinish.HeatMap"/>. (Xplique enlarges its binary map bicubically without scaling; use <see cref="CamFinish.Raw"/> for its values.)</para>
/// <para>Range 0..1 (<see cref="CamFinish.Raw"/>: signed). Cost: one model run. The target does not matter; it is checked and named.</para>
/// <para>Fuad, Martin, Giot, Bourqui, Benois-Pineau, Zemmari: Features understanding in 3D CNNs for actions recognition in video. IPTA 2020.</para>
/// </remarks>
public sealed class Fem : Cam
{
    private readonly FemAlgorithm _algorithm;
    private readonly double _k;

    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentException">The layer does not exist or has no spatial extent.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The algorithm is not defined, or k is negative or not finite.</exception>
    public Fem(ILayeredModel model, FemOptions? options = null) : base(model, options)
    {
        options ??= new FemOptions();
        options.Algorithm.EnsureDefined(nameof(options));
        options.K.EnsureNotNegative(nameof(options));
        (_algorithm, _k) = (options.Algorithm, options.K);
    }

    /// <inheritdoc/>
    public override string Name => "FEM";

    /// <inheritdoc/>
    protected override string Parameters => string.Create(CultureInfo.InvariantCulture, $"{_algorithm}, k {_k}");

    /// <inheritdoc/>
    protected override void Map(CamView view, Span<double> map)
    {
        ArgumentNullException.ThrowIfNull(view);
        var strong = new float[view.Shape.Length];
        var weights = new double[view.Shape.Channels];
        for (int c = 0; c < weights.Length; c++)
        {
            var plane = view.Activation(c);
            var (mean, deviation) = Moments(plane);
            double threshold = mean + (_k * deviation);
            if (_algorithm == FemAlgorithm.Binary)
            {
                for (int p = 0; p < plane.Length; p++)
                    if (plane[p] >= threshold) strong[(c * plane.Length) + p] = (float)mean;
                continue;
            }
            int above = 0;
            foreach (float a in plane)
                if (a > threshold) above++;
            weights[c] = (double)above / plane.Length;
        }
        if (_algorithm == FemAlgorithm.Binary) view.Combine(strong, map);
        else view.Combine(weights, map);
    }

    private static (double Mean, double Deviation) Moments(ReadOnlySpan<float> values)
    {
        double sum = 0, squares = 0;
        foreach (float v in values) sum += v;
        double mean = sum / values.Length;
        foreach (float v in values) squares += (v - mean) * (v - mean);
        return (mean, Math.Sqrt(squares / values.Length));
    }
}
