using System.Collections.Immutable;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Saliency.Models;

/// <summary>What a session of pairs has for the reference images.</summary>
/// <param name="Input">The input that takes them.</param>
/// <param name="Values">The values that are given out, for them.</param>
internal sealed record ReferenceNames(string Input, IReadOnlyDictionary<string, RunValue> Values);

/// <summary>A session that runs a model forwards and backwards: images and cotangents in, values and gradients out.</summary>
/// <param name="session">The native session.</param>
/// <param name="image">Name of the image input.</param>
/// <param name="shape">Extent of one image.</param>
/// <param name="single">Whether it takes one image at a time.</param>
/// <param name="cotangents">The outputs that are differentiated; <see cref="RunValue.GraphName"/> is the input that takes the cotangent.</param>
/// <param name="values">Outputs and layers that are given out.</param>
/// <param name="gradients">Gradients by the value they belong to; absent where no output depends on it.</param>
/// <param name="independent">Values on which no output depends: their gradient is zero.</param>
/// <param name="references">What it has for reference images, which are then the second half of a batch; null where every image stands alone.</param>
internal sealed class GradientSession(InferenceSession session, string image, ImageShape shape, bool single, ImmutableArray<RunValue> cotangents,
    IReadOnlyDictionary<string, RunValue> values, IReadOnlyDictionary<string, RunValue> gradients, IReadOnlyDictionary<string, RunValue> independent,
    ReferenceNames? references) : GuardedSession(session)
{
    /// <summary>What the objectives' gradients have to be given for.</summary>
    public ImmutableArray<RunValue> Cotangents => cotangents;

    /// <summary>Runs a batch. The caller has entered.</summary>
    /// <param name="images">Count images.</param>
    /// <param name="count">Number of images.</param>
    /// <param name="seeds">For each of <see cref="Cotangents"/>, its value for every image.</param>
    /// <param name="gradient">Receives the gradients.</param>
    /// <param name="answer">Receives the values; null for none.</param>
    public void Run(ReadOnlySpan<float> images, int count, ReadOnlySpan<float[]> seeds, ModelAnswer gradient, ModelAnswer? answer)
    {
        if (references is not null && count % 2 != 0) throw new ArgumentException($"Expected images and as many references, got {count} in all.", nameof(count));
        int alone = references is null ? count : count / 2;
        var targets = new List<Target>();
        for (int i = 0; i < gradient.Names.Length; i++)
        {
            string name = gradient.Names[i];
            if (!gradients.TryGetValue(name, out var known))
            {
                gradient.Prepare(i, count, independent[name].Shape.AsSpan()).Clear();
                continue;
            }
            var memory = gradient.PrepareMemory(i, count, known.Shape.AsSpan());
            memory.Span[(alone * known.Length)..].Clear();
            targets.Add(new(known, memory, 0));
        }
        for (int i = 0; answer is not null && i < answer.Names.Length; i++)
        {
            var value = values[answer.Names[i]];
            var memory = answer.PrepareMemory(i, count, value.Shape.AsSpan());
            targets.Add(new(value, memory, 0));
            if (references is not null) targets.Add(new(references.Values[answer.Names[i]], memory, alone));
        }
        int chunk = single ? 1 : alone;
        for (int first = 0; first < alone; first += chunk)
            RunChunk(images.Slice(first * shape.Length, chunk * shape.Length), references is null ? [] : images.Slice((alone + first) * shape.Length, chunk * shape.Length), first, chunk, seeds, targets);
    }

    /// <summary>A value that a run gives out, the memory it goes to, and the place of its first image there.</summary>
    private readonly record struct Target(RunValue Value, Memory<float> Memory, int First);

    private unsafe void RunChunk(ReadOnlySpan<float> images, ReadOnlySpan<float> others, int first, int chunk, ReadOnlySpan<float[]> seeds, List<Target> targets)
    {
        var pins = new List<IDisposable>();
        try
        {
            using var binding = Native.CreateIoBinding();
            fixed (float* data = images, other = others)
            {
                long[] extents = [chunk, shape.Channels, shape.Height, shape.Width];
                long bytes = images.Length * (long)sizeof(float);
                using var input = OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, TensorElementType.Float, extents, (nint)data, bytes);
                binding.BindInput(image, input);
                using var reference = references is null ? null : OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, TensorElementType.Float, extents, (nint)other, bytes);
                if (references is not null) binding.BindInput(references.Input, reference);
                for (int i = 0; i < cotangents.Length; i++) binding.BindInput(cotangents[i].GraphName, Pin(cotangents[i], seeds[i], first));
                foreach (var (value, memory, start) in targets) binding.BindOutput(value.GraphName, Pin(value, memory, start + first));
                using var options = new RunOptions();
                Native.RunWithBinding(options, binding);
                binding.SynchronizeBoundOutputs();
            }
        }
        finally
        {
            // Values before the memory that they point to.
            for (int i = pins.Count - 1; i >= 0; i--) pins[i].Dispose();
        }

        OrtValue Pin(RunValue value, Memory<float> memory, int at)
        {
            var part = memory.Slice(at * value.Length, chunk * value.Length);
            var pin = part.Pin();
            pins.Add(pin);
            var tensor = OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, TensorElementType.Float,
                value.TensorShape(chunk), (nint)pin.Pointer, part.Length * (long)sizeof(float));
            pins.Add(tensor);
            return tensor;
        }
    }
}
