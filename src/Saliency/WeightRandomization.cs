namespace Saliency;

/// <summary>How the weights of a layer are drawn anew.</summary>
public enum WeightRandomization
{
    /// <summary>Normal values with the mean and the deviation of the weights they replace, tensor by tensor.</summary>
    Normal,

    /// <summary>The weights themselves in another order, tensor by tensor.</summary>
    Shuffled,
}
