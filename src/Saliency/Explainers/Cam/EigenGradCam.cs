using System.Numerics.Tensors;
using Saliency.Numerics;

namespace Saliency.Explainers;

/// <summary>Parameters of <see cref="EigenGradCam"/>.</summary>
public sealed record EigenGradCamOptions : CamOptions;

/// <summary>EigenGradCAM: the first principal component of gradient times activation.</summary>
/// <remarks>
/// <para>Answers: along which one pattern does what adds to the score vary most over the image? EigenCAM that knows the target.</para>
/// <para>EigenCAM of the planes <c>g_c⊙A_c</c>: their first principal component over the pixels, its sign as in <see cref="EigenCam"/>, then by default the common chain of
/// <see cref="CamFinish.HeatMap"/>. A method of pytorch-grad-cam, whose sign is whatever its linear algebra answers: there one of two mirrored maps comes out.</para>
/// <para>Range 0..1 (<see cref="CamFinish.Raw"/>: signed, in units of the score). Cost: one differentiated model run, which several targets of an image share forward. Where the two largest singular values are equal, the component is not defined by the data.</para>
/// </remarks>
public sealed class EigenGradCam : Cam
{
    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentException">A layer does not exist or has no spatial extent.</exception>
    public EigenGradCam(IDifferentiableModel model, EigenGradCamOptions? options = null) : base(model, options)
    {
    }

    /// <inheritdoc/>
    public override string Name => "EigenGradCAM";

    /// <inheritdoc/>
    protected override void Map(CamView view, Span<double> map)
    {
        ArgumentNullException.ThrowIfNull(view);
        var planes = new float[view.Shape.Length];
        TensorPrimitives.Multiply(view.Gradients, view.Activations, planes);
        PrincipalComponent.Project(planes, view.Shape.Channels, ComponentSign.ChannelMean, map);
    }
}
