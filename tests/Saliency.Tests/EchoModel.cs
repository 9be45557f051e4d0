using System.Collections.Immutable;

namespace Saliency.Tests;

/// <summary>A model that answers with the image itself, so that an objective can be moved number by number.</summary>
internal sealed class EchoModel(ImageShape shape, ImmutableArray<int> answered, ScoreKind kind = ScoreKind.Values) : IModel
{
    public string Name => "echo";

    public ImageShape InputShape => shape;

    public IReadOnlyList<OutputInfo> Outputs { get; } = [new OutputInfo("echo", answered, kind)];

    /// <summary>Images asked about so far.</summary>
    public int Images { get; private set; }

    /// <summary>One number after the other.</summary>
    public static EchoModel Vector(int length, ScoreKind kind = ScoreKind.Values) => new(new ImageShape(length, 1, 1), [length], kind);

    /// <summary>Planes.</summary>
    public static EchoModel Planes(ImageShape shape, ScoreKind kind = ScoreKind.Values) => new(shape, [shape.Channels, shape.Height, shape.Width], kind);

    public void Run(ReadOnlySpan<float> images, int count, ModelAnswer answer)
    {
        Images += count;
        for (int value = 0; value < answer.Names.Length; value++) images.CopyTo(answer.Prepare(value, count, answered.AsSpan()));
    }

    /// <summary>An input of 64ths: such numbers and a step of 1/1024 are exact in floats, so that differences are not rounded.</summary>
    public static ModelInput Input(ImageShape shape, int seed) => new(shape, Array.ConvertAll(Contracts.Pattern.Values(shape.Length, seed), v => MathF.Round(v * 64) / 64));

    /// <summary>Fails where the cotangent of a target's objective is not what central differences of its value say.</summary>
    public void AssertDifferences(Target target, ModelInput input, ScoreScale scale = ScoreScale.Native)
    {
        const float Step = 1f / 1024;
        var answer = this.Answer(input, target);
        var objective = target.Resolve(this, answer, 0, scale);
        var cotangent = new float[shape.Length];
        Array.Fill(cotangent, 9);
        objective.Differentiate(answer, 0, "echo", cotangent);
        var expected = new double[cotangent.Length];
        for (int i = 0; i < expected.Length; i++) expected[i] = (At(i, Step) - At(i, -Step)) / (2 * Step);
        // A central difference is good to Step², here of third derivatives below one.
        Assert.That(cotangent.Select(v => (double)v), Is.EqualTo(expected).Within(1e-6));
        Assert.That(expected.Any(v => v != 0));

        double At(int i, float step)
        {
            float[] moved = input.Values.ToArray();
            moved[i] += step;
            return objective.Evaluate(this.Answer(new ModelInput(shape, moved), target), 0);
        }
    }
}
