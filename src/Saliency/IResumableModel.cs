namespace Saliency;

/// <summary>A model that can be run from an inner value on: what methods need that change a layer and look at the answer.</summary>
public interface IResumableModel : ILayeredModel
{
    /// <summary>Answers a batch of a layer's values as if the network itself had computed them.</summary>
    /// <param name="layer">Name of the layer, as in <see cref="ILayeredModel.Layers"/>.</param>
    /// <param name="values">The layer's values for <paramref name="count"/> images, one after the other, in its own layout.</param>
    /// <param name="count">Number of images, at least 1.</param>
    /// <param name="answer">Names the outputs that are wanted; the model fills it through <see cref="ModelAnswer.Prepare"/>.</param>
    /// <exception cref="ArgumentException">There is no such layer, or the outputs need more than its values.</exception>
    void RunFrom(string layer, ReadOnlySpan<float> values, int count, ModelAnswer answer);
}
