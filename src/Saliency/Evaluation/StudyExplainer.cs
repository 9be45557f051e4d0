namespace Saliency.Evaluation;

/// <summary>An explainer of a study: a name and how it is made of a model.</summary>
/// <example><code>StudyExplainer.Of("RISE", (IModel m) => new Rise(m))</code></example>
public sealed class StudyExplainer
{
    private readonly Func<IModel, Made<IExplainer>> _make;

    private StudyExplainer(string name, string settings, Func<IModel, Made<IExplainer>> make) => (Name, Settings, _make) = (name, settings, make);

    /// <summary>Its name in the report.</summary>
    public string Name { get; }

    /// <summary>Its options as text: part of the study's fingerprint.</summary>
    public string Settings { get; }

    /// <summary>An explainer that needs a model of a kind. For models of another kind, and for models with operators it cannot pass, the report has no value, with the reason.</summary>
    /// <typeparam name="TModel">What the explainer's constructor asks for.</typeparam>
    /// <param name="name">Its name in the report; the study's explainers have different ones.</param>
    /// <param name="make">Called once for each model.</param>
    /// <param name="settings">The options it is made with; their text becomes part of the study's fingerprint, so that a file of other options is not resumed.</param>
    public static StudyExplainer Of<TModel>(string name, Func<TModel, IExplainer> make, object? settings = null) where TModel : class, IModel
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(make);
        return new StudyExplainer(name, settings?.ToString() ?? "", model => Made<IExplainer>.Of(model, make));
    }

    internal Made<IExplainer> Make(IModel model) => _make(model);
}
