using System.Globalization;
using Saliency.Numerics;

namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="FinerCam"/>; the defaults are pytorch-grad-cam's.</summary>
public sealed record FinerCamOptions : CamOptions
{
    /// <summary>How strongly the other classes count against the target, α. 0 leaves Grad-CAM.</summary>
    public double Alpha { get; init; } = 1;

    /// <summary>How many classes the target is told from: those whose scores come nearest to its own on the untouched image.</summary>
    public int Comparisons { get; init; } = 3;
}

/// <summary>Finer-CAM: Grad-CAM of what tells the target from the classes most like it.</summary>
/// <remarks>
/// <para>Answers: what here is the one species and not its cousins? Grad-CAM shows what they share as well.</para>
/// <para>With z the logits, y the target's score, the K classes whose logits come nearest to y (ties: the lowest index), and p the softmax of z: Grad-CAM of the number
/// <c>Σ_k p_k·(y − α·z_k) / (Σ_k p_k + 1e-9)</c>, p differentiated as well. The classes are chosen once, on the untouched image. As pytorch-grad-cam.</para>
/// <para>Range 0..1 (<see cref="CamFinish.Raw"/>: signed). Cost: one differentiated model run. <see cref="CamOptions.Scale"/> changes y alone; the method is defined on logits.</para>
/// <para>Zhang and others: Finer-CAM: spotting the difference reveals finer details for visual explanation. CVPR 2025, arXiv 2501.11309.</para>
/// </remarks>
public sealed class FinerCam : Cam
{
    private readonly FinerCamOptions _options;

    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentException">A layer does not exist or has no spatial extent.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is nothing to compare with, or alpha is negative or not finite.</exception>
    public FinerCam(IDifferentiableModel model, FinerCamOptions? options = null) : base(model, options)
    {
        _options = options ?? new FinerCamOptions();
        if (_options.Comparisons < 1) throw new ArgumentOutOfRangeException(nameof(options), _options.Comparisons, "Expected at least one class to compare with.");
        _options.Alpha.EnsureNotNegative(nameof(options));
    }

    /// <inheritdoc/>
    public override string Name => "Finer-CAM";

    /// <inheritdoc/>
    protected override string Parameters => string.Create(CultureInfo.InvariantCulture, $"alpha {_options.Alpha}, comparisons {_options.Comparisons}");

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The target is no number of a single output, or there is no other class.</exception>
    protected override Objective Resolve(Target target, ModelAnswer untouched, int image)
    {
        ArgumentNullException.ThrowIfNull(untouched);
        var objective = base.Resolve(target, untouched, image);
        return new ContrastiveObjective(objective, _options.Alpha, _options.Comparisons, untouched, image);
    }

    /// <inheritdoc/>
    protected override void Map(CamView view, Span<double> map)
    {
        ArgumentNullException.ThrowIfNull(view);
        var weights = new double[view.Shape.Channels];
        for (int c = 0; c < weights.Length; c++) weights[c] = DoubleSums.Sum(view.Gradient(c)) / map.Length;
        view.Combine(weights, map);
    }
}
