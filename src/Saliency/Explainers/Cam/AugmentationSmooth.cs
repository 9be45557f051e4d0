using System.Numerics.Tensors;

namespace Saliency.Explainers;

/// <summary>Any explainer, averaged over the image, its mirror image and both a little darker and brighter: test-time augmentation.</summary>
/// <remarks>
/// <para>Answers what the explainer does, centred better on the object and less at the mercy of the layer's grid.</para>
/// <para>With T the six changes {as it is, mirrored} × {0.9, 1, 1.1 times the values in model space}: <c>map = mean over T of T⁻¹(explain(T(x)))</c>. As <c>aug_smooth</c> of pytorch-grad-cam.</para>
/// <para>Range: that of the explainer. Cost: six times the explainer's, and one model run: the target is resolved on the untouched image, so that "the predicted class" is the same in all six.
/// For maps of the input's size.</para>
/// </remarks>
public sealed class AugmentationSmooth : IExplainer
{
    private static readonly float[] s_factors = [0.9f, 1, 1.1f];

    private readonly IModel _model;
    private readonly IExplainer _explainer;

    /// <summary>Wraps an explainer.</summary>
    /// <param name="model">The model that it explains.</param>
    /// <param name="explainer">What is averaged.</param>
    public AugmentationSmooth(IModel model, IExplainer explainer)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(explainer);
        (_model, _explainer) = (model, explainer);
    }

    /// <inheritdoc/>
    public string Name => $"{_explainer.Name} of augmented images";

    /// <inheritdoc/>
    public SaliencyMap Explain(ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(target);
        cancellationToken.ThrowIfCancellationRequested();
        var untouched = UntouchedTarget.On(_model, input, target);
        ModelInput[] changed = [.. from mirror in (bool[])[false, true] from factor in s_factors select Changed(input, mirror, factor)];
        var maps = _explainer.Explain(changed, untouched, context, cancellationToken).ToArray();
        for (int i = s_factors.Length; i < maps.Length; i++) maps[i] = Mirrored(maps[i]);
        var origin = maps[0].Origin;
        return SaliencyMap.Mean(maps).WithOrigin(origin with { Method = Name, ModelRuns = 1 + maps.Sum(map => map.Origin.ModelRuns) });
    }

    private static ModelInput Changed(ModelInput input, bool mirror, float factor)
    {
        var values = input.Values.ToArray();
        TensorPrimitives.Multiply(values, factor, values);
        if (mirror) MirrorRows(values, input.Shape.Width);
        return new ModelInput(input.Shape, values, input.Geometry);
    }

    private static SaliencyMap Mirrored(SaliencyMap map)
    {
        var values = map.Values.ToArray();
        MirrorRows(values, map.Width);
        return new SaliencyMap(map.Height, map.Width, values, map.Origin);
    }

    private static void MirrorRows(Span<float> values, int width)
    {
        for (int row = 0; row < values.Length; row += width) values.Slice(row, width).Reverse();
    }
}
