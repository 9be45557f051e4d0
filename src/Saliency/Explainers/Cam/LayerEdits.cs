using Saliency.Perturbation;

namespace Saliency.Explainers;

/// <summary>Writes the changed values of a layer for a sample.</summary>
/// <param name="sample">The sample's number; with the layer it decides everything.</param>
/// <param name="values">The layer's untouched values in its own layout; to be changed.</param>
internal delegate void LayerEdit(int sample, Span<float> values);

/// <summary>How the rest of a network scores changed values of one of its layers: the question of Ablation-CAM and Recipro-CAM.</summary>
internal sealed class LayerEdits(CamView view, int count, LayerEdit edit) : IPerturbation
{
    private readonly double[] _scores = new double[count];

    public int Count => count;

    public int ScratchLength => 0;

    /// <summary>Asks the rest of the network about every sample.</summary>
    /// <returns>The score of each.</returns>
    public static double[] Scores(IResumableModel model, CamView view, int count, LayerEdit edit)
    {
        var edits = new LayerEdits(view, count, edit);
        PerturbationLoop.Run(new ResumedModel(model, view.Layer, view.Input), [view.Objective], edits, view.Context, view.CancellationToken);
        return edits._scores;
    }

    public void Fill(int sample, Span<float> image, Span<float> scratch)
    {
        view.Values.Span.CopyTo(image);
        edit(sample, image);
    }

    public void Accept(int first, ReadOnlySpan<double> values, ReadOnlySpan<float> scratch) => values.CopyTo(_scores.AsSpan(first));
}
