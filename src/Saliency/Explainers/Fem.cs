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
public sealed class Fem : IExplainer
{
    private readonly ActivationCam _cam;
    private readonly FemAlgorithm _algorithm;
    private readonly double _k;

    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentException">The layer does not exist or has no spatial extent.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The algorithm is not defined, or k is negative or not finite.</exception>
    public Fem(ILayeredModel model, FemOptions? options = null)
    {
        options ??= new FemOptions();
        if (!Enum.IsDefined(options.Algorithm))
            throw new ArgumentOutOfRangeException(nameof(options), options.Algorithm, "Expected a defined algorithm.");
        if (!(options.K >= 0 && double.IsFinite(options.K)))
            throw new ArgumentOutOfRangeException(nameof(options), options.K, "Expected a finite k of at least 0.");
        (_algorithm, _k) = (options.Algorithm, options.K);
        _cam = new ActivationCam(model, Name, options.Layer, options.Finish,
            string.Create(CultureInfo.InvariantCulture, $"{_algorithm}, k {_k}"), Reduce);
    }

    /// <inheritdoc/>
    public string Name => "FEM";

    /// <inheritdoc/>
    public SaliencyMap Explain(ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default) =>
        _cam.Explain(input, target, context, cancellationToken);

    /// <inheritdoc/>
    public IReadOnlyList<SaliencyMap> Explain(IReadOnlyList<ModelInput> inputs, Target target, RunContext? context = null, CancellationToken cancellationToken = default) =>
        _cam.Explain(inputs, target, context, cancellationToken);

    private void Reduce(ReadOnlySpan<float> planes, ImageShape shape, Span<double> map)
    {
        map.Clear();
        for (int c = 0; c < shape.Channels; c++)
        {
            var plane = planes.Slice(c * map.Length, map.Length);
            var (mean, deviation) = Moments(plane);
            double threshold = mean + (_k * deviation);
            if (_algorithm == FemAlgorithm.Binary)
            {
                for (int p = 0; p < plane.Length; p++)
                    if (plane[p] >= threshold) map[p] += mean;
                continue;
            }
            int strong = 0;
            foreach (float a in plane)
                if (a > threshold) strong++;
            double weight = (double)strong / plane.Length;
            for (int p = 0; p < plane.Length; p++) map[p] += weight * plane[p];
        }
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
