using System.Globalization;
using Saliency.Numerics;

namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="KpcaCam"/>; the defaults are pytorch-grad-cam's.</summary>
public sealed record KpcaCamOptions : CamOptions
{
    /// <summary>γ of the kernel <c>tanh(γ·⟨a, b⟩ + 1)</c>; null is 1 / channels.</summary>
    public double? Gamma { get; init; }
}

/// <summary>KPCA-CAM: EigenCAM with a kernel, the first non-linear principal component of a layer's activations.</summary>
/// <remarks>
/// <para>Answers: along which pattern, also a bent one, do the layer's features vary most over the image, whatever the class?</para>
/// <para>With aₚ the channels at pixel p, each less its mean over the pixels, and the sigmoid kernel <c>K_pq = tanh(γ·⟨aₚ, a_q⟩ + 1)</c>, centred over rows and columns; λ its
/// largest eigenvalue and u the unit eigenvector: <c>map = √λ·u</c>, its value farthest from zero positive, then by default the common chain of <see cref="CamFinish.HeatMap"/>.</para>
/// <para>Range 0..1 (<see cref="CamFinish.Raw"/>: signed, mean 0). Cost: one model run, and (H·W)² doubles of memory, which is little for the last layers and much for the first.
/// The target does not matter; it is checked and named.</para>
/// <para>Karmani and others: KPCA-CAM: visual explainability of deep computer vision models using kernel PCA. 2024, arXiv 2410.00267.</para>
/// </remarks>
public sealed class KpcaCam : Cam
{
    private readonly double? _gamma;

    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentException">A layer does not exist or has no spatial extent.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Gamma is not positive and finite.</exception>
    public KpcaCam(ILayeredModel model, KpcaCamOptions? options = null) : base(model, options) => _gamma = options?.Gamma?.EnsurePositive(nameof(options));

    /// <inheritdoc/>
    public override string Name => "KPCA-CAM";

    /// <inheritdoc/>
    protected override string Parameters => _gamma is { } gamma ? string.Create(CultureInfo.InvariantCulture, $"gamma {gamma}") : "";

    /// <inheritdoc/>
    protected override void Map(CamView view, Span<double> map)
    {
        ArgumentNullException.ThrowIfNull(view);
        KernelComponent.Project(view.Activations, view.Shape.Channels, _gamma ?? (1.0 / view.Shape.Channels), map);
    }
}
