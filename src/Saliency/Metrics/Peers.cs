using System.Numerics.Tensors;
using System.Collections.Immutable;
using Saliency.Perturbation;

namespace Saliency.Metrics;

/// <summary>Other images with their maps, which a map is held against.</summary>
internal sealed class Peers
{
    private readonly IModel _model;
    private readonly ModelInput[] _inputs;

    /// <exception cref="ArgumentException">There is no other image, or one that does not fit the model.</exception>
    public Peers(IModel model, IReadOnlyList<(ModelInput Input, SaliencyMap Map)> others)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(others);
        if (others.Count == 0) throw new ArgumentException("Expected at least one other image, got none.", nameof(others));
        foreach (var (input, map) in others)
        {
            ArgumentNullException.ThrowIfNull(map, nameof(others));
            model.Check(input);
        }
        _model = model;
        _inputs = [.. others.Select(other => other.Input)];
        Maps = [.. others.Select(other => other.Map.Resize(model.InputShape.Height, model.InputShape.Width))];
    }

    /// <summary>The others' maps, at the size of the model's input.</summary>
    public ImmutableArray<SaliencyMap> Maps { get; }

    /// <summary>For each of the others, whether the model predicts the class for it that it predicts for an image.</summary>
    public bool[] Agree(ModelInput input, RunContext? context, CancellationToken cancellationToken)
    {
        _model.Check(input);
        var question = new Question([input, .. _inputs]);
        PerturbationLoop.Run(_model, [new PredictedClass(_model.Outputs[0].Name)], question, context, cancellationToken);
        return [.. question.Classes.Skip(1).Select(c => c == question.Classes[0])];
    }

    private sealed class Question(ModelInput[] images) : IPerturbation
    {
        public double[] Classes { get; } = new double[images.Length];

        public int Count => images.Length;

        public int ScratchLength => 0;

        public void Fill(int sample, Span<float> image, Span<float> scratch) => images[sample].Values.CopyTo(image);

        public void Accept(int first, ReadOnlySpan<double> values, ReadOnlySpan<float> scratch) => values.CopyTo(Classes.AsSpan(first));
    }

    private sealed class PredictedClass(string output) : Objective
    {
        public override string Description => "number of the predicted class";

        public override ImmutableArray<string> Reads => [output];

        public override double Evaluate(ModelAnswer answer, int image) => TensorPrimitives.IndexOfMax(answer[answer.IndexOf(output), image]);

        // Steps have no slope.
        public override void Differentiate(ModelAnswer answer, int image, string output, Span<float> cotangent) => cotangent.Clear();
    }
}
