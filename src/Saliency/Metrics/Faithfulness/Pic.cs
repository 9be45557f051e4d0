using System.Collections.Immutable;
using System.Numerics.Tensors;
using Saliency.Imaging;
using Saliency.Perturbation;

namespace Saliency.Metrics;

/// <summary>PIC, the performance information curve: how soon the model answers as for the whole image, while what a map holds most important is shown in a blurred one.</summary>
/// <remarks>
/// <para>The image starts blurred: a few random pixels are known, the others filled in from them. Then its highest pixels are shown too, share by share. With E the bytes
/// of an image as lossless WebP, p its score, 0 the blurred image and no index the untouched one: <c>x = (E_t − E_0) / (E − E_0)</c>,
/// <c>y = (p_t − p_0) / (p − p_0)</c>, both cut to 0..1, y the best so far. Curve: linear between these points, (0, 0) and (1, 1). Value: the area under it.</para>
/// <para>0..1, higher is better. With <see cref="PicScore.Softmax"/> the SIC, with <see cref="PicScore.Accuracy"/> the AIC. All pixels that reach a share's
/// percentile are shown, so that a constant map shows the whole image at once; a map of another size is resized bilinearly. For the bytes, the image's own range becomes 0..255.</para>
/// <para>Cost: two model runs, and one for each share: 15. Averages over images: of the curves, or their medians, point by point.</para>
/// <para>Kapishnikov, Bolukbasi, Viégas, Terry: XRAI: better attributions through regions. ICCV 2019. As in the authors' code, pixels that are not shown
/// are interpolated over triangles of those that are (<see cref="Imputer.Triangulated"/>).</para>
/// </remarks>
public sealed class Pic : IModelMetric
{
    private readonly RemovalTest _test;
    private readonly PicOptions _options;
    private readonly int[] _counts;
    private readonly int _random;

    /// <summary>Makes the metric of a model.</summary>
    /// <exception cref="ArgumentException">The options are out of range, or the model's input has neither 1 nor 3 channels.</exception>
    public Pic(IModel model, PicOptions? options = null)
    {
        _options = options ?? new PicOptions();
        _test = new RemovalTest(model, _options.Imputer, ScoreScale.Probability);
        _options.Score.EnsureDefined(nameof(options));
        if (_options.Steps < 1) throw new ArgumentOutOfRangeException(nameof(options), _options.Steps, "Expected at least 1 step.");
        if (_options.Shares is not { Count: > 0 }) throw new ArgumentException("Expected at least one share of pixels, got none.", nameof(options));
        foreach (double share in _options.Shares.Append(_options.RandomShare))
        {
            if (!(share > 0 && share < 1)) throw new ArgumentOutOfRangeException(nameof(options), share, "Expected shares above 0 and below 1.");
        }
        var shape = model.InputShape;
        if (shape.Channels is not (1 or 3)) throw new ArgumentException($"Expected a model of 1 or 3 channels, whose images can be files, got {shape}.", nameof(model));
        _counts = [.. _options.Shares.Select(share => PixelGroups.CountFromPercentile(100 * (1 - share), shape.PlaneLength))];
        _random = Math.Max(1, (int)(_options.RandomShare * shape.PlaneLength));
    }

    /// <inheritdoc/>
    public string Name => _options.Score == PicScore.Softmax ? "SIC" : "AIC";

    /// <inheritdoc/>
    public Better Better => Better.Higher;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The untouched image has no more information or no better score than the blurred one: it has no such curve.</exception>
    public MetricResult Evaluate(SaliencyMap map, ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        var asked = _options.Score == PicScore.Softmax ? target : Agreement.Target;
        var trial = _test.Begin(map, input, asked, context, cancellationToken);
        var ranked = PixelGroups.Ranked(trial.Values, RemovalOrder.MostRelevantFirst, PixelGroups.EndsOfSteps(trial.Values.Length, 1));
        int[] counts = [.. _counts.Select(count => ranked.WithTies(count, trial.Values))];
        var known = new bool[trial.Values.Length];
        RandomSubsets.OfSize(_random, _options.Seed, 0, known);
        var question = new Question(new RemovedPixels(input, _options.Imputer, _counts.Length + 1, (sample, removed) =>
        {
            ranked.From(sample == 0 ? 0 : counts[sample - 1], removed);
            for (int i = 0; i < removed.Length; i++) removed[i] &= !known[i];
        }), input);
        trial.Ask(question);
        var curve = InformationCurve.Of(question.Information, question.Scores, (question.InformationOf(input.Values), trial.Untouched), _options.Steps, _options.Monotonous);
        return new MetricResult(InformationCurve.AreaUnder(curve), curve);
    }

    private sealed class Question(RemovedPixels removed, ModelInput input) : IPerturbation
    {
        private readonly float _low = TensorPrimitives.Min(input.Values);
        private readonly float _high = TensorPrimitives.Max(input.Values);

        public double[] Information { get; } = new double[removed.Count];

        public double[] Scores => removed.Scores;

        public int Count => removed.Count;

        public int ScratchLength => 1;

        public void Fill(int sample, Span<float> image, Span<float> bytes)
        {
            removed.Fill(sample, image, []);
            bytes[0] = InformationOf(image);
        }

        public void Accept(int first, ReadOnlySpan<double> values, ReadOnlySpan<float> bytes)
        {
            removed.Accept(first, values, []);
            for (int i = 0; i < values.Length; i++) Information[first + i] = bytes[i];
        }

        /// <summary>Bytes of the image as a file of lossless WebP.</summary>
        public int InformationOf(ReadOnlySpan<float> image)
        {
            int plane = input.Shape.PlaneLength;
            float scale = _high > _low ? 255 / (_high - _low) : 0;
            var pixels = new byte[3 * plane];
            for (int i = 0; i < pixels.Length; i++)
                pixels[i] = (byte)Math.Clamp(MathF.Round((image[(i % 3 % input.Shape.Channels * plane) + (i / 3)] - _low) * scale), 0, 255);
            return new Photo(input.Shape.Height, input.Shape.Width, pixels).Encode(PhotoFormat.Webp).Length;
        }
    }

    /// <summary>1 where the first output's highest score is where it was for the untouched image.</summary>
    private sealed class Agreement(string output, int best) : Objective
    {
        public static Target Target { get; } = new OnPrediction();

        public override string Description => $"prediction of class {best}";

        public override ImmutableArray<string> Reads => [output];

        public override double Evaluate(ModelAnswer answer, int image) => TensorPrimitives.IndexOfMax(answer[answer.IndexOf(output), image]) == best ? 1 : 0;

        // A step is flat wherever it has a slope at all.
        public override void Differentiate(ModelAnswer answer, int image, string output, Span<float> cotangent) => cotangent.Clear();

        private sealed class OnPrediction : Target
        {
            public override Objective Resolve(IModel model, ModelAnswer untouched, int image, ScoreScale scale)
            {
                string output = model.Outputs[0].Name;
                return new Agreement(output, TensorPrimitives.IndexOfMax(untouched[untouched.IndexOf(output), image]));
            }
        }
    }
}
