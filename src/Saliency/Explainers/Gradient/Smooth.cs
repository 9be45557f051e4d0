using System.Globalization;
using System.Numerics.Tensors;
using Saliency.Numerics;

namespace Saliency.Explainers;

/// <summary>Writes the noise of a sample, by the sample's number alone: C×H×W values of deviation 1.</summary>
internal delegate void NoiseSource(int sample, Span<float> noise);

/// <summary>SmoothGrad, SmoothGrad² and VarGrad: what another method says of noisy copies of the input, averaged.</summary>
/// <remarks>
/// <para>Answers: what the method inside answers, without what a little noise changes; VarGrad shows just that.</para>
/// <para>With aᵢ the attribution of <c>x + σ·noiseᵢ</c>: the mean, the mean square or the variance of the aᵢ (<see cref="SmoothOptions.Statistic"/>). The target is
/// resolved on the input without noise. Attributions have the extent, the unit (or its square) and, for the mean, the sign of the method inside; completeness is lost. Of an explainer
/// that makes maps alone they are 1×H×W.</para>
/// <para>Cost: one model run, and <see cref="SmoothOptions.SampleCount"/> times that of the method inside. Memory does not grow with the samples. Sample i depends on the
/// seed and i alone; several inputs get the same noise, scaled to each.</para>
/// <para>Smilkov, Thorat, Kim, Viégas, Wattenberg: SmoothGrad: removing noise by adding noise. arXiv 1706.03825, 2017. SmoothGrad²: Hooker, Erhan, Kindermans, Kim, NeurIPS
/// 2019. VarGrad: Adebayo and others, Sanity checks for saliency maps, NeurIPS 2018.</para>
/// </remarks>
public sealed class Smooth : Attributor
{
    private readonly IModel _model;
    private readonly IExplainer _method;
    private readonly SmoothOptions _options;
    private readonly NoiseSource _noise;

    /// <summary>Wraps a method.</summary>
    /// <param name="model">The model that the method explains.</param>
    /// <param name="method">Any method; one that attributes (<see cref="IAttributor"/>) is averaged channel by channel, another one map by map.</param>
    /// <param name="options">The parameters.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public Smooth(IModel model, IExplainer method, SmoothOptions? options = null) : this(model, method, options ??= new(), Gaussian(options.Seed))
    {
    }

    internal Smooth(IModel model, IExplainer method, SmoothOptions options, NoiseSource noise) : base(options.Reduction)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(method);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.SampleCount);
        options.NoiseLevel.EnsureNotNegative(nameof(options));
        options.Unit.EnsureDefined(nameof(options));
        options.Statistic.EnsureDefined(nameof(options));
        if (options is { Statistic: SmoothStatistic.SampleVariance, SampleCount: 1 }) throw new ArgumentOutOfRangeException(nameof(options), 1, "Expected at least 2 samples for a variance without bias.");
        (_model, _method, _options, _noise) = (model, method, options, noise);
    }

    /// <inheritdoc/>
    public override string Name
    {
        get
        {
            string statistic = _options.Statistic switch { SmoothStatistic.Mean => "SmoothGrad", SmoothStatistic.MeanSquare => "SmoothGrad²", _ => "VarGrad" };
            return $"{statistic} of {_method.Name}";
        }
    }

    private protected override AttributionRun Run => Smoothed;

    private void Smoothed(IReadOnlyList<ModelInput> inputs, Target target, RunContext context, Action<Attribution> accept, CancellationToken cancellationToken)
    {
        _model.Check(inputs);
        for (int i = 0; i < inputs.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var part = context with { Progress = PartialProgress.Of(context.Progress, (long)i * _options.SampleCount, _options.SampleCount, (long)inputs.Count * _options.SampleCount) };
            accept(Average(inputs[i], UntouchedTarget.On(_model, inputs[i], target), part, cancellationToken));
        }
    }

    private Attribution Average(ModelInput input, UntouchedTarget target, RunContext context, CancellationToken cancellationToken)
    {
        double sigma = _options.NoiseLevel;
        if (_options.Unit == NoiseUnit.ImageRange) sigma *= (double)TensorPrimitives.Max(input.Values) - TensorPrimitives.Min(input.Values);
        int total = _options.SampleCount, size = context.GradientBatchSizeFor(input.Shape, total);
        double[] sum = [], squares = [];
        Attribution? last = null;
        long runs = 1;
        var ahead = Noisy(input, 0, size, sigma, context.Threads);
        for (int first = 0; first < total; first += size)
        {
            var batch = ahead;
            int next = Math.Min(size, total - first - batch.Length);
            var part = context with { Progress = PartialProgress.Of(context.Progress, first, batch.Length, total) };
            // The next copies are made while the method is busy with these.
            var making = Task.Run(() => Noisy(input, first + batch.Length, next, sigma, context.Threads), CancellationToken.None);
            try
            {
                foreach (var attribution in Attributions(batch, target, part, cancellationToken))
                {
                    var values = attribution.Values;
                    if (sum.Length == 0) (sum, squares) = (new double[values.Length], new double[values.Length]);
                    for (int k = 0; k < sum.Length; k++)
                    {
                        double value = values[k];
                        sum[k] += value;
                        squares[k] += value * value;
                    }
                    runs += attribution.Origin.ModelRuns;
                    last = attribution;
                }
            }
            finally
            {
                ahead = making.GetAwaiter().GetResult();
            }
        }
        var options = string.Create(CultureInfo.InvariantCulture,
            $"{total} samples, noise {_options.NoiseLevel} of {_options.Unit}, seed {_options.Seed}, of {last!.Origin.Options}");
        return new Attribution(last.Shape, Statistic(sum, squares), new MapOrigin(Name, last.Origin.Target, last.Origin.Model, options, runs));
    }

    private IReadOnlyList<Attribution> Attributions(ModelInput[] copies, Target target, RunContext context, CancellationToken cancellationToken) => _method is IAttributor attributor
        ? attributor.Attribute(copies, target, context, cancellationToken)
        : [.. _method.Explain(copies, target, context, cancellationToken).Select(map => new Attribution(new ImageShape(1, map.Height, map.Width), map.Values, map.Origin))];

    private float[] Statistic(double[] sum, double[] squares)
    {
        var values = new float[sum.Length];
        for (int k = 0; k < values.Length; k++)
        {
            double mean = sum[k] / _options.SampleCount, meanSquare = squares[k] / _options.SampleCount;
            values[k] = (float)(_options.Statistic switch
            {
                SmoothStatistic.Mean => mean,
                SmoothStatistic.MeanSquare => meanSquare,
                SmoothStatistic.Variance => Math.Max(0, meanSquare - (mean * mean)),
                _ => Math.Max(0, meanSquare - (mean * mean)) * _options.SampleCount / (_options.SampleCount - 1),
            });
        }
        return values;
    }

    private ModelInput[] Noisy(ModelInput input, int first, int count, double sigma, int threads)
    {
        var copies = new ModelInput[Math.Max(0, count)];
        Parallel.For(0, copies.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
        {
            var values = new float[input.Shape.Length];
            _noise(first + i, values);
            var image = input.Values;
            for (int k = 0; k < values.Length; k++) values[k] = (float)(image[k] + (sigma * values[k]));
            copies[i] = new ModelInput(input.Shape, values, input.Geometry);
        });
        return copies;
    }

    private static NoiseSource Gaussian(ulong seed) => (sample, noise) =>
    {
        var random = new CounterRandom(seed, (ulong)sample);
        foreach (ref float value in noise) value = (float)random.NextGaussian();
    };
}
