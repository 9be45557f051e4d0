using System.Collections.Immutable;
using Saliency.Numerics;

namespace Saliency.Perturbation;

/// <summary>Writes the coalition of a sample: for each segment the share that is shown, 0..1, by the sample's number alone.</summary>
internal delegate void CoalitionSource(int sample, Span<float> kept);

/// <summary>What a game over segments is about.</summary>
/// <param name="Image">The image and its segments.</param>
/// <param name="Untouched">The value of each objective on the untouched image: the coalition of all segments, which need not be asked again.</param>
/// <param name="Origins">For each objective, what made its result; runs aside.</param>
internal sealed record GameSetting(SegmentedImage Image, double[] Untouched, ImmutableArray<MapOrigin> Origins)
{
    /// <summary>Number of segments.</summary>
    public int Segments => Image.Segments.Count;

    /// <summary>Number of objectives.</summary>
    public int Objectives => Untouched.Length;
}

/// <summary>Coalitions of segments, the images that show them, the scores, a number for each segment: the shape of LIME, Shapley values, ablation and sensitivity indices.</summary>
internal abstract class CoalitionGame(GameSetting setting) : IEstimation
{
    private int _taken;

    public abstract int Count { get; }

    public int ScratchLength => Setting.Segments;

    protected GameSetting Setting => setting;

    public virtual void Fill(int sample, Span<float> image, Span<float> kept)
    {
        Draw(sample, kept);
        setting.Image.Fill(kept, sample, image);
    }

    public void Accept(int first, ReadOnlySpan<double> values, ReadOnlySpan<float> scratch)
    {
        int count = values.Length / setting.Objectives;
        for (int i = 0; i < count; i++)
            Fold(first + i, scratch.Slice(i * setting.Segments, setting.Segments), values.Slice(i * setting.Objectives, setting.Objectives));
        _taken += count;
    }

    public virtual int NextLook(int done) => Count;

    public virtual bool IsSettled() => false;

    public SaliencyMap Map() => Result(0).ToMap();

    /// <summary>What the answers so far say of an objective.</summary>
    public SegmentAttribution Result(int objective)
    {
        var (values, errors) = Estimate(objective);
        return new SegmentAttribution(setting.Image.Segments, values, setting.Origins[objective] with { ModelRuns = _taken + 1L }, errors, Intercept(objective));
    }

    /// <summary>The share of each segment that a sample shows.</summary>
    protected abstract void Draw(int sample, Span<float> kept);

    /// <summary>Takes the values of a sample, one for each objective. In rising order of samples.</summary>
    protected abstract void Fold(int sample, ReadOnlySpan<float> kept, ReadOnlySpan<double> values);

    /// <summary>The number of each segment, and its errors.</summary>
    protected abstract Estimate Estimate(int objective);

    /// <summary>The score without any segment, where the method speaks of it.</summary>
    protected virtual double? Intercept(int objective) => null;

    /// <summary>Whether the errors of every objective are within a share of its values' range.</summary>
    protected bool AreWithin(double? share) => share is { } most && Enumerable.Range(0, setting.Objectives).All(o => Estimate(o).IsWithin(most));
}
