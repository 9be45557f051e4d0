using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Saliency;

/// <summary>The cosine similarity of an image's embedding to that of a reference.</summary>
internal sealed class SimilarityTarget(ModelInput reference, string? embedding) : Target
{
    // The reference's own embedding, for as long as the model lives.
    private readonly ConditionalWeakTable<IModel, float[]> _references = [];

    public override ImmutableArray<string> Reads(IModel model)
    {
        var outputs = base.Reads(model);
        string name = NameIn(model);
        return outputs.Contains(name) ? outputs : outputs.Add(name);
    }

    public override Objective Resolve(IModel model, ModelAnswer untouched, int image, ScoreScale scale)
    {
        string name = NameIn(model);
        return new SimilarityObjective(name, _references.GetValue(model, m => Embed(m, name)), ToString());
    }

    public override string ToString() => embedding is null ? "similarity to a reference" : $"similarity to a reference in {embedding}";

    private string NameIn(IModel model) => embedding is null || model is not ILayeredModel || model.Outputs.Any(o => o.Name == embedding)
        ? OutputOf(model, embedding).Name
        : LayerOf(model, embedding).Name;

    private float[] Embed(IModel model, string name)
    {
        var embedded = model.Answer(reference, [name])[0, 0];
        return embedded.ContainsAnyExcept(0f)
            ? embedded.ToArray()
            : throw new InvalidOperationException($"Expected a reference whose embedding '{name}' has a direction, got zeros from {model.Name}.");
    }
}

/// <summary>cos(e, r) = e·r / (|e|·|r|), 0 where e is zero.</summary>
internal sealed class SimilarityObjective : Objective
{
    private readonly string _embedding;
    private readonly double[] _direction;

    public SimilarityObjective(string embedding, ReadOnlySpan<float> reference, string description)
    {
        (_embedding, Description) = (embedding, description);
        double norm = Math.Sqrt(Dot(reference, reference));
        _direction = new double[reference.Length];
        for (int i = 0; i < reference.Length; i++) _direction[i] = reference[i] / norm;
    }

    public override string Description { get; }

    public override ImmutableArray<string> Reads => [_embedding];

    public override double Evaluate(ModelAnswer answer, int image) => Cosine(answer[answer.IndexOf(_embedding), image]).Cosine;

    // ∂cos/∂e = (r/|r| − cos·e/|e|) / |e|
    public override void Differentiate(ModelAnswer answer, int image, string output, Span<float> cotangent)
    {
        cotangent.Clear();
        if (output != _embedding) return;
        var values = answer[answer.IndexOf(_embedding), image];
        var (cosine, norm) = Cosine(values);
        if (norm == 0) return;
        for (int i = 0; i < cotangent.Length; i++) cotangent[i] = (float)((_direction[i] - (cosine * values[i] / norm)) / norm);
    }

    private (double Cosine, double Norm) Cosine(ReadOnlySpan<float> values)
    {
        if (values.Length != _direction.Length)
            throw new InvalidOperationException($"Expected an embedding '{_embedding}' of {_direction.Length} numbers as the reference's, got {values.Length}.");
        double along = 0, norm = Math.Sqrt(Dot(values, values));
        for (int i = 0; i < values.Length; i++) along += _direction[i] * values[i];
        return norm == 0 ? (0, 0) : (along / norm, norm);
    }

    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += (double)a[i] * b[i];
        return sum;
    }
}
