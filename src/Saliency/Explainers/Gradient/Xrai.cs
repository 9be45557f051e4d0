using System.Globalization;
using Saliency.Imaging;

namespace Saliency.Explainers;

/// <summary>XRAI: which regions of the image matter, found by adding up attributions over overlapping segments.</summary>
/// <remarks>
/// <para>Answers: which regions, whole and with clean edges, speak for the score, and in which order?</para>
/// <para>With <c>v = max_c a_c</c> of the attributions a, and segments S: regions are taken one after the other, each time the segment of the highest mean of v over the
/// pixels that it would add (<see cref="XraiAlgorithm.Full"/>); these pixels get that mean, the gain. Segments that add fewer than
/// <see cref="XraiOptions.MinimumNewPixels"/> are left out; what remains uncovered gets its own mean. So <c>Σ map = Σ v</c>.</para>
/// <para>By default a is the mean of two <see cref="IntegratedGradients"/>, from a black and a white image (the image's own smallest and largest value, PAIR's plain mean of
/// <see cref="XraiOptions.Steps"/> gradients each), and the segments are <see cref="MultiScaleFelzenszwalb"/>'s. The map is H×W, signed, in units of the score per pixel.</para>
/// <para>Cost: two times (<see cref="XraiOptions.Steps"/> + 2) model runs; of a given method, its own.</para>
/// <para>Kapishnikov, Bolukbasi, Viégas, Terry: XRAI: better attributions through regions. ICCV 2019.</para>
/// </remarks>
public sealed class Xrai : IExplainer
{
    private readonly IAttributor[] _attributors;
    private readonly XraiOptions _options;

    /// <summary>XRAI over integrated gradients from black and white.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public Xrai(IDifferentiableModel model, XraiOptions? options = null) : this(BlackAndWhite(model, options ??= new()), options)
    {
    }

    /// <summary>XRAI over the attributions of any method that gives one number for each of the image's.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public Xrai(IAttributor attributor, XraiOptions? options = null) : this([attributor ?? throw new ArgumentNullException(nameof(attributor))], options ?? new())
    {
    }

    private Xrai(IAttributor[] attributors, XraiOptions options)
    {
        Check(options);
        (_attributors, _options) = (attributors, options);
    }

    /// <inheritdoc/>
    public string Name => _options.Algorithm == XraiAlgorithm.Full ? "XRAI" : "XRAI fast";

    /// <summary>The regions of a map that any other method made: RISE, occlusion, a CAM.</summary>
    /// <param name="map">A map of the input's height and width.</param>
    /// <param name="input">The image; it is segmented where the options give no segments.</param>
    /// <param name="options">Parameters.</param>
    /// <exception cref="ArgumentException">Map, segments and input are not of one size.</exception>
    public static XraiResult Rank(SaliencyMap map, ModelInput input, XraiOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(input);
        options ??= new();
        Check(options);
        if ((map.Height, map.Width) != (input.Shape.Height, input.Shape.Width))
            throw new ArgumentException($"Expected a map of the input's {input.Shape.Height}×{input.Shape.Width}, got {map.Height}×{map.Width}.", nameof(map));
        return Rank(Array.ConvertAll(map.Values.ToArray(), v => (double)v), input, options, map.Origin with { Method = $"XRAI of {map.Origin.Method}" });
    }

    /// <summary>The regions of one input and their map.</summary>
    /// <param name="input">The image, of the model's input shape.</param>
    /// <param name="target">What is explained.</param>
    /// <param name="context">Batch size, threads, progress.</param>
    /// <param name="cancellationToken">Honoured within one batch.</param>
    public XraiResult Rank(ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Ranked([input], target, context, cancellationToken).Single();
    }

    /// <inheritdoc/>
    public SaliencyMap Explain(ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default) =>
        Rank(input, target, context, cancellationToken).Map;

    /// <inheritdoc/>
    public IReadOnlyList<SaliencyMap> Explain(IReadOnlyList<ModelInput> inputs, Target target, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return [.. Ranked(inputs, target, context, cancellationToken).Select(r => r.Map)];
    }

    private IEnumerable<XraiResult> Ranked(IReadOnlyList<ModelInput> inputs, Target target, RunContext? context, CancellationToken cancellationToken)
    {
        foreach (var input in inputs) ArgumentNullException.ThrowIfNull(input, nameof(inputs));
        context ??= RunContext.Default;
        int size = inputs.Count == 0 ? 1 : context.GradientBatchSizeFor(inputs[0].Shape, inputs.Count);
        for (int first = 0; first < inputs.Count; first += size)
        {
            ModelInput[] batch = [.. inputs.Skip(first).Take(size)];
            var values = batch.Select(input => new double[input.Shape.Length]).ToArray();
            var origins = new MapOrigin[batch.Length];
            for (int m = 0; m < _attributors.Length; m++)
            {
                // Hundredths of an input's share, for methods of many steps.
                long each = 100L * batch.Length, before = (100L * first * _attributors.Length) + (m * each);
                var part = context with { Progress = PartialProgress.Of(context.Progress, before, each, 100L * inputs.Count * _attributors.Length) };
                var attributions = _attributors[m].Attribute(batch, target, part, cancellationToken);
                for (int i = 0; i < batch.Length; i++) origins[i] = Add(attributions[i], batch[i], values[i], origins[i]);
            }
            for (int i = 0; i < batch.Length; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var origin = origins[i] with { Method = Name, Options = $"{Describe()}, of {origins[i].Options}" };
                yield return Rank(LargestOfChannels(values[i], batch[i].Shape), batch[i], _options, origin);
            }
        }
    }

    /// <summary>Adds a method's share to the mean over the methods.</summary>
    private MapOrigin Add(Attribution attribution, ModelInput input, double[] mean, MapOrigin? others)
    {
        if (attribution.Shape != input.Shape)
            throw new InvalidOperationException($"Expected attributions of the input's {input.Shape}, got {attribution.Shape} of {attribution.Origin.Method}.");
        for (int k = 0; k < mean.Length; k++) mean[k] += attribution.Values[k] / (double)_attributors.Length;
        return attribution.Origin with { ModelRuns = attribution.Origin.ModelRuns + (others?.ModelRuns ?? 0) };
    }

    private static double[] LargestOfChannels(double[] values, ImageShape shape)
    {
        var largest = values[..shape.PlaneLength];
        for (int k = largest.Length; k < values.Length; k++) largest[k % largest.Length] = Math.Max(largest[k % largest.Length], values[k]);
        return largest;
    }

    private static XraiResult Rank(double[] values, ModelInput input, XraiOptions options, MapOrigin origin)
    {
        var (height, width) = (input.Shape.Height, input.Shape.Width);
        var segments = options.Segments ?? new MultiScaleFelzenszwalb(options.Segmentation).Masks(input);
        foreach (var segment in segments)
        {
            if ((segment.Height, segment.Width) != (height, width))
                throw new ArgumentException($"Expected segments of the input's {height}×{width}, got one of {segment.Height}×{segment.Width}.", nameof(options));
        }
        var ranking = new RegionRanking(values, segments, height, width, options.MinimumNewPixels);
        if (options.Algorithm == XraiAlgorithm.Full) ranking.Full(options.AreaFraction);
        else ranking.Fast();
        var (regions, map) = ranking.Finish();
        return new XraiResult(new SaliencyMap(height, width, map, origin), regions);
    }

    private static IAttributor[] BlackAndWhite(IDifferentiableModel model, XraiOptions options)
    {
        var gradients = new IntegratedGradientsOptions { Steps = options.Steps, Rule = IntegrationRule.PairMean, Scale = options.Scale };
        return [From(largest: false), From(largest: true)];

        IntegratedGradients From(bool largest) => new(model, gradients with { Baseline = new ImageExtreme(largest) });
    }

    private static void Check(XraiOptions options)
    {
        options.Algorithm.EnsureDefined(nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegative(options.MinimumNewPixels);
        if (!(options.AreaFraction is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(options), options.AreaFraction, "Expected an area fraction of 0 to 1.");
        ArgumentNullException.ThrowIfNull(options.Segmentation, nameof(options));
    }

    private string Describe() => string.Create(CultureInfo.InvariantCulture,
        $"{_options.Algorithm}, at least {_options.MinimumNewPixels} new pixels, area {_options.AreaFraction}, {_options.Segments?.Count.ToString(CultureInfo.InvariantCulture) ?? "own"} segments");
}
