using Saliency.Perturbation;

namespace Saliency.Explainers;

/// <summary>The steps of several inputs as one stream of samples: input after input, or for a sequential path step after step.</summary>
/// <remarks>A path is made when its first image is filled and dropped when its last gradient was taken: only those under way are held.</remarks>
internal sealed class PathSamples : IGradientSamples
{
    private readonly PathMethod _method;
    private readonly ReadOnlyMemory<ResolvedScore> _scores;
    private readonly Lazy<IGradientPath>?[] _paths;
    private readonly Action<Attribution> _accept;

    public PathSamples(PathMethod method, ModelInput[] inputs, ReadOnlyMemory<ResolvedScore> scores, Action<Attribution> accept)
    {
        (_method, _scores, _accept) = (method, scores, accept);
        _paths = Array.ConvertAll(inputs, input => new Lazy<IGradientPath>(() => method.Path(input)));
        Count = checked(inputs.Length * method.Steps);
    }

    public int Count { get; }

    public int ScratchLength => _method.ScratchLength;

    public bool Sequential => _method.Sequential;

    public Objective ObjectiveOf(int sample) => _scores.Span[Place(sample).Input].Objective;

    public void Fill(int sample, Span<float> image, Span<float> scratch)
    {
        var (input, step) = Place(sample);
        _paths[input]!.Value.Fill(step, image, scratch);
    }

    public void Accept(int sample, ReadOnlySpan<float> value, ReadOnlySpan<float> gradient, ReadOnlySpan<float> scratch)
    {
        var (input, step) = Place(sample);
        var path = _paths[input]!.Value;
        path.Accept(step, value, gradient, scratch);
        if (step < _method.Steps - 1) return;
        _paths[input] = null;
        var (objective, rise) = _scores.Span[input];
        double[] values = path.Finish();
        bool complete = _method.Start is not null;
        var origin = new MapOrigin(_method.Name, objective.Description, _method.Model.Name, _method.Value.Describe(_method.Options), _method.Steps + (complete ? 2 : 1));
        _accept(_method.Value.Attribute(Array.ConvertAll(values, v => (float)v), origin, complete ? values.Sum() - rise : null));
    }

    private (int Input, int Step) Place(int sample) =>
        Sequential ? (sample % _paths.Length, sample / _paths.Length) : (sample / _method.Steps, sample % _method.Steps);
}
