using System.Buffers;
using Saliency.Perturbation;

namespace Saliency.Metrics;

/// <summary>Infidelity: how far what a map promises for a change of the image is from what the score does.</summary>
/// <remarks>
/// <para>Squares of the image are removed, x' the image without one: <c>mean ( β · p − (f(x) − f(x')) )²</c>, p the promise: the map's sum over the square, or
/// <c>Σ map · (x − x')</c> for a map of gradients (<see cref="InfidelityPromise"/>). β = 1, or with <see cref="InfidelityOptions.Normalized"/> the best factor,
/// <c>Σ (f(x) − f(x')) · p / Σ p²</c>, 0 where all promises are 0: for maps whose scale means nothing.</para>
/// <para>0 and up, lower is better; the score's own units, squared. A map of another size is resized bilinearly. A constant map promises the same for every square.
/// Cost: one model run, and one for each square: 101.</para>
/// <para>Yeh, Hsieh, Suggala, Inouye, Ravikumar: On the (in)fidelity and sensitivity of explanations. NeurIPS 2019.</para>
/// </remarks>
public sealed class Infidelity : IModelMetric
{
    private readonly RemovalTest _test;
    private readonly InfidelityOptions _options;
    private readonly RemovalSource _removals;

    /// <summary>Makes the metric of a model.</summary>
    /// <exception cref="ArgumentException">The options are out of range, or the imputer does not fit the model's input.</exception>
    public Infidelity(IModel model, InfidelityOptions? options = null) : this(model, options ??= new InfidelityOptions(), Squares(model, options))
    {
    }

    /// <summary>With parts that were drawn elsewhere.</summary>
    internal Infidelity(IModel model, InfidelityOptions options, RemovalSource removals)
    {
        if (options.Runs < 1) throw new ArgumentOutOfRangeException(nameof(options), options.Runs, "Expected at least 1 run.");
        options.Promise.EnsureDefined(nameof(options));
        _test = new RemovalTest(model, options.Imputer, options.Scale);
        (_options, _removals) = (options, removals);
    }

    /// <inheritdoc/>
    public string Name => "Infidelity";

    /// <inheritdoc/>
    public Better Better => Better.Lower;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map, ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        var trial = _test.Begin(map, input, target, context, cancellationToken);
        var question = new Question(trial, _test.Imputer.PreparedFor(input), _options, _removals);
        trial.Ask(question);
        double factor = _options.Normalized ? question.BestFactor() : 1;
        return new MetricResult(question.Pairs.Average(pair => ((factor * pair.Promise) - pair.Drop) * ((factor * pair.Promise) - pair.Drop)));
    }

    private static RemovalSource Squares(IModel model, InfidelityOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        var shape = model.InputShape;
        int side = options.SidePixels ?? Math.Max(1, Math.Min(shape.Height, shape.Width) / 4);
        return side >= 1 && side <= Math.Min(shape.Height, shape.Width)
            ? (sample, removed) => RandomSubsets.OfSquare(side, options.Seed, sample, shape.Width, removed)
            : throw new ArgumentOutOfRangeException(nameof(options), side, $"Expected squares that fit into an input of {shape}.");
    }

    private sealed class Question(RemovalTrial trial, Imputer imputer, InfidelityOptions options, RemovalSource removals) : IPerturbation
    {
        public (double Promise, double Drop)[] Pairs { get; } = new (double, double)[options.Runs];

        public int Count => options.Runs;

        public int ScratchLength => 1;

        public void Fill(int sample, Span<float> image, Span<float> promise)
        {
            var rented = ArrayPool<bool>.Shared.Rent(trial.Values.Length);
            var removed = rented.AsSpan(0, trial.Values.Length);
            removed.Clear();
            removals(sample, removed);
            imputer.Impute(trial.Input, removed, sample, image);
            promise[0] = (float)(options.Promise == InfidelityPromise.Gradient ? OverChange(image) : OverRemoved(removed));
            ArrayPool<bool>.Shared.Return(rented);
        }

        public void Accept(int first, ReadOnlySpan<double> values, ReadOnlySpan<float> scratch)
        {
            for (int i = 0; i < values.Length; i++) Pairs[first + i] = (scratch[i], trial.Untouched - values[i]);
        }

        public double BestFactor()
        {
            double squares = Pairs.Sum(pair => pair.Promise * pair.Promise);
            return squares > 0 ? Pairs.Sum(pair => pair.Promise * pair.Drop) / squares : 0;
        }

        private double OverRemoved(ReadOnlySpan<bool> removed)
        {
            double sum = 0;
            for (int i = 0; i < removed.Length; i++)
                if (removed[i]) sum += trial.Values[i];
            return sum;
        }

        private double OverChange(ReadOnlySpan<float> image)
        {
            double sum = 0;
            int plane = trial.Values.Length;
            for (int i = 0; i < image.Length; i++) sum += (double)trial.Values[i % plane] * (trial.Input.Values[i] - image[i]);
            return sum;
        }
    }
}
