using System.Collections.Immutable;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Saliency.Models;

/// <summary>A session that runs a model forwards and backwards: images and cotangents in, values and gradients out.</summary>
/// <param name="session">The native session.</param>
/// <param name="image">Name of the image input.</param>
/// <param name="shape">Extent of one image.</param>
/// <param name="single">Whether it takes one image at a time.</param>
/// <param name="cotangents">The outputs that are differentiated; <see cref="RunValue.GraphName"/> is the input that takes the cotangent.</param>
/// <param name="values">Outputs and layers that are given out.</param>
/// <param name="gradients">Gradients by the value they belong to; absent where no output depends on it.</param>
/// <param name="independent">Values on which no output depends: their gradient is zero.</param>
internal sealed class GradientSession(InferenceSession session, string image, ImageShape shape, bool single, ImmutableArray<RunValue> cotangents,
    IReadOnlyDictionary<string, RunValue> values, IReadOnlyDictionary<string, RunValue> gradients, IReadOnlyDictionary<string, RunValue> independent) : GuardedSession(session)
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
        var targets = new List<(RunValue Value, Memory<float> Memory)>();
        for (int i = 0; i < gradient.Names.Length; i++)
        {
            string name = gradient.Names[i];
            if (gradients.TryGetValue(name, out var known)) targets.Add((known, gradient.PrepareMemory(i, count, known.Shape.AsSpan())));
            else gradient.Prepare(i, count, independent[name].Shape.AsSpan()).Clear();
        }
        for (int i = 0; answer is not null && i < answer.Names.Length; i++)
        {
            var value = values[answer.Names[i]];
            targets.Add((value, answer.PrepareMemory(i, count, value.Shape.AsSpan())));
        }
        int chunk = single ? 1 : count;
        for (int first = 0; first < count; first += chunk)
            RunChunk(images.Slice(first * shape.Length, chunk * shape.Length), first, chunk, seeds, targets);
    }

    private unsafe void RunChunk(ReadOnlySpan<float> images, int first, int chunk, ReadOnlySpan<float[]> seeds, List<(RunValue Value, Memory<float> Memory)> targets)
    {
        var pins = new List<IDisposable>();
        try
        {
            using var binding = Native.CreateIoBinding();
            fixed (float* data = images)
            {
                using var input = OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, TensorElementType.Float,
                    [chunk, shape.Channels, shape.Height, shape.Width], (nint)data, images.Length * (long)sizeof(float));
                binding.BindInput(image, input);
                for (int i = 0; i < cotangents.Length; i++) binding.BindInput(cotangents[i].GraphName, Pin(cotangents[i], seeds[i]));
                foreach (var (value, memory) in targets) binding.BindOutput(value.GraphName, Pin(value, memory));
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

        OrtValue Pin(RunValue value, Memory<float> memory)
        {
            var part = memory.Slice(first * value.Length, chunk * value.Length);
            var pin = part.Pin();
            pins.Add(pin);
            var tensor = OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, TensorElementType.Float,
                value.TensorShape(chunk), (nint)pin.Pointer, part.Length * (long)sizeof(float));
            pins.Add(tensor);
            return tensor;
        }
    }
}
