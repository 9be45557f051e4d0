using System.Diagnostics;

namespace Saliency.Benchmarks.Quick;

/// <summary>A model that counts the images it is asked about and the time that it takes; a dry one answers ones without asking the model behind it.</summary>
internal sealed class CountingModel(IDifferentiableModel inner, bool dry = false) : IDifferentiableModel
{
    private long _images, _ticks;

    public long Images => Interlocked.Read(ref _images);

    /// <summary>What the model behind it took.</summary>
    public double Seconds => Interlocked.Read(ref _ticks) / (double)Stopwatch.Frequency;

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
            long start = Stopwatch.GetTimestamp();
            inner.Run(images, count, answer);
            Took(start);
            return;
        }
        FillOnes(answer, count);
    }

    public void Differentiate(ReadOnlySpan<float> images, int count, IReadOnlyList<Objective> objectives, ModelAnswer gradients, ModelAnswer? answer = null)
    {
        Interlocked.Add(ref _images, count);
        if (!dry)
        {
            long start = Stopwatch.GetTimestamp();
            inner.Differentiate(images, count, objectives, gradients, answer);
            Took(start);
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
            long start = Stopwatch.GetTimestamp();
            inner.Differentiate(images, count, answer, choose, gradients);
            Took(start);
            return;
        }
        FillOnes(answer, count);
        FillOnes(gradients, Math.Max(count, choose(answer).Count));
    }

    private void Took(long since) => Interlocked.Add(ref _ticks, Stopwatch.GetTimestamp() - since);

    private void FillOnes(ModelAnswer answer, int count)
    {
        for (int value = 0; value < answer.Names.Length; value++)
        {
            string name = answer.Names[value];
            ReadOnlySpan<int> shape = name == InputName ? [InputShape.Channels, InputShape.Height, InputShape.Width]
                : (inner.Outputs.FirstOrDefault(o => o.Name == name)?.Shape ?? inner.FindLayer(name).Shape).AsSpan();
            answer.Prepare(value, count, shape).Fill(1);
        }
    }
}
