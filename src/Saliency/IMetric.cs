namespace Saliency;

/// <summary>Which way a metric points.</summary>
public enum Better
{
    /// <summary>A higher value is a better explanation.</summary>
    Higher,

    /// <summary>A lower value is a better explanation.</summary>
    Lower,
}

/// <summary>A judgement of explanations. The four kinds derive from it, told apart by what they need.</summary>
public interface IMetric
{
    /// <summary>The metric's published name.</summary>
    string Name { get; }

    /// <summary>Which way it points.</summary>
    Better Better { get; }
}

/// <summary>Judges a map by itself: how sparse, how complex.</summary>
public interface IMapMetric : IMetric
{
    /// <summary>Judges one map.</summary>
    MetricResult Evaluate(SaliencyMap map);
}

/// <summary>Judges a map by what people saw, drew or marked.</summary>
public interface IGroundTruthMetric : IMetric
{
    /// <summary>Judges one map against the truth of the same image.</summary>
    /// <exception cref="ArgumentException">The sizes differ, or the truth lacks the part that this metric needs.</exception>
    MetricResult Evaluate(SaliencyMap map, GroundTruth truth);
}

/// <summary>Judges a map by asking the model about changed images: how faithful.</summary>
public interface IModelMetric : IMetric
{
    /// <summary>Judges one map of one input.</summary>
    MetricResult Evaluate(SaliencyMap map, ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default);
}

/// <summary>Judges an explainer by having it explain: how robust, how sensitive to the model.</summary>
public interface IExplainerMetric : IMetric
{
    /// <summary>Judges an explainer on one input.</summary>
    MetricResult Evaluate(IExplainer explainer, ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default);
}
