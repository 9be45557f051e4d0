using System.Buffers;
using System.Globalization;
using System.Numerics.Tensors;
using Saliency.Numerics;

namespace Saliency.Explainers;

/// <summary>How <see cref="BlurIntegratedGradients"/> spaces its blurs.</summary>
public enum BlurSpacing
{
    /// <summary>Even steps of σ.</summary>
    Sigma,

    /// <summary>σ = √(i·σ_max/n), PAIR's sqrt=True. The strongest blur is then √σ_max.</summary>
    SquareRoot,
}

/// <summary>Parameters of <see cref="BlurIntegratedGradients"/>; the defaults are PAIR's.</summary>
public sealed record BlurIntegratedGradientsOptions
{
    /// <summary>Gradients taken along the path, n.</summary>
    public int Steps { get; init; } = 100;

    /// <summary>Standard deviation, in pixels, of the strongest blur: σ_max.</summary>
    public double MaximumSigmaPixels { get; init; } = 50;

    /// <summary>How the blurs between none and the strongest are spaced.</summary>
    public BlurSpacing Spacing { get; init; }

    /// <summary>The difference of σ, in pixels, by which the change of the image is measured.</summary>
    public double DifferencePixels { get; init; } = 0.01;

    /// <summary>How a map is made of the channels: by default their signed sum, which keeps completeness. PAIR's pictures show <see cref="ChannelReduction.AbsoluteSum"/>.</summary>
    public ChannelReduction Reduction { get; init; }

    /// <summary>The scale of the score: logits by default, which do not saturate.</summary>
    public ScoreScale Scale { get; init; }
}

/// <summary>Blur integrated gradients: integrated gradients along the path that sharpens a blurred image.</summary>
/// <remarks>
/// <para>Answers: how much of the score's rise from the blurred image to the sharp one does each number bring? It needs no baseline colour.</para>
/// <para>With L(σ) the image under a Gaussian blur and <c>d = (L(σ + ε) − L(σ))/ε</c>: <c>a = −Σᵢ (σᵢ₊₁ − σᵢ) · d(σᵢ) ⊙ ∂f(L(σᵢ))/∂x</c>, i = 0 … n − 1.
/// The blur is scipy's: cut off at 4σ, zeros outside the image, computed in doubles.</para>
/// <para>Input 1×C×H×W; attributions signed, in units of the score; what is missing from f(x) − f(L(σₙ)) is <see cref="Attribution.CompletenessGap"/>. The map, H×W, is
/// <c>Σ_c a_c</c> by default.</para>
/// <para>Cost: <see cref="BlurIntegratedGradientsOptions.Steps"/> runs with gradient and two without, and as many pairs of blurs: with a wide blur and a small network the
/// blurs take the longer.</para>
/// <para>Xu, Venugopalan, Sundararajan: Attribution in scale and space. CVPR 2020.</para>
/// </remarks>
public sealed class BlurIntegratedGradients : Attributor
{
    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public BlurIntegratedGradients(IDifferentiableModel model, BlurIntegratedGradientsOptions? options = null) : base((options ??= new()).Reduction)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Steps);
        options.MaximumSigmaPixels.EnsurePositive(nameof(options));
        options.DifferencePixels.EnsurePositive(nameof(options));
        options.Spacing.EnsureDefined(nameof(options));
        double[] sigmas = [.. Enumerable.Range(0, options.Steps + 1).Select(i => (double)i * options.MaximumSigmaPixels / options.Steps)];
        if (options.Spacing == BlurSpacing.SquareRoot) sigmas = Array.ConvertAll(sigmas, Math.Sqrt);
        Run = new PathMethod(model, Name, AttributedValue.Image(model), options.Scale, options.Steps, input => new Path(input, sigmas, options.DifferencePixels))
        {
            ScratchLength = model.InputShape.Length,
            Start = (input, image) => new Path(input, sigmas, options.DifferencePixels).Fill(sigmas[^1], image),
            Options = string.Create(CultureInfo.InvariantCulture,
                $"{options.Steps} steps, σ to {options.MaximumSigmaPixels}, spacing {options.Spacing}, difference {options.DifferencePixels}, {options.Scale}"),
        }.Run;
    }

    /// <inheritdoc/>
    public override string Name => "Blur integrated gradients";

    private protected override AttributionRun Run { get; }

    private sealed class Path : IGradientPath
    {
        private readonly ImageShape _shape;
        private readonly double[] _image, _sigmas, _sum;
        private readonly double _difference;

        public Path(ModelInput input, double[] sigmas, double difference)
        {
            (_shape, _sigmas, _difference) = (input.Shape, sigmas, difference);
            _image = Array.ConvertAll(input.Values.ToArray(), v => (double)v);
            _sum = new double[_image.Length];
        }

        /// <summary>Writes the image under a blur.</summary>
        public void Fill(double sigma, Span<float> image)
        {
            var blurred = new double[_image.Length];
            Blur(sigma, blurred);
            TensorPrimitives.ConvertTruncating<double, float>(blurred, image);
        }

        public void Fill(int step, Span<float> image, Span<float> change)
        {
            double[] here = ArrayPool<double>.Shared.Rent(_image.Length), there = ArrayPool<double>.Shared.Rent(_image.Length);
            Span<double> blurred = here.AsSpan(0, _image.Length), further = there.AsSpan(0, _image.Length);
            Blur(_sigmas[step], blurred);
            Blur(_sigmas[step] + _difference, further);
            for (int i = 0; i < image.Length; i++)
            {
                image[i] = (float)blurred[i];
                change[i] = (float)((further[i] - blurred[i]) / _difference);
            }
            ArrayPool<double>.Shared.Return(here);
            ArrayPool<double>.Shared.Return(there);
        }

        public void Accept(int step, ReadOnlySpan<float> value, ReadOnlySpan<float> gradient, ReadOnlySpan<float> change)
        {
            double width = _sigmas[step + 1] - _sigmas[step];
            for (int i = 0; i < _sum.Length; i++) _sum[i] -= width * change[i] * gradient[i];
        }

        public double[] Finish() => _sum;

        private void Blur(double sigma, Span<double> blurred)
        {
            if (sigma == 0) _image.CopyTo(blurred);
            else
            {
                var kernel = GaussianKernel.TruncatedDoubles(sigma);
                SeparableBlur.Apply<double>(_image, _shape.Height, _shape.Width, kernel, kernel, BlurBorder.Zero, blurred);
            }
        }
    }
}
