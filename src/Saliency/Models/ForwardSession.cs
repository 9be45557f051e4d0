using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Saliency.Models;

/// <summary>A session that gives out a set of values.</summary>
internal sealed class ForwardSession(InferenceSession session, string image, ImageShape shape, bool single, IEnumerable<RunValue> values) : GuardedSession(session)
{
    private readonly Dictionary<string, RunValue> _values = values.ToDictionary(v => v.Name);

    public IReadOnlyCollection<RunValue> Values => _values.Values;

    /// <summary>Answers a batch. The caller has entered.</summary>
    public void Run(ReadOnlySpan<float> images, int count, ModelAnswer answer)
    {
        var wanted = new RunValue[answer.Names.Length];
        bool varying = false;
        for (int i = 0; i < wanted.Length; i++)
        {
            wanted[i] = _values[answer.Names[i]];
            varying |= wanted[i].Form == ValueForm.Varying;
        }
        var found = varying ? new VaryingValues(wanted.Length, count) : null;
        int chunk = single || varying ? 1 : count;
        for (int first = 0; first < count; first += chunk)
            new Chunk(this, wanted, answer, found, first, chunk, count).Run(images.Slice(first * shape.Length, chunk * shape.Length));
        found?.WriteTo(answer, count);
    }

    /// <summary>One call of the runtime: some of the images of a batch.</summary>
    private readonly ref struct Chunk(ForwardSession owner, RunValue[] wanted, ModelAnswer answer, VaryingValues? found, int first, int chunk, int count)
    {
        private readonly InferenceSession _session = owner.Native;

        public unsafe void Run(ReadOnlySpan<float> images)
        {
            using var binding = _session.CreateIoBinding();
            var memory = OrtMemoryInfo.DefaultInstance;
            fixed (float* data = images)
            {
                using var input = OrtValue.CreateTensorValueWithData(memory, TensorElementType.Float,
                    owner.InputShape(chunk), (nint)data, images.Length * (long)sizeof(float));
                binding.BindInput(owner.Image, input);
                BindAndRun(binding, memory, 0);
            }
        }

        // Each level pins the memory of one value, so that the runtime writes it in place; the innermost runs.
        private unsafe void BindAndRun(OrtIoBinding binding, OrtMemoryInfo memory, int index)
        {
            if (index == wanted.Length)
            {
                using var options = new RunOptions();
                _session.RunWithBinding(options, binding);
                binding.SynchronizeBoundOutputs();
                TakeOwned(binding);
                return;
            }
            var value = wanted[index];
            if (Repeats(index) >= 0)
            {
                BindAndRun(binding, memory, index + 1);
            }
            else if (value.Form == ValueForm.PerImage)
            {
                var target = answer.Prepare(index, count, value.Shape.AsSpan()).Slice(first * value.Length, chunk * value.Length);
                fixed (float* data = target)
                {
                    using var output = OrtValue.CreateTensorValueWithData(memory, TensorElementType.Float,
                        value.TensorShape(chunk), (nint)data, target.Length * (long)sizeof(float));
                    binding.BindOutput(value.GraphName, output);
                    BindAndRun(binding, memory, index + 1);
                }
            }
            else
            {
                binding.BindOutputToDevice(value.GraphName, memory);
                BindAndRun(binding, memory, index + 1);
            }
        }

        // What the runtime allocated itself, and values asked for twice.
        private void TakeOwned(OrtIoBinding binding)
        {
            bool plain = true;
            for (int i = 0; i < wanted.Length && plain; i++) plain = wanted[i].Form == ValueForm.PerImage && Repeats(i) < 0;
            if (plain) return;
            using var outputs = binding.GetOutputValues();
            for (int i = 0, bound = 0; i < wanted.Length; i++)
            {
                int earlier = Repeats(i);
                var source = earlier >= 0 ? default : outputs[bound++];
                var value = wanted[i];
                if (value.Form == ValueForm.Varying)
                {
                    if (earlier >= 0) found!.Copy(earlier, i, first);
                    else found!.Set(i, first, source!, !value.Merged);
                }
                else if (earlier >= 0 || value.Form == ValueForm.Shared)
                {
                    var target = answer.Prepare(i, count, value.Shape.AsSpan()).Slice(first * value.Length, chunk * value.Length);
                    if (earlier >= 0) answer.Prepare(earlier, count, value.Shape.AsSpan()).Slice(first * value.Length, chunk * value.Length).CopyTo(target);
                    else for (int n = 0; n < chunk; n++) source!.GetTensorDataAsSpan<float>().CopyTo(target[(n * value.Length)..]);
                }
            }
        }

        private int Repeats(int index)
        {
            for (int i = 0; i < index; i++)
                if (ReferenceEquals(wanted[i], wanted[index])) return i;
            return -1;
        }
    }

    private string Image => image;

    private long[] InputShape(int count) => [count, shape.Channels, shape.Height, shape.Width];
}
