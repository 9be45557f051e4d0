using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Saliency.Models;

/// <summary>What a value looked like in runs of one and of two images.</summary>
/// <param name="ElementType">Its element type, as the ONNX format numbers them.</param>
/// <param name="One">Shape for one image.</param>
/// <param name="Two">Shape for two images; null where the model takes one at a time.</param>
internal sealed record ValueObservation(int ElementType, long[] One, long[]? Two)
{
    // Of an output's largest value: far above what rounding does, of halves too, and far below what an image does.
    private const float MixedShare = 0.01f;

    /// <summary>The axis along which the images lie; -1 where no axis or more than one grows with them.</summary>
    public int BatchAxis
    {
        get
        {
            if (Two is null) return One.Length > 0 ? 0 : -1;
            if (Two.Length != One.Length) return -1;
            int found = -1;
            for (int a = 0; a < One.Length; a++)
            {
                if (Two[a] == One[a]) continue;
                if (Two[a] != 2 * One[a] || found >= 0) return -1;
                found = a;
            }
            return found;
        }
    }

    /// <summary>Whether the value is the same size however many images there are.</summary>
    public bool IsShared => Two is not null && One.AsSpan().SequenceEqual(Two);

    /// <summary>Refuses what has no gradient for each image: no floats, or images that do not lie along the first axis.</summary>
    /// <param name="name">What users call the value.</param>
    /// <exception cref="ArgumentException">It is such a value.</exception>
    public void EnsureFloatsByImage(string name)
    {
        if (BatchAxis != 0 || !Onnx.ElementType.IsFloating(ElementType))
            throw new ArgumentException($"Expected a value of floats with the images along its first axis, got '{name}' of {Onnx.ElementType.Name(ElementType)} [{string.Join(", ", One)}].");
    }

    /// <summary>Shape for one image with the images' axis moved to the front and, where it counts nothing else, dropped.</summary>
    public int[] ShapePerImage(int batchAxis)
    {
        IEnumerable<long> shape = batchAxis > 0 ? One.Where((_, a) => a != batchAxis).Prepend(One[batchAxis]) : One;
        if (One.Length > 0 && One[Math.Max(0, batchAxis)] == 1) shape = shape.Skip(1);
        return [.. shape.Select(d => checked((int)d))];
    }

    /// <summary>Runs a session on noise and looks at all its outputs.</summary>
    public static Dictionary<string, ValueObservation> Observe(InferenceSession session, IReadOnlyList<RunValue> fed, bool single)
    {
        var one = Run(session, fed, 1);
        var two = single ? null : Run(session, fed, 2);
        return session.OutputNames.ToDictionary(n => n, n => new ValueObservation(one[n].Type, one[n].Shape, two?[n].Shape));
    }

    /// <summary>The same of a session that takes two images, and whether its answer for an image depends on the image beside it.</summary>
    /// <returns>What was seen, and the first output that mixes images; null where none does.</returns>
    public static (Dictionary<string, ValueObservation> Seen, string? Mixed) ObserveApart(InferenceSession session, IReadOnlyList<RunValue> fed)
    {
        using var one = OnNoise(session, fed, 1);
        using var two = OnNoise(session, fed, 2);
        var (alone, beside) = (Shapes(session, one), Shapes(session, two));
        var seen = session.OutputNames.ToDictionary(n => n, n => new ValueObservation(alone[n].Type, alone[n].Shape, beside[n].Shape));
        string? mixed = session.OutputNames.Where((name, i) => seen[name] is { BatchAxis: 0, ElementType: (int)TensorElementType.Float }
            && Differ(one[i].GetTensorDataAsSpan<float>(), two[i].GetTensorDataAsSpan<float>())).FirstOrDefault();
        return (seen, mixed);
    }

    // In order of size: what is sorted by score may change places with the last bit of a sum.
    private static bool Differ(ReadOnlySpan<float> alone, ReadOnlySpan<float> together)
    {
        float[] one = alone.ToArray(), first = together[..one.Length].ToArray();
        Array.Sort(one);
        Array.Sort(first);
        float largest = Math.Abs(TensorPrimitives.MaxMagnitude<float>(one));
        TensorPrimitives.Subtract(first, one, first);
        return Math.Abs(TensorPrimitives.MaxMagnitude<float>(first)) > MixedShare * largest;
    }

    /// <summary>Runs a session on noise and reads its outputs, which are single booleans.</summary>
    public static Dictionary<string, bool> ReadFlags(InferenceSession session, IReadOnlyList<RunValue> fed, int count)
    {
        using var results = OnNoise(session, fed, count);
        return session.OutputNames.Zip(results, (name, value) => (name, flag: value.GetTensorDataAsSpan<bool>()[0])).ToDictionary(f => f.name, f => f.flag);
    }

    /// <summary>Runs a session on one image of noise and reads those of its outputs that are integers.</summary>
    public static Dictionary<string, long[]> Integers(InferenceSession session, IReadOnlyList<RunValue> fed)
    {
        using var results = OnNoise(session, fed, 1);
        var read = new Dictionary<string, long[]>();
        for (int i = 0; i < results.Count; i++)
        {
            if (!results[i].IsTensor) continue;
            var info = results[i].GetTensorTypeAndShape();
            if (info.Shape.Contains(0)) read[session.OutputNames[i]] = [];
            else if (info.ElementDataType == TensorElementType.Int64) read[session.OutputNames[i]] = results[i].GetTensorDataAsSpan<long>().ToArray();
            else if (info.ElementDataType == TensorElementType.Int32) read[session.OutputNames[i]] = [.. results[i].GetTensorDataAsSpan<int>().ToArray().Select(v => (long)v)];
        }
        return read;
    }

    private static Dictionary<string, (int Type, long[] Shape)> Run(InferenceSession session, IReadOnlyList<RunValue> fed, int count)
    {
        using var results = OnNoise(session, fed, count);
        return Shapes(session, results);
    }

    private static Dictionary<string, (int Type, long[] Shape)> Shapes(InferenceSession session, IDisposableReadOnlyCollection<OrtValue> results)
    {
        var observed = new Dictionary<string, (int, long[])>();
        for (int i = 0; i < results.Count; i++)
        {
            if (!results[i].IsTensor) continue;
            var info = results[i].GetTensorTypeAndShape();
            observed[session.OutputNames[i]] = ((int)info.ElementDataType, info.Shape);
        }
        return observed;
    }

    private static IDisposableReadOnlyCollection<OrtValue> OnNoise(InferenceSession session, IReadOnlyList<RunValue> fed, int count)
    {
        // What is not asked for is pruned, and an input with it.
        RunValue[] taken = [.. fed.Where(value => session.InputMetadata.ContainsKey(value.GraphName))];
        var inputs = Array.ConvertAll(taken, value => OrtValue.CreateTensorValueFromMemory(Noise(value.Length, count), value.TensorShape(count)));
        try
        {
            using var options = new RunOptions();
            return session.Run(options, [.. taken.Select(value => value.GraphName)], inputs, session.OutputNames);
        }
        finally
        {
            foreach (var input in inputs) input.Dispose();
        }
    }

    /// <summary>Noise of 0..1: not constant, so that nothing degenerates, and small, so that nothing overflows. The second image differs from the first and is darker.</summary>
    public static float[] Noise(int length, int count)
    {
        var values = GC.AllocateUninitializedArray<float>(checked(count * length));
        for (uint i = 0; i < values.Length; i++) values[i] = ((i * 2654435761u) >> 8) * (1f / (1 << 24));
        for (int i = length; i < values.Length; i++) values[i] *= values[i];
        return values;
    }
}
