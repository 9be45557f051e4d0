using System.Globalization;
using Saliency.Numerics;

namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="SmoothGradCamPlusPlus"/>; the defaults are torch-cam's.</summary>
public sealed record SmoothGradCamPlusPlusOptions : CamOptions
{
    /// <summary>Noisy images, n.</summary>
    public int Samples { get; init; } = 4;

    /// <summary>Standard deviation of the noise, in units of the model's input.</summary>
    public double Deviation { get; init; } = 0.3;

    /// <summary>Noise of the same seed is the same.</summary>
    public ulong Seed { get; init; }
}

/// <summary>Smooth Grad-CAM++: Grad-CAM++ whose gradients are averaged over noisy copies of the image.</summary>
/// <remarks>
/// <para>Answers what <see cref="GradCamPlusPlus"/> does, less dependent on single pixels.</para>
/// <para>With the means over the noisy images of the gradient, its square and its cube, D₁, D₂, D₃, and the activations A of the untouched image:
/// <c>α = D₂ / (2·D₂ + ΣA_c·D₃ + 1e-6)</c>, <c>w_c = Σ α⊙ReLU(D₁)</c> over the pixels, <c>map = Σ_c w_c·A_c</c>, then by default the common chain of
/// <see cref="CamFinish.HeatMap"/>. The paper prints D₁ above the fraction; like torch-cam this keeps Grad-CAM++'s D₂. (torch-cam puts the last sample's gradient into the ReLU
/// and sums A⊙D₃: other numbers.)</para>
/// <para>Range 0..1 (<see cref="CamFinish.Raw"/>: signed). Cost: 1 + n differentiated model runs for each target and layer. The target is resolved on the untouched image.</para>
/// <para>Omeiza, Speakman, Cintas, Weldemariam: Smooth Grad-CAM++: an enhanced inference level visualization technique for deep convolutional neural network models. 2019, arXiv 1908.01224.</para>
/// </remarks>
public sealed class SmoothGradCamPlusPlus : Cam
{
    private readonly IDifferentiableModel _model;
    private readonly SmoothGradCamPlusPlusOptions _options;

    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentException">A layer does not exist or has no spatial extent.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no sample, or the deviation is negative or not finite.</exception>
    public SmoothGradCamPlusPlus(IDifferentiableModel model, SmoothGradCamPlusPlusOptions? options = null) : base(model, options)
    {
        _model = model;
        _options = options ?? new SmoothGradCamPlusPlusOptions();
        if (_options.Samples < 1) throw new ArgumentOutOfRangeException(nameof(options), _options.Samples, "Expected at least one sample.");
        _options.Deviation.EnsureNotNegative(nameof(options));
    }

    /// <inheritdoc/>
    public override string Name => "Smooth Grad-CAM++";

    /// <inheritdoc/>
    protected override string Parameters => string.Create(CultureInfo.InvariantCulture, $"samples {_options.Samples}, deviation {_options.Deviation}, seed {_options.Seed}");

    /// <inheritdoc/>
    protected override int RunsFor(LayerInfo layer) => _options.Samples;

    /// <inheritdoc/>
    protected override void Map(CamView view, Span<double> map)
    {
        ArgumentNullException.ThrowIfNull(view);
        double[] first = new double[view.Shape.Length], second = new double[first.Length], third = new double[first.Length];
        var planes = new float[first.Length];
        foreach (var gradient in Gradients(view))
        {
            view.Layer.ToPlanes(gradient.Span, planes);
            for (int i = 0; i < planes.Length; i++)
            {
                double g = planes[i] / (double)_options.Samples, square = g * planes[i];
                first[i] += g;
                second[i] += square;
                third[i] += square * planes[i];
            }
        }
        var weights = new double[view.Shape.Channels];
        for (int c = 0; c < weights.Length; c++)
        {
            double active = DoubleSums.Sum(view.Activation(c));
            for (int i = c * map.Length; i < (c + 1) * map.Length; i++) weights[c] += PixelWeights.PlusPlus(first[i], second[i], third[i], active);
        }
        view.Combine(weights, map);
    }

    private IEnumerable<ReadOnlyMemory<float>> Gradients(CamView view)
    {
        int length = view.Input.Shape.Length, size = view.Context.GradientBatchSizeFor(view.Input.Shape, _options.Samples);
        var images = new float[size * length];
        var gradients = new ModelAnswer(view.Layer.Name);
        for (int first = 0; first < _options.Samples; first += size)
        {
            view.CancellationToken.ThrowIfCancellationRequested();
            int count = Math.Min(size, _options.Samples - first);
            for (int i = 0; i < count; i++) AddNoise(view.Input.Values, first + i, images.AsSpan(i * length, length));
            _model.Differentiate(images.AsSpan(0, count * length), count, [view.Objective], gradients);
            gradients.EnsureFinite(first);
            for (int i = 0; i < count; i++) yield return gradients[0, i].ToArray();
            view.Context.Progress?.Report(new RunProgress(first + count, _options.Samples));
        }
    }

    private void AddNoise(ReadOnlySpan<float> image, int sample, Span<float> noisy)
    {
        var random = new CounterRandom(_options.Seed, (ulong)sample);
        for (int i = 0; i < noisy.Length; i++) noisy[i] = (float)(image[i] + (_options.Deviation * random.NextGaussian()));
    }
}
