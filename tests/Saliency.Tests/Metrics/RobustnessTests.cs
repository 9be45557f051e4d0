using Saliency.Explainers;
using Saliency.Metrics;
using Saliency.Tests.Contracts;

namespace Saliency.Tests.Metrics;

internal sealed class RobustnessTests
{
    private static readonly ImageShape Shape = new(1, 4, 6);

    private static readonly ModelInput Photo = Pattern.Input(Shape, 2);

    private static readonly LinearModel Model = new(Shape, [Pattern.Values(24, 1), Pattern.Values(24, 3)], [5, 0]);

    private static IEnumerable<IExplainerMetric> All =>
    [
        new MaxSensitivity(Model), new AverageSensitivity(Model), new LocalLipschitz(Model), new Continuity(Model),
        new RelativeInputStability(Model), new RelativeOutputStability(Model), new RelativeRepresentationStability(Model),
    ];

    [Test]
    public void Evaluate_ExplainerThatNeverChanges_Zero() =>
        Assert.That(All.Select(metric => metric.Evaluate(Told(_ => Pattern.Values(24, 7)), Photo, Target.Predicted).Value), Is.All.Zero);

    // The gradient of a linear model is its weights, whatever the image.
    [Test]
    public void Evaluate_GradientOfALinearModel_Zero() =>
        Assert.That(All.Select(metric => metric.Evaluate(new Gradient(Model), Photo, Target.Predicted).Value), Is.All.Zero);

    [Test]
    public void Evaluate_MapThatIsTheImage_ClosedForm()
    {
        var image = Told(input => input.Values.ToArray());
        Assert.That(new LocalLipschitz(Model, new NeighborOptions()).Evaluate(image, Photo, Target.Predicted).Value, Is.EqualTo(1).Within(1e-6));
        Assert.That(new RelativeInputStability(Model).Evaluate(image, Photo, Target.Predicted).Value, Is.EqualTo(1).Within(1e-12));
    }

    [Test]
    public void MaxSensitivity_MapThatIsTheImage_RatioOfTheStrongestNoise()
    {
        var seen = new List<float[]>();
        var image = Told(input =>
        {
            seen.Add(input.Values.ToArray());
            return seen[^1];
        });
        double most = new MaxSensitivity(Model).Evaluate(image, Photo, Target.Predicted).Value;
        double norm = Math.Sqrt(seen[0].Sum(v => (double)v * v));
        double[] ratios = [.. seen.Skip(1).Select(n => Math.Sqrt(n.Zip(seen[0], (a, b) => ((double)a - b) * ((double)a - b)).Sum()) / norm)];
        Assert.That(ratios, Has.Length.EqualTo(10));
        Assert.That(most, Is.EqualTo(ratios.Max()).Within(1e-12));
        Assert.That(new AverageSensitivity(Model).Evaluate(image, Photo, Target.Predicted).Value, Is.EqualTo(ratios.Average()).Within(1e-12));
        Assert.That(seen.Skip(1).SelectMany(n => n.Zip(seen[0], (a, b) => Math.Abs(a - b))), Is.All.LessThan(0.0201).And.Some.GreaterThan(0.015));
    }

    [Test]
    public void MaxSensitivity_OtherSeed_OtherNeighbours()
    {
        var image = Told(input => input.Values.ToArray());
        double Of(ulong seed) => new MaxSensitivity(Model, new NeighborOptions { Seed = seed }).Evaluate(image, Photo, Target.Predicted).Value;
        double once = Of(1);
        Assert.That(Of(1), Is.EqualTo(once));
        Assert.That(Of(2), Is.Not.EqualTo(once));
    }

    [Test]
    public void MaxSensitivity_MapOfZeros_CountsAsNormOne()
    {
        int calls = 0;
        var late = Told(_ => Enumerable.Repeat(calls++ == 0 ? 0f : 2f, 24).ToArray());
        Assert.That(new MaxSensitivity(Model).Evaluate(late, Photo, Target.Predicted).Value, Is.EqualTo(2 * Math.Sqrt(24)).Within(1e-12));
    }

    [Test]
    public void Continuity_MapThatIsTheImage_ShiftedByWholePixels()
    {
        var image = Told(input => input.Values.ToArray());
        float[] values = Photo.Values.ToArray();
        double[] slopes = [.. Enumerable.Range(1, 3).Select(step =>
        {
            double[] change = [.. values.Select((v, i) => v - (i % 6 < 2 * step ? 0.0 : values[i - (2 * step)]))];
            return change.Sum(Math.Abs) / Math.Sqrt(change.Sum(c => c * c));
        })];
        Assert.That(new Continuity(Model, new ContinuityOptions { Steps = 3, Scaling = null }).Evaluate(image, Photo, Target.Predicted).Value, Is.EqualTo(slopes.Max()).Within(1e-6));
    }

    [Test]
    public void Continuity_ConstantImageOfTheBaseline_Zero() =>
        Assert.That(new Continuity(Model).Evaluate(new Gradient(Model), new ModelInput(Shape, new float[24]), Target.Predicted).Value, Is.Zero);

    [Test]
    public void RelativeOutputStability_MapThatGrows_RelativeChangeOverChangeOfTheLogits()
    {
        int calls = 0;
        ModelInput? neighbor = null;
        var growing = Told(input =>
        {
            neighbor = input;
            return Enumerable.Repeat(calls++ == 0 ? 1f : 3f, 24).ToArray();
        });
        double value = new RelativeOutputStability(Model, new NeighborOptions { Samples = 1 }).Evaluate(growing, Photo, Target.Predicted).Value;
        var (here, there) = (Model.Answer(Photo), Model.Answer(neighbor!));
        double change = Math.Sqrt(Enumerable.Range(0, 2).Sum(k => Math.Pow((double)here[0, 0][k] - there[0, 0][k], 2)));
        Assert.That(value, Is.EqualTo(2 * Math.Sqrt(24) / change).Within(1e-9 * value));
    }

    // Two classes in balance at zero: noise decides.
    [Test]
    public void RelativeInputStability_NoNeighbourOfTheSameClass_Refused()
    {
        var model = new LinearModel(Shape, [new float[24], Enumerable.Repeat(1f, 24).ToArray()], [1e-6f, 0]);
        var ups = new Neighborhood(model, 3, (input, _) => new ModelInput(Shape, Array.ConvertAll(input.Values.ToArray(), v => v + 1)));
        var test = new StabilityTest(ups, (_, _) => 1);
        Assert.That(() => test.Evaluate(new Gradient(model), new ModelInput(Shape, new float[24]), Target.Predicted, null, default), Throws.InvalidOperationException);
    }

    [Test]
    public void Evaluate_PredictedClass_StaysThatOfTheUntouchedImage()
    {
        var targets = new List<string>();
        var asking = new FunctionExplainer((input, target) =>
        {
            targets.Add(target.Resolve(Model, input).Description);
            return new SaliencyMap(4, 6, input.Values);
        });
        new MaxSensitivity(Model, new NeighborOptions { Magnitude = 100 }).Evaluate(asking, Photo, Target.Predicted);
        Assert.That(targets.Distinct().Count(), Is.EqualTo(1));
        Assert.That(targets, Has.Count.EqualTo(11));
    }

    [Test]
    public void Constructor_OptionsOutOfRange_Refused()
    {
        Assert.That(() => new MaxSensitivity(Model, new NeighborOptions { Samples = 0 }), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new MaxSensitivity(Model, new NeighborOptions { Magnitude = double.NaN }), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new LocalLipschitz(Model, new NeighborOptions { Noise = (NeighborNoise)9 }), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Continuity(Model, new ContinuityOptions { Steps = 0 }), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static FunctionExplainer Told(Func<ModelInput, float[]> map) => new((input, _) => new SaliencyMap(4, 6, map(input)));
}
