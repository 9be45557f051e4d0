namespace Saliency.Metrics;

/// <summary>Parameters of <see cref="NonSensitivity"/>.</summary>
public sealed record NonSensitivityOptions
{
    /// <summary>Below it a pixel counts as without saliency (magnitudes divided by the largest), and a change of the score as none; above 0.</summary>
    public double Threshold { get; init; } = 1e-5;

    /// <summary>Pixels that are removed together; null is the input's width.</summary>
    public int? StepPixels { get; init; }

    /// <summary>What removed pixels become.</summary>
    public Imputer Imputer { get; init; } = Baseline.Zero;

    /// <summary>The scale of the score.</summary>
    public ScoreScale Scale { get; init; } = ScoreScale.Probability;
}

/// <summary>Non-sensitivity: how many pixels have saliency and no influence on the score, or influence and no saliency.</summary>
/// <remarks>
/// <para>The number of pixels where <c>|a| / max |a| &lt; ε</c> and <c>|f(x) − f(x')| &lt; ε</c> disagree, x' the image without the pixel's group. Groups are consecutive pixels
/// without saliency, and consecutive pixels with saliency, in row order; the last of each kind takes what is left.</para>
/// <para>0 to the number of pixels, lower is better. A map of another size is resized bilinearly; pixels of a map of zeros have no saliency. Cost: one model run and one for each
/// group: at most 226 for 224×224.</para>
/// <para>Nguyen, Rodríguez Martínez: On quantitative aspects of model interpretability. 2020. The groups are Quantus', where a channel of a pixel is a feature of its own.</para>
/// </remarks>
public sealed class NonSensitivity : IModelMetric
{
    private readonly RemovalTest _test;
    private readonly double _threshold;
    private readonly int _step;

    /// <summary>Makes the metric of a model.</summary>
    /// <exception cref="ArgumentException">The options are out of range, or the imputer does not fit the model's input.</exception>
    public NonSensitivity(IModel model, NonSensitivityOptions? options = null)
    {
        options ??= new NonSensitivityOptions();
        options.Threshold.EnsurePositive(nameof(options));
        if (options.StepPixels is < 1) throw new ArgumentOutOfRangeException(nameof(options), options.StepPixels, "Expected steps of at least 1 pixel.");
        _test = new RemovalTest(model, options.Imputer, options.Scale);
        (_threshold, _step) = (options.Threshold, options.StepPixels ?? model.InputShape.Width);
    }

    /// <inheritdoc/>
    public string Name => "Non-sensitivity";

    /// <inheritdoc/>
    public Better Better => Better.Lower;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map, ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        var trial = _test.Begin(map, input, target, context, cancellationToken);
        var magnitudes = Magnitudes.Of(trial.Map, out double largest);
        bool[] silent = Array.ConvertAll(magnitudes, m => largest == 0 || m / largest < _threshold);
        var pixels = Enumerable.Range(0, silent.Length).ToLookup(pixel => silent[pixel]);
        int[][] groups = [.. pixels[true].Chunk(_step), .. pixels[false].Chunk(_step)];
        var drops = trial.DropsWithout(groups.Length, (group, removed) =>
        {
            foreach (int pixel in groups[group]) removed[pixel] = true;
        });
        return new MetricResult(groups.Zip(drops).Where(pair => silent[pair.First[0]] != Math.Abs(pair.Second) < _threshold).Sum(pair => pair.First.Length));
    }
}
