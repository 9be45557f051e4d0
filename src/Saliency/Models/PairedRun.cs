namespace Saliency.Models;

/// <summary>A backward run of images and their references, which stand in the second half of a batch.</summary>
internal static class PairedRun
{
    /// <summary>What a session of pairs calls a value at the reference image.</summary>
    public static string AtReference(string name) => $"{name} at the reference";

    /// <summary>Runs the pairs. Gradients stand at the images, the references have zeros; answers are those of both.</summary>
    /// <exception cref="ArgumentException">The number of images is odd.</exception>
    public static void Of(FedSession session, ReadOnlySpan<float> images, int count, ReadOnlyMemory<float>[] cotangents, ModelAnswer gradients, ModelAnswer? answer)
    {
        if (count % 2 != 0) throw new ArgumentException($"Expected images and as many references, got {count} in all.", nameof(count));
        int pairs = count / 2, half = images.Length / 2;
        var found = new ModelAnswer(gradients.Names.AsSpan());
        var seen = answer is null ? null : new ModelAnswer([.. answer.Names, .. answer.Names.Select(AtReference)]);
        session.Run(images[..half], pairs, [images[half..].ToArray(), .. cotangents.Select(c => c[..(c.Length / 2)])], found, seen);
        for (int i = 0; i < gradients.Names.Length; i++)
        {
            var all = gradients.Prepare(i, count, found.ShapeOf(i).AsSpan());
            all.Clear();
            found.Repeated(gradients.Names[i], 1).Span.CopyTo(all);
        }
        for (int i = 0; answer is not null && i < answer.Names.Length; i++)
        {
            var all = answer.Prepare(i, count, seen!.ShapeOf(i).AsSpan());
            seen.Repeated(answer.Names[i], 1).Span.CopyTo(all);
            seen.Repeated(AtReference(answer.Names[i]), 1).Span.CopyTo(all[(all.Length / 2)..]);
        }
    }
}
