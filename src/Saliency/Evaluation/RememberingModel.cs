using System.Buffers;
using System.Collections.Immutable;

namespace Saliency.Evaluation;

/// <summary>A model that is not asked twice about the same image: metrics of one picture ask about it whole, without everything, and veiled by the same map.</summary>
/// <remarks>An image's answer is the one it would get in any batch, so what is left of a batch is asked as a smaller one. Remembers until it is told to forget, within bounds.</remarks>
internal class RememberingModel : IModel
{
    private readonly IModel _model;
    private readonly KnownAnswers _known;
    private readonly Lock _gate = new();

    private protected RememberingModel(IModel model, long mostBytes) => (_model, _known) = (model, new KnownAnswers(mostBytes));

    public string Name => _model.Name;

    public ImageShape InputShape => _model.InputShape;

    public IReadOnlyList<OutputInfo> Outputs => _model.Outputs;

    public IReadOnlyList<string> Labels => _model.Labels;

    /// <summary>A view of a model, whose layers can be read where the model's can.</summary>
    public static RememberingModel Of(IModel model, long mostBytes) => model is ILayeredModel layered ? new RememberingLayers(layered, mostBytes) : new RememberingModel(model, mostBytes);

    public void Run(ReadOnlySpan<float> images, int count, ModelAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        int length = InputShape.Length;
        var known = new KnownAnswers.Known?[count];
        int left = 0;
        lock (_gate)
        {
            for (int i = 0; i < count; i++)
                if ((known[i] = _known.Find(images.Slice(i * length, length), answer.Names)) is null) left++;
        }
        if (left == count)
        {
            _model.Run(images, count, answer);
            Keep(images, answer);
            return;
        }
        var rest = left > 0 ? RunTheRest(images, known, left, answer.Names) : null;
        var some = known.First(k => k is not null)!;
        for (int v = 0; v < answer.Names.Length; v++)
        {
            string name = answer.Names[v];
            var all = answer.Prepare(v, count, some.Shapes[some.Names.IndexOf(name)].AsSpan());
            int each = all.Length / count;
            for (int i = 0, asked = 0; i < count; i++)
                (known[i] is { } it ? it.Values[it.Names.IndexOf(name)] : rest![v, asked++]).CopyTo(all.Slice(i * each, each));
        }
    }

    /// <summary>Forgets all answers.</summary>
    public void Forget()
    {
        lock (_gate) _known.Clear();
    }

    private ModelAnswer RunTheRest(ReadOnlySpan<float> images, KnownAnswers.Known?[] known, int left, ImmutableArray<string> names)
    {
        int length = InputShape.Length;
        float[] rented = ArrayPool<float>.Shared.Rent(left * length);
        try
        {
            for (int i = 0, at = 0; i < known.Length; i++)
                if (known[i] is null) images.Slice(i * length, length).CopyTo(rented.AsSpan(length * at++, length));
            var rest = new ModelAnswer(names.AsSpan());
            _model.Run(rented.AsSpan(0, left * length), left, rest);
            Keep(rented, rest);
            return rest;
        }
        finally
        {
            ArrayPool<float>.Shared.Return(rented);
        }
    }

    private void Keep(ReadOnlySpan<float> images, ModelAnswer answer)
    {
        lock (_gate)
            for (int i = 0; i < answer.Count; i++) _known.Keep(images.Slice(i * InputShape.Length, InputShape.Length), answer, i);
    }

    private sealed class RememberingLayers(ILayeredModel model, long mostBytes) : RememberingModel(model, mostBytes), ILayeredModel
    {
        public IReadOnlyList<LayerInfo> Layers => model.Layers;

        public LayerInfo DefaultLayer => model.DefaultLayer;

        public LayerInfo FindLayer(string name) => model.FindLayer(name);
    }
}
