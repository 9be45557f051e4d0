using Saliency.Evaluation;
using Saliency.Explainers;
using Saliency.Metrics;

namespace Saliency.Samples;

/// <summary>What is compared, and by what: add a line, and the tables, curves and pictures have it.</summary>
internal static class LineUp
{
    public static IReadOnlyList<StudyExplainer> Explainers(int masks)
    {
        var rise = new RiseOptions { MaskCount = masks };
        return
        [
            StudyExplainer.Of("RISE", (IModel m) => new Rise(m, rise), rise),
            StudyExplainer.Of("Occlusion", (IModel m) => new Occlusion(m)),
            StudyExplainer.Of("Grad-CAM", (IDifferentiableModel m) => new GradCam(m)),
            StudyExplainer.Of("EigenCAM", (ILayeredModel m) => new EigenCam(m)),
            StudyExplainer.Of("FEM", (ILayeredModel m) => new Fem(m)),
            StudyExplainer.Of("Activation map", (ILayeredModel m) => new ActivationMap(m)),
        ];
    }

    /// <summary>Ten of them: seven that hold maps against the truth, or without a truth seven that do without, and three of the model.</summary>
    public static IReadOnlyList<StudyMetric> Metrics(int steps, bool withTruth)
    {
        var insertion = new InsertionOptions { Steps = steps };
        var hidden = new ConfidenceOptions { Occluded = OccludedPart.Subject };
        var deletion = new DeletionOptions { Steps = steps };
        IReadOnlyList<StudyMetric> ofMaps = withTruth
            ?
            [
                StudyMetric.Of(new PearsonCorrelation()),
                StudyMetric.Of(new Similarity()),
                StudyMetric.Of(new KullbackLeiblerDivergence()),
                StudyMetric.Of(new MeanAbsoluteError()),
                StudyMetric.Of(new StructuralSimilarity()),
                StudyMetric.Of(new TopFractionIoU()),
                StudyMetric.Of(new EnergyPointingGame()),
            ]
            :
            [
                StudyMetric.Of("Average drop %", (IModel m) => new AverageDrop(m)),
                StudyMetric.Of("Average gain %", (IModel m) => new AverageGain(m)),
                StudyMetric.Of("Increase in confidence %", (IModel m) => new IncreaseInConfidence(m)),
                StudyMetric.Of("Drop %, subject hidden", (IModel m) => new AverageDrop(m, hidden), hidden),
                StudyMetric.Of(new Sparseness()),
                StudyMetric.Of(new Complexity()),
                StudyMetric.Of(new MeanSaliency()),
            ];
        return
        [
            .. ofMaps,
            StudyMetric.Of("Insertion", (IModel m) => new Insertion(m, insertion), insertion),
            StudyMetric.Of("Deletion", (IModel m) => new Deletion(m, deletion), deletion),
            StudyMetric.Of("ROAD", (IModel m) => new Road(m)),
        ];
    }
}
