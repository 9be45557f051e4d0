using Saliency.Perturbation;

namespace Saliency.Metrics;

/// <summary>One image and its map under a <see cref="RemovalTest"/>.</summary>
/// <param name="test">The model and what removed pixels become.</param>
/// <param name="map">The map at the image's size.</param>
/// <param name="input">The image.</param>
/// <param name="objective">The number that is asked for.</param>
/// <param name="untouched">The number for the untouched image.</param>
/// <param name="context">Circumstances.</param>
/// <param name="cancellationToken">Ends it.</param>
internal sealed class RemovalTrial(
    RemovalTest test, SaliencyMap map, ModelInput input, Objective objective, double untouched, RunContext? context, CancellationToken cancellationToken)
{
    public ModelInput Input => input;

    public SaliencyMap Map => map;

    public ReadOnlySpan<float> Values => map.Values;

    /// <summary>Whether the map is the same everywhere, so that it says nothing of one pixel against another.</summary>
    public bool IsFlat => !Values.ContainsAnyExcept(Values[0]);

    public double Untouched => untouched;

    /// <summary>The score without each of many sets of pixels.</summary>
    public double[] ScoresWithout(int count, RemovalSource removals)
    {
        var question = new RemovedPixels(input, test.Imputer, count, removals);
        Ask(question);
        return question.Scores;
    }

    /// <summary>What the score loses without each of many sets of pixels: f(x) − f(x').</summary>
    public double[] DropsWithout(int count, RemovalSource removals) => Array.ConvertAll(ScoresWithout(count, removals), score => untouched - score);

    /// <summary>Asks the model about any changed images.</summary>
    public void Ask(IPerturbation question) => PerturbationLoop.Run(test.Model, [objective], question, context, cancellationToken);

    /// <summary>The map's sum over each of many sets of pixels.</summary>
    public double[] MassOf(int count, RemovalSource removals)
    {
        var mass = new double[count];
        var removed = new bool[Values.Length];
        for (int sample = 0; sample < count; sample++)
        {
            Array.Clear(removed);
            removals(sample, removed);
            for (int i = 0; i < removed.Length; i++)
                if (removed[i]) mass[sample] += Values[i];
        }
        return mass;
    }

    /// <summary>Whether the sets that the map holds dear are those that cost score; 0 for a flat map.</summary>
    public MetricResult Correlate(int count, RemovalSource removals, Func<double[], double[], double> correlation) =>
        new(IsFlat ? 0 : correlation(MassOf(count, removals), DropsWithout(count, removals)));
}
