using MathNet.Numerics.LinearAlgebra;

namespace Saliency.Explainers;

/// <summary>EigenCAM: the first principal component of a layer's activations.</summary>
/// <remarks>
/// <para>Answers: along which pattern the layer's features vary most over the image, whatever the class.</para>
/// <para>With the activations as a matrix M of pixels × channels, each column less its mean over the pixels, and v₁ its first right singular vector:
/// <c>map = M·v₁</c>, then by default the common chain of <see cref="CamFinish.HeatMap"/>. The paper projects without centring; this follows pytorch-grad-cam.</para>
/// <para>A principal component has no sign of its own, and the chain keeps the positive side only. The sign is chosen so that the map rises with the mean
/// activation over the channels: Σ_c v₁_c &gt; 0. Where that says nothing (|Σ_c v₁_c| &lt; 0.01·√C, as after a layer norm, which makes that mean flat), it is
/// chosen so that the value farthest from zero is positive, the first in row order among equals.</para>
/// <para>Range 0..1 (<see cref="CamFinish.Raw"/>: signed, mean 0). Cost: one model run. The target does not matter; it is checked and named.
/// Where the two largest singular values are equal, the component is not defined by the data.</para>
/// <para>Muhammad, Yeasin: Eigen-CAM: class activation map using principal components. IJCNN 2020, section III.</para>
/// </remarks>
public sealed class EigenCam : IExplainer
{
    // Cosine between v₁ and a vector of ones below which the mean activation is taken to say nothing about the sign.
    private const double LeastCosine = 0.01;

    private readonly ActivationCam _cam;

    /// <summary>Makes the explainer of a model.</summary>
    /// <exception cref="ArgumentException">The layer does not exist or has no spatial extent.</exception>
    public EigenCam(ILayeredModel model, EigenCamOptions? options = null)
    {
        options ??= new EigenCamOptions();
        _cam = new ActivationCam(model, Name, options.Layer, options.Finish, "", Reduce);
    }

    /// <inheritdoc/>
    public string Name => "EigenCAM";

    /// <inheritdoc/>
    public SaliencyMap Explain(ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default) =>
        _cam.Explain(input, target, context, cancellationToken);

    /// <inheritdoc/>
    public IReadOnlyList<SaliencyMap> Explain(IReadOnlyList<ModelInput> inputs, Target target, RunContext? context = null, CancellationToken cancellationToken = default) =>
        _cam.Explain(inputs, target, context, cancellationToken);

    private static void Reduce(ReadOnlySpan<float> planes, ImageShape shape, Span<double> map)
    {
        var centred = Centred(planes, shape);
        FirstComponent(centred).AsSpan().CopyTo(map);
        if (Sign(map, centred.ColumnSums(), shape.Channels) < 0)
            for (int p = 0; p < map.Length; p++) map[p] = -map[p];
    }

    // Channels × pixels, the mean of each row taken away.
    private static Matrix<double> Centred(ReadOnlySpan<float> planes, ImageShape shape)
    {
        int pixels = shape.PlaneLength;
        var matrix = Matrix<double>.Build.Dense(shape.Channels, pixels);
        for (int c = 0; c < shape.Channels; c++)
        {
            double sum = 0;
            var plane = planes.Slice(c * pixels, pixels);
            foreach (float a in plane) sum += a;
            for (int p = 0; p < pixels; p++) matrix[c, p] = plane[p] - (sum / pixels);
        }
        return matrix;
    }

    // M·v₁ by the smaller of the two Gram matrices: v₁ itself is an eigenvector of one, M·v₁/s₁ of the other.
    private static double[] FirstComponent(Matrix<double> centred)
    {
        if (centred.RowCount <= centred.ColumnCount)
            return [.. centred.TransposeThisAndMultiply(Largest(centred.TransposeAndMultiply(centred)).Vector)];
        var (value, vector) = Largest(centred.TransposeThisAndMultiply(centred));
        return [.. vector.Multiply(Math.Sqrt(Math.Max(0, value)))];
    }

    private static (double Value, Vector<double> Vector) Largest(Matrix<double> gram)
    {
        var eigen = gram.Evd(Symmetricity.Symmetric);
        int last = gram.RowCount - 1;
        return (eigen.EigenValues[last].Real, eigen.EigenVectors.Column(last));
    }

    private static int Sign(ReadOnlySpan<double> component, Vector<double> sumOverChannels, int channels)
    {
        // map · (Σ_c A_c) = s²·Σ_c v₁_c and map · map = s², so v₁ itself is not needed.
        double alongOnes = 0, square = 0;
        int farthest = 0;
        for (int p = 0; p < component.Length; p++)
        {
            alongOnes += component[p] * sumOverChannels[p];
            square += component[p] * component[p];
            if (Math.Abs(component[p]) > Math.Abs(component[farthest])) farthest = p;
        }
        return Math.Abs(alongOnes) >= LeastCosine * Math.Sqrt(channels) * square ? Math.Sign(alongOnes) : Math.Sign(component[farthest]);
    }
}
