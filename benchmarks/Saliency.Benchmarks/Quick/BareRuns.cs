namespace Saliency.Benchmarks.Quick;

/// <summary>The model alone: batches of noise through <see cref="IModel.Run"/>, nothing else.</summary>
internal sealed class BareRuns(IModel model, int batch)
{
    private readonly float[] _images = Noise(batch * model.InputShape.Length);
    private readonly ModelAnswer _answer = new(model.Outputs[0].Name);

    /// <summary>The time of that many images, in batches.</summary>
    public double Seconds(long images) => Clock.Seconds(() =>
    {
        for (long left = images; left > 0; left -= batch)
        {
            int count = (int)Math.Min(batch, left);
            model.Run(_images.AsSpan(0, count * model.InputShape.Length), count, _answer);
        }
    });

    private static float[] Noise(int length)
    {
        var values = new float[length];
        var random = new Random(1);
        for (int i = 0; i < length; i++) values[i] = (float)((2 * random.NextDouble()) - 1);
        return values;
    }
}
