namespace Saliency;

/// <summary>A model whose backward pass can follow other rules than the derivative's: what guided backpropagation, DeepLIFT and LRP need.</summary>
public interface IPropagatingModel : IDifferentiableModel
{
    /// <summary>The same model, whose "gradients" are what the given rules carry back.</summary>
    /// <remarks>It shares everything with this model and lives no longer.</remarks>
    IDifferentiableModel Under(Propagation propagation);
}
