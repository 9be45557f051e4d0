using System.Runtime.ExceptionServices;

namespace Saliency.Evaluation;

/// <summary>What a study does at a time: one image with one model.</summary>
/// <param name="Index">The image's place in the sequence.</param>
/// <param name="Image">The image.</param>
/// <param name="Model">The model's place in the study.</param>
internal readonly record struct StudyUnit(int Index, StudyImage Image, int Model)
{
    /// <summary>All units of a shard: image after image, each with every model.</summary>
    public static IEnumerable<StudyUnit> Of(IEnumerable<StudyImage> images, Shard shard, int models)
    {
        foreach (var (index, image) in images.Index())
            for (int m = 0; m < models && shard.Includes(index); m++) yield return new StudyUnit(index, image, m);
    }

    /// <summary>Hands units on, each loaded, while the next one is loaded on another thread: one ahead and one at a time, however long the sequence.</summary>
    /// <remarks>What the sequence or a loader throws comes up when its turn does, so that nothing before it is lost. No loader runs on after the end.</remarks>
    /// <param name="units">Asked for one after the other, on the thread that asks for units here.</param>
    /// <param name="loader">How a unit is loaded; null where it need not be.</param>
    public static IEnumerable<(StudyUnit Unit, Task<StudySample>? Sample)> LoadAhead(IEnumerable<StudyUnit> units, Func<StudyUnit, Func<StudySample>?> loader)
    {
        using var sequence = units.GetEnumerator();
        var next = Next();
        try
        {
            while (next is { } current)
            {
                current.Failure?.Throw();
                Await(current.Sample);
                next = Next();
                yield return (current.Unit, current.Sample);
            }
        }
        finally
        {
            Await(next?.Sample);
        }

        (StudyUnit Unit, Task<StudySample>? Sample, ExceptionDispatchInfo? Failure)? Next()
        {
            try
            {
                if (!sequence.MoveNext()) return null;
                return (sequence.Current, loader(sequence.Current) is { } load ? Task.Run(load) : null, null);
            }
            catch (Exception e)
            {
                return (default, null, ExceptionDispatchInfo.Capture(e));
            }
        }

        // Whether it failed is the reader's business.
        static void Await(Task? sample) => sample?.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
    }
}
