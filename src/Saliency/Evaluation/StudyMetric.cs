namespace Saliency.Evaluation;

/// <summary>A metric of a study: a name and, where it needs one, how it is made of a model. All four kinds of metrics will do.</summary>
/// <example><code>StudyMetric.Of("Insertion", (IModel m) => new Insertion(m))</code></example>
public sealed class StudyMetric
{
    private readonly Func<IModel, IModel, Made<IMetric>> _make;

    private StudyMetric(string name, string settings, Func<IModel, IModel, Made<IMetric>> make) => (Name, Settings, _make) = (name, settings, make);

    /// <summary>Its name in the report.</summary>
    public string Name { get; }

    /// <summary>Its options as text: part of the study's fingerprint.</summary>
    public string Settings { get; }

    /// <summary>A metric that needs no model, under its own name.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="settings">The options it was made with.</param>
    public static StudyMetric Of(IMetric metric, object? settings = null)
    {
        ArgumentNullException.ThrowIfNull(metric);
        return Of<IModel>(metric.Name, _ => metric, settings);
    }

    /// <summary>A metric of a model. For models of another kind the report has no value, with the reason.</summary>
    /// <remarks>Where <typeparamref name="TModel"/> is <see cref="IModel"/> or <see cref="ILayeredModel"/>, the metric is made of a view of the model that remembers its answers while
    /// an image is judged: what two metrics ask is asked once.</remarks>
    /// <typeparam name="TModel">What the metric's constructor asks for.</typeparam>
    /// <param name="name">Its name in the report; the study's metrics have different ones.</param>
    /// <param name="make">Called once for each model.</param>
    /// <param name="settings">The options it is made with; their text becomes part of the study's fingerprint.</param>
    public static StudyMetric Of<TModel>(string name, Func<TModel, IMetric> make, object? settings = null) where TModel : class, IModel
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(make);
        return new StudyMetric(name, settings?.ToString() ?? "", (model, remembering) => Made<IMetric>.Of(remembering is TModel ? remembering : model, make));
    }

    /// <summary>Makes it of a view that remembers answers where that will do, else of the model itself.</summary>
    internal Made<IMetric> Make(IModel model, IModel remembering) => _make(model, remembering);
}
