namespace Saliency.Evaluation;

/// <summary>An explainer or a metric that was made of a model, or the reason why that model has none.</summary>
internal readonly record struct Made<T>(T? Value, string Reason) where T : class
{
    /// <summary>Makes it, where the model is of the kind that is needed and has no operator in the way. Other failures are the caller's.</summary>
    public static Made<T> Of<TModel>(IModel model, Func<TModel, T> make) where TModel : class, IModel
    {
        if (model is not TModel able) return new(null, $"Expected a model that is an {typeof(TModel).Name}, got {model.Name}, which is none.");
        try
        {
            return new(make(able), "");
        }
        catch (UnsupportedOperatorException e)
        {
            return new(null, e.Message);
        }
    }
}
