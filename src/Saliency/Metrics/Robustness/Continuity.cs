using Saliency.Numerics;

namespace Saliency.Metrics;

/// <summary>Parameters of <see cref="Continuity"/>.</summary>
public sealed record ContinuityOptions
{
    /// <summary>How many times the image is shifted, at least 1: each time by another <c>⌊width / Steps⌋</c> pixels, at least 1, to the right.</summary>
    public int Steps { get; init; } = 28;

    /// <summary>What comes in from the left.</summary>
    public Imputer Imputer { get; init; } = Baseline.Zero;

    /// <summary>How every map is scaled before it is compared; null leaves the maps as they are.</summary>
    public Normalization? Scaling { get; init; } = Normalization.MaxAbsolute;
}

/// <summary>Continuity: the most that an explanation changes for each unit by which the image changes, while the image is shifted sideways.</summary>
/// <remarks>
/// <para><c>max ‖a − a'‖₁ / ‖x − x'‖₂</c> over shifted images x', a and a' the maps, for the target of the untouched image. An image that a shift leaves as it is
/// does not count.</para>
/// <para>0 and up, lower is better. Cost: one model run, and an explanation for the image and each shift: 29.</para>
/// <para>Montavon, Samek, Müller: Methods for interpreting and understanding deep neural networks. Digital Signal Processing 73, 2018. The shifts are Quantus'.</para>
/// </remarks>
public sealed class Continuity : IExplainerMetric
{
    private readonly Neighborhood _neighborhood;

    /// <summary>Makes the metric of the model that the explainers explain.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public Continuity(IModel model, ContinuityOptions? options = null)
    {
        options ??= new ContinuityOptions();
        ArgumentNullException.ThrowIfNull(options.Imputer);
        _neighborhood = new Neighborhood(model, options.Steps, (input, step) => Shifted(input, options, step), options.Scaling);
    }

    /// <inheritdoc/>
    public string Name => "Continuity";

    /// <inheritdoc/>
    public Better Better => Better.Lower;

    /// <inheritdoc/>
    public MetricResult Evaluate(IExplainer explainer, ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default) =>
        new(_neighborhood.Compare(explainer, input, target, context, Slope, cancellationToken).Max());

    private static double Slope(Explained untouched, Explained shifted)
    {
        double distance = Distance.Euclidean(untouched.Input.Values, shifted.Input.Values);
        return distance > 0 ? Distance.Manhattan(untouched.Map.Values, shifted.Map.Values) / distance : 0;
    }

    private static ModelInput Shifted(ModelInput input, ContinuityOptions options, int step)
    {
        int width = input.Shape.Width, shift = (int)Math.Min(width, (step + 1L) * Math.Max(1, width / options.Steps));
        var uncovered = new bool[input.Shape.PlaneLength];
        for (int start = 0; start < uncovered.Length; start += width) uncovered.AsSpan(start, shift).Fill(true);
        var values = new float[input.Shape.Length];
        options.Imputer.Impute(input, uncovered, step, values);
        for (int start = 0; start < values.Length; start += width)
            input.Values.Slice(start, width - shift).CopyTo(values.AsSpan(start + shift));
        return new ModelInput(input.Shape, values, input.Geometry);
    }
}
