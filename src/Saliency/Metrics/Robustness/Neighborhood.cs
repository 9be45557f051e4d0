using Saliency.Numerics;

namespace Saliency.Metrics;

/// <summary>Makes a neighbour of an image by its number alone.</summary>
internal delegate ModelInput NeighborSource(ModelInput input, int sample);

/// <summary>An image and what the explainer says of it.</summary>
internal readonly record struct Explained(ModelInput Input, SaliencyMap Map);

/// <summary>What the metrics have in common that explain an image and its neighbours. Only a batch of neighbours is held, whatever their number.</summary>
internal sealed class Neighborhood
{
    // The same seed in an explainer must not give its noise and the neighbours' the same numbers.
    private const ulong Stream = 0x4E65696768626F72;

    private readonly int _count;
    private readonly NeighborSource _source;
    private readonly Normalization? _scaling;

    public Neighborhood(IModel model, int count, NeighborSource source, Normalization? scaling = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (count < 1) throw new ArgumentOutOfRangeException(nameof(count), count, "Expected at least 1 neighbour.");
        if (scaling is { } given && !Enum.IsDefined(given)) throw new ArgumentOutOfRangeException(nameof(scaling), scaling, "Expected a defined normalization.");
        (Model, _count, _source, _scaling) = (model, count, source, scaling);
    }

    /// <summary>Neighbours by noise.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public static Neighborhood Of(IModel model, NeighborOptions options)
    {
        if (!Enum.IsDefined(options.Noise)) throw new ArgumentOutOfRangeException(nameof(options), options.Noise, "Expected a defined noise.");
        options.Magnitude.EnsurePositive(nameof(options));
        return new Neighborhood(model, options.Samples, (input, sample) => Noisy(input, options, sample), options.Scaling);
    }

    public IModel Model { get; }

    /// <summary>Explains the image and each neighbour for the target that the untouched image has, and compares each neighbour with the image.</summary>
    public double[] Compare(
        IExplainer explainer, ModelInput input, Target target, RunContext? context, Func<Explained, Explained, double> comparison, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(explainer);
        ArgumentNullException.ThrowIfNull(target);
        cancellationToken.ThrowIfCancellationRequested();
        context ??= RunContext.Default;
        var quiet = context with { Progress = null };
        var steady = UntouchedTarget.On(Model, input, target);
        var untouched = new Explained(input, Scaled(explainer.Explain(input, steady, quiet, cancellationToken)));
        context.Progress?.Report(new RunProgress(1, _count + 1));
        var values = new double[_count];
        int size = context.GradientBatchSizeFor(input.Shape, _count);
        for (int first = 0; first < _count; first += size)
        {
            ModelInput[] neighbors = [.. Enumerable.Range(first, Math.Min(size, _count - first)).Select(sample => _source(input, sample))];
            var maps = explainer.Explain(neighbors, steady, quiet, cancellationToken);
            for (int i = 0; i < neighbors.Length; i++) values[first + i] = comparison(untouched, new Explained(neighbors[i], Scaled(maps[i])));
            context.Progress?.Report(new RunProgress(1 + first + neighbors.Length, _count + 1));
        }
        return values;
    }

    /// <summary>The mean of the maps of noisy copies of an image.</summary>
    public static SaliencyMap MeanMap(
        IExplainer explainer, ModelInput input, Target target, int count, NeighborOptions noise, RunContext context, CancellationToken cancellationToken)
    {
        double[] sum = [];
        SaliencyMap? last = null;
        int size = context.GradientBatchSizeFor(input.Shape, count);
        for (int first = 0; first < count; first += size)
        {
            ModelInput[] copies = [.. Enumerable.Range(first, Math.Min(size, count - first)).Select(sample => Noisy(input, noise, sample))];
            foreach (var map in explainer.Explain(copies, target, context, cancellationToken))
            {
                if (sum.Length == 0) sum = new double[map.Values.Length];
                for (int i = 0; i < sum.Length; i++) sum[i] += map.Values[i];
                last = map;
            }
        }
        return new SaliencyMap(last!.Height, last.Width, Array.ConvertAll(sum, s => (float)(s / count)), last.Origin);
    }

    private SaliencyMap Scaled(SaliencyMap map) => _scaling is { } scaling ? map.Normalize(scaling) : map;

    private static ModelInput Noisy(ModelInput input, NeighborOptions options, int sample)
    {
        var random = new CounterRandom(options.Seed ^ Stream, (ulong)sample);
        var values = input.Values.ToArray();
        foreach (ref float value in values.AsSpan())
            value += (float)(options.Magnitude * (options.Noise == NeighborNoise.Gaussian ? random.NextGaussian() : (2 * random.NextDouble()) - 1));
        return new ModelInput(input.Shape, values, input.Geometry);
    }
}
