using Microsoft.ML.OnnxRuntime;

namespace Saliency.Models;

/// <summary>Answers whose shape depends on the image, gathered one image at a time. In a batch the shorter ones are filled up with zeros:
/// a box that was not found has score 0.</summary>
internal sealed class VaryingValues(int values, int count)
{
    private readonly (int[] Shape, float[] Data)?[,] _found = new (int[], float[])?[values, count];

    public void Set(int value, int image, OrtValue source, bool imagesFirst)
    {
        var shape = source.GetTensorTypeAndShape().Shape;
        int skip = imagesFirst ? 1 : 0;
        int[] perImage = [.. shape.Skip(skip).Select(d => checked((int)d))];
        _found[value, image] = (perImage, perImage.Contains(0) ? [] : source.GetTensorDataAsSpan<float>().ToArray());
    }

    public void Copy(int from, int to, int image) => _found[to, image] = _found[from, image];

    public void WriteTo(ModelAnswer answer, int images)
    {
        for (int value = 0; value < values; value++)
        {
            if (_found[value, 0] is not var (firstShape, _)) continue;
            int rank = Enumerable.Range(0, images).Max(i => _found[value, i]!.Value.Shape.Length);
            var shape = new int[rank];
            firstShape.CopyTo(shape, rank - firstShape.Length);
            for (int i = 0; i < images; i++)
            {
                var (s, _) = _found[value, i]!.Value;
                for (int a = 0; a < s.Length; a++) shape[rank - s.Length + a] = Math.Max(shape[rank - s.Length + a], s[a]);
            }
            var target = answer.Prepare(value, images, shape);
            target.Clear();
            int length = target.Length / images;
            for (int i = 0; i < images; i++)
            {
                var (s, data) = _found[value, i]!.Value;
                if (data.Length > 0) Fill(target.Slice(i * length, length), shape.AsSpan(rank - s.Length), data, s);
            }
        }
    }

    private static void Fill(Span<float> target, ReadOnlySpan<int> shape, ReadOnlySpan<float> source, ReadOnlySpan<int> extent)
    {
        if (extent.Length <= 1)
        {
            source.CopyTo(target);
            return;
        }
        int rows = extent[0], from = source.Length / rows, to = 1;
        foreach (int d in shape[1..]) to *= d;
        for (int r = 0; r < rows; r++) Fill(target[(r * to)..], shape[1..], source.Slice(r * from, from), extent[1..]);
    }
}
