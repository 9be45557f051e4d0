namespace Saliency.Evaluation;

/// <summary>A study's explainers and metrics, made of one model.</summary>
internal sealed class StudyBench
{
    // What is remembered while an image is judged, answers of a model and maps of an explainer each: 55 images of 3×224×224.
    private const long MostRememberedBytes = 32L << 20;

    private readonly Study _study;
    private readonly StudyModel _model;
    private readonly RememberingModel _remembering;
    private readonly Made<IExplainer>[] _explainers;

    public StudyBench(Study study, StudyModel model)
    {
        (_study, _model, _remembering) = (study, model, RememberingModel.Of(model.Model, MostRememberedBytes));
        // All at once, so that options which do not fit are refused before the first image.
        _explainers = [.. study.Explainers.Select(e => e.Make(model.Model))];
        Metrics = [.. study.Metrics.Select(m => m.Make(model.Model, _remembering))];
    }

    /// <summary>In the study's order.</summary>
    public Made<IMetric>[] Metrics { get; }

    /// <summary>Makes every explainer's map of one image and has every metric judge it.</summary>
    public StudyResult Judge(int index, string image, Task<StudySample> loaded, StudyRun run, StudyPace pace, CancellationToken cancellationToken)
    {
        var (sample, trouble) = Try(() => loaded.GetAwaiter().GetResult());
        var maps = new SaliencyMap?[_explainers.Length];
        var rows = new List<StudyRow>();
        var context = run.Context with { Progress = null };
        for (int e = 0; e < _explainers.Length; e++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (explainer, reason) = _explainers[e];
            var noMap = trouble ?? (explainer is null ? Missing(reason) : null);
            if (noMap is null) (maps[e], noMap) = Try(() => explainer!.Explain(sample!.Input, sample.Target, context, cancellationToken));
            var remembering = explainer is null ? null : RememberingExplainer.Of(explainer, MostRememberedBytes);
            // Metrics of explainers fix the target and begin with this map: that explanation is known.
            if (maps[e] is { } made && Metrics.Any(m => m.Value is IExplainerMetric))
                Try(() => remembering!.Keep(sample!.Input, UntouchedTarget.On(_remembering, sample.Input, sample.Target), made));
            for (int m = 0; m < Metrics.Length; m++)
            {
                var row = trouble ?? (remembering is null ? Missing(reason) : Value(Metrics[m], remembering, maps[e], noMap, sample!));
                rows.Add(row with
                {
                    Index = index, Image = image, Model = _model.Name, Explainer = _study.Explainers[e].Name, Metric = _study.Metrics[m].Name,
                    ModelRuns = maps[e]?.Origin.ModelRuns ?? 0,
                });
            }
            pace.Done(image, rows.TakeLast(Metrics.Length).Count(row => row.Outcome == StudyOutcome.Failed));
        }
        _remembering.Forget();
        return new StudyResult(index, image, _model, sample, maps, rows);

        StudyRow Value(Made<IMetric> metric, IExplainer explainer, SaliencyMap? map, StudyRow? noMap, StudySample sample)
        {
            if (metric.Value is null) return Missing(metric.Reason);
            if (map is null && metric.Value is not IExplainerMetric) return noMap!;
            if (metric.Value is IGroundTruthMetric && sample.Truth is null) return Missing("The image has no ground truth.");
            if (metric.Value is IGroundTruthMetric drawn) return OfTruth(drawn, map!, sample.Truth!);
            var (result, failure) = Try(() => metric.Value switch
            {
                IModelMetric asking => asking.Evaluate(map!, sample.Input, sample.Target, context, cancellationToken),
                IExplainerMetric trying => trying.Evaluate(explainer, sample.Input, sample.Target, context, cancellationToken),
                IMapMetric looking => looking.Evaluate(map!),
                _ => throw new InvalidOperationException($"Expected one of the four kinds of metrics, got {metric.Value.Name}."),
            });
            return result is null ? failure! : Measured(result);
        }

        // The contract of a metric against the truth knows two reasons to refuse: sizes, and a part that the truth lacks. The sizes are looked at here.
        StudyRow OfTruth(IGroundTruthMetric metric, SaliencyMap map, GroundTruth truth)
        {
            var (result, failure) = Try(() =>
            {
                CheckSize(truth.Density?.Height, truth.Density?.Width, map, "density");
                CheckSize(truth.Region?.Height, truth.Region?.Width, map, "region");
                CheckSize(truth.Fixations?.Height, truth.Fixations?.Width, map, "set of fixations");
                CheckSize(truth.OtherFixations?.Height, truth.OtherFixations?.Width, map, "set of other images' fixations");
                CheckSize(truth.Prior?.Height, truth.Prior?.Width, map, "prior");
                try
                {
                    return metric.Evaluate(map, truth);
                }
                catch (ArgumentException e)
                {
                    throw new TruthLacksException(Words(e));
                }
            });
            return result is null ? failure! : Measured(result);
        }

        (T? Value, StudyRow? Trouble) Try<T>(Func<T> work) where T : class
        {
            try
            {
                return (work(), null);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                throw;
            }
            catch (Exception e) when (e is UnsupportedOperatorException or TruthLacksException)
            {
                return (null, Missing(Words(e)));
            }
            catch (Exception e) when (!run.StopOnError)
            {
                return (null, Blank(StudyOutcome.Failed) with { Reason = $"{e.GetType().Name}: {Words(e)}" });
            }
        }
    }

    private StudyRow Measured(MetricResult result) => double.IsFinite(result.Value)
        ? Blank(StudyOutcome.Measured) with { Value = result.Value, Curve = _study.KeepCurves ? result.Curve : null }
        : Missing("The metric is not defined for this map.");

    private static void CheckSize(int? height, int? width, SaliencyMap map, string part)
    {
        if (height is not null && (height != map.Height || width != map.Width))
            throw new InvalidDataException($"Expected a {part} of the map's size {map.Height}×{map.Width}, got {height}×{width}.");
    }

    // Readers of a report have no parameters.
    private static string Words(Exception e) =>
        e is ArgumentException { ParamName: { } name } ? e.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal) : e.Message;

    private static StudyRow Missing(string reason) => Blank(StudyOutcome.Missing) with { Reason = reason };

    private static StudyRow Blank(StudyOutcome outcome) => new(0, "", "", "", "") { Outcome = outcome };

    private sealed class TruthLacksException(string message) : Exception(message);
}
