namespace Saliency.Benchmarks.Quick;

/// <summary>A model that counts the images it is asked about; a dry one answers ones without asking the model behind it.</summary>
internal sealed class CountingModel(IDifferentiableModel inner, bool dry = false) : IDifferentiableModel
{
    private long _images;

    public long Images => Interlocked.Read(ref _images);

    public string Name => inner.Name;

    public string InputName => inner.InputName;

    public ImageShape InputShape => inner.InputShape;

    public IReadOnlyList<OutputInfo> Outputs => inner.Outputs;

    public IReadOnlyList<string> Labels => inner.Labels;

    public IReadOnlyList<LayerInfo> Layers => inner.Layers;

    public LayerInfo DefaultLayer => inner.DefaultLayer;

    public LayerInfo FindLayer(string name) => inner.FindLayer(name);

    public void Run(ReadOnlySpan<float> images, int count, ModelAnswer answer)
    {
        Interlocked.Add(ref _images, count);
        if (!dry)
        {
            inner.Run(images, count, answer);
            return;
        }
        FillOnes(answer, count);
    }

    public void Differentiate(ReadOnlySpan<float> images, int count, IReadOnlyList<Objective> objectives, ModelAnswer gradients, ModelAnswer? answer = null)
    {
        Interlocked.Add(ref _images, count);
        if (!dry)
        {
            inner.Differentiate(images, count, objectives, gradients, answer);
            return;
        }
        if (answer is not null) FillOnes(answer, count);
        FillOnes(gradients, Math.Max(count, objectives.Count));
    }

    public void Differentiate(ReadOnlySpan<float> images, int count, ModelAnswer answer, ObjectiveChoice choose, ModelAnswer gradients)
    {
        Interlocked.Add(ref _images, count);
        if (!dry)
        {
            inner.Differentiate(images, count, answer, choose, gradients);
            return;
        }
        FillOnes(answer, count);
        FillOnes(gradients, Math.Max(count, choose(answer).Count));
    }

    private void FillOnes(ModelAnswer answer, int count)
    {
        for (int value = 0; value < answer.Names.Length; value++)
        {
            string name = answer.Names[value];
            var shape = inner.Outputs.FirstOrDefault(o => o.Name == name)?.Shape ?? inner.FindLayer(name).Shape;
            answer.Prepare(value, count, shape.AsSpan()).Fill(1);
        }
    }
}
