using System.Globalization;
using System.Numerics.Tensors;
using Saliency.Numerics;

namespace Saliency.Explainers;

/// <summary>GradientSHAP, expected gradients: integrated gradients averaged over many baselines, by sampling.</summary>
/// <remarks>
/// <para>Answers: how much of the score's rise from what images usually show to this image does each number of the input bring?</para>
/// <para>Sample i draws a background image bᵢ, a place αᵢ of 0..1 (both uniformly) and noise: <c>x̃ᵢ = x + σ·noise</c>,
/// <c>a = 1/n Σᵢ (x̃ᵢ − bᵢ) ⊙ ∂f(bᵢ + αᵢ(x̃ᵢ − bᵢ))/∂x</c>.</para>
/// <para>Input 1×C×H×W; attributions signed, in units of the score. Without noise they add up to f(x) − mean f(b) in the limit of many samples; the error falls with 1/√n,
/// so no gap is reported. The map, H×W, is <c>Σ_c a_c</c> by default. Sample i depends on the seed and i alone; several inputs get the same draws.</para>
/// <para>Cost: one run and <see cref="GradientShapOptions.SampleCount"/> with gradient. Memory does not grow with the samples.</para>
/// <para>Erion, Janizek, Sturmfels, Lundberg, Lee: Improving performance of deep learning models with axiomatic attribution priors and expected gradients. Nature Machine
/// Intelligence 3, 2021. Lundberg, Lee: A unified approach to interpreting model predictions. NIPS 2017.</para>
/// </remarks>
public sealed class GradientShap : Attributor
{
    /// <summary>Makes the explainer of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="background">Images of what is usual: some ten to a hundred of the model's training set.</param>
    /// <param name="options">Its parameters.</param>
    /// <exception cref="ArgumentException">There is no background, or an image of another shape.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public GradientShap(IDifferentiableModel model, IReadOnlyList<ModelInput> background, GradientShapOptions? options = null) : base((options ??= new()).Reduction)
    {
        ArgumentNullException.ThrowIfNull(background);
        var value = AttributedValue.Image(model);
        if (background.Count == 0) throw new ArgumentException("Expected at least one background image, got none.", nameof(background));
        model.Check(background);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.SampleCount);
        options.LocalSmoothing.EnsureNotNegative(nameof(options));
        ModelInput[] images = [.. background];
        Run = new PathMethod(model, Name, value, options.Scale, options.SampleCount, input => new Samples(input, images, options))
        {
            ScratchLength = model.InputShape.Length,
            Options = string.Create(CultureInfo.InvariantCulture,
                $"{images.Length} background images, {options.SampleCount} samples, local smoothing {options.LocalSmoothing}, {options.Scale}, seed {options.Seed}"),
        }.Run;
    }

    /// <inheritdoc/>
    public override string Name => "GradientSHAP";

    private protected override AttributionRun Run { get; }

    private sealed class Samples(ModelInput input, ModelInput[] background, GradientShapOptions options) : IGradientPath
    {
        private readonly double[] _sum = new double[input.Shape.Length];

        public void Fill(int step, Span<float> image, Span<float> difference)
        {
            var random = new CounterRandom(options.Seed, (ulong)step);
            var from = background[random.NextInt(background.Length)].Values;
            float place = (float)random.NextDouble();
            input.Values.CopyTo(difference);
            if (options.LocalSmoothing > 0)
                foreach (ref float value in difference) value += (float)(options.LocalSmoothing * random.NextGaussian());
            TensorPrimitives.Subtract(difference, from, difference);
            TensorPrimitives.MultiplyAdd(difference, place, from, image);
        }

        public void Accept(int step, ReadOnlySpan<float> value, ReadOnlySpan<float> gradient, ReadOnlySpan<float> difference)
        {
            for (int i = 0; i < _sum.Length; i++) _sum[i] += (double)gradient[i] * difference[i];
        }

        public double[] Finish()
        {
            TensorPrimitives.Divide(_sum, options.SampleCount, _sum);
            return _sum;
        }
    }
}
