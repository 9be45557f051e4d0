using System.Collections.Immutable;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Saliency.Models;

/// <summary>A session that is fed several values and gives out several: a network forwards and backwards, or the rest of one.</summary>
/// <param name="session">The native session.</param>
/// <param name="single">Whether it takes one image at a time.</param>
/// <param name="fed">What the network is fed: its image, or layers.</param>
/// <param name="cotangents">The outputs that are differentiated; <see cref="RunValue.GraphName"/> is the input that takes the cotangent.</param>
/// <param name="values">Outputs and layers that are given out.</param>
/// <param name="gradients">Gradients by the value they belong to; absent where no output depends on it.</param>
/// <param name="independent">Values on which no output depends: their gradient is zero.</param>
internal sealed class FedSession(InferenceSession session, bool single, ImmutableArray<RunValue> fed, ImmutableArray<RunValue> cotangents,
    IReadOnlyDictionary<string, RunValue> values, IReadOnlyDictionary<string, RunValue> gradients, IReadOnlyDictionary<string, RunValue> independent) : GuardedSession(session)
{
    /// <summary>What the network is fed.</summary>
    public ImmutableArray<RunValue> Fed => fed;

    /// <summary>What the objectives' gradients have to be given for.</summary>
    public ImmutableArray<RunValue> Cotangents => cotangents;

    /// <summary>Runs a batch. The caller has entered.</summary>
    /// <param name="first">The first of <see cref="Fed"/> for every image.</param>
    /// <param name="count">Number of images.</param>
    /// <param name="others">The others of <see cref="Fed"/>, then <see cref="Cotangents"/>, for every image.</param>
    /// <param name="gradient">Receives the gradients; null for none.</param>
    /// <param name="answer">Receives the values; null for none.</param>
    public void Run(ReadOnlySpan<float> first, int count, IReadOnlyList<ReadOnlyMemory<float>> others, ModelAnswer? gradient, ModelAnswer? answer)
    {
        var targets = new List<(RunValue Value, Memory<float> Memory)>();
        for (int i = 0; gradient is not null && i < gradient.Names.Length; i++)
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
        if (targets.Count == 0) return;
        int chunk = single ? 1 : count;
        for (int at = 0; at < count; at += chunk) RunChunk(first.Slice(at * fed[0].Length, chunk * fed[0].Length), at, chunk, others, targets);
    }

    private unsafe void RunChunk(ReadOnlySpan<float> first, int at, int chunk, IReadOnlyList<ReadOnlyMemory<float>> others, List<(RunValue Value, Memory<float> Memory)> targets)
    {
        var pins = new List<IDisposable>();
        try
        {
            using var binding = Native.CreateIoBinding();
            fixed (float* data = first)
            {
                for (int i = 0; i < fed.Length + cotangents.Length; i++)
                {
                    var value = i < fed.Length ? fed[i] : cotangents[i - fed.Length];
                    // What no wanted value needs was pruned, and its input with it.
                    if (!Native.InputMetadata.ContainsKey(value.GraphName)) continue;
                    binding.BindInput(value.GraphName, i == 0 ? Tensor(value, (nint)data) : Pin(value, others[i - 1]));
                }
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

        OrtValue Pin(RunValue value, ReadOnlyMemory<float> memory)
        {
            var pin = memory.Slice(at * value.Length, chunk * value.Length).Pin();
            pins.Add(pin);
            return Tensor(value, (nint)pin.Pointer);
        }

        OrtValue Tensor(RunValue value, nint data)
        {
            var tensor = OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, TensorElementType.Float,
                value.TensorShape(chunk), data, (long)chunk * value.Length * sizeof(float));
            pins.Add(tensor);
            return tensor;
        }
    }
}
