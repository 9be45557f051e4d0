namespace Saliency;

/// <summary>A model whose learnt weights can be drawn anew: what sanity checks of explainers need.</summary>
/// <typeparam name="TModel">The model's own type, so that what explains the model explains its copies.</typeparam>
public interface IRandomizableModel<out TModel> : IModel, IDisposable where TModel : IRandomizableModel<TModel>
{
    /// <summary>The layers that hold weights, named by the value that they make, from the image to the outputs.</summary>
    IReadOnlyList<string> WeightLayers { get; }

    /// <summary>A copy of the model with the weights of some layers drawn anew. This model stays as it is; the caller disposes the copy.</summary>
    /// <param name="layers">Of <see cref="WeightLayers"/>. Weights that several layers share are drawn once.</param>
    /// <param name="randomization">How they are drawn.</param>
    /// <param name="seed">The seed: what a tensor becomes depends on it and the tensor alone, not on the other layers.</param>
    /// <exception cref="ArgumentException">A layer holds no weights.</exception>
    TModel Randomized(IReadOnlyList<string> layers, WeightRandomization randomization = WeightRandomization.Normal, ulong seed = 0);
}
