using System.Collections.Immutable;
using System.Globalization;
using System.Numerics.Tensors;

namespace Saliency.Detection;

/// <summary>How well the best proposal fits a box and classes: <c>max_i IoU · cosine · objectness</c>.</summary>
internal sealed class DetectionObjective : Objective
{
    private readonly ProposalLayout _layout;
    private readonly IModel _model;
    private readonly Box _box;
    private readonly double[] _classes;

    public DetectionObjective(ProposalLayout layout, IModel model, Box box, double[] classes)
    {
        (_layout, _model, _box) = (layout, model, box);
        int named = Proposals.Surest(classes);
        _classes = [.. classes];
        TensorPrimitives.Divide(_classes, TensorPrimitives.Norm<double>(_classes), _classes);
        string name = named < model.Labels.Count ? $"{model.Labels[named]} ({named})" : $"class {named}";
        Description = string.Create(CultureInfo.InvariantCulture, $"detection of {name} at {box.Left:0.#}, {box.Top:0.#} to {box.Right:0.#}, {box.Bottom:0.#}");
        var (boxes, scores) = Proposals.Outputs(layout, model);
        Reads = boxes == scores ? [boxes] : [boxes, scores];
    }

    public override string Description { get; }

    public override ImmutableArray<string> Reads { get; }

    public override double Evaluate(ModelAnswer answer, int image) => Best(new Proposals(_layout, _model, answer, image)).Similarity;

    public override void Differentiate(ModelAnswer answer, int image, string output, Span<float> cotangent)
    {
        cotangent.Clear();
        var proposals = new Proposals(_layout, _model, answer, image);
        var (best, similarity) = Best(proposals);
        if (similarity == 0) return;
        var box = proposals.Box(best);
        var p = new double[proposals.Classes];
        proposals.Probabilities(best, p);
        double iou = box.IoU(_box), objectness = proposals.Objectness(best, p), norm = TensorPrimitives.Norm<double>(p), cosine = Cosine(p);
        if (output == proposals.BoxOutput) proposals.AddBox(best, IoUByCorners(box, cosine * objectness), cotangent);
        if (output != proposals.ScoreOutput) return;
        // ∂cos/∂p = (q/|q| − cos·p/|p|) / |p|
        var by = new double[p.Length];
        for (int c = 0; c < by.Length; c++) by[c] = iou * objectness * (_classes[c] - (cosine * p[c] / norm)) / norm;
        proposals.AddScores(best, p, by, iou * cosine, cotangent);
    }

    private (int Proposal, double Similarity) Best(Proposals proposals)
    {
        var (best, most) = (-1, 0.0);
        Span<double> p = proposals.Classes <= 512 ? stackalloc double[proposals.Classes] : new double[proposals.Classes];
        for (int i = 0; i < proposals.Count; i++)
        {
            double iou = proposals.Box(i).IoU(_box);
            if (iou == 0) continue;
            proposals.Probabilities(i, p);
            double similarity = iou * Cosine(p) * proposals.Objectness(i, p);
            if (similarity > most) (best, most) = (i, similarity);
        }
        return (best, most);
    }

    private double Cosine(ReadOnlySpan<double> p) => TensorPrimitives.Norm(p) is var norm and > 0 ? TensorPrimitives.Dot(p, _classes) / norm : 0;

    // With I the intersection and U = A + T − I: dIoU = (dI·(U + I) − I·dA) / U².
    private (double Left, double Top, double Right, double Bottom) IoUByCorners(Box box, double by)
    {
        double width = (double)box.Right - box.Left, height = (double)box.Bottom - box.Top;
        double across = Math.Min(box.Right, _box.Right) - (double)Math.Max(box.Left, _box.Left), down = Math.Min(box.Bottom, _box.Bottom) - (double)Math.Max(box.Top, _box.Top);
        double both = across * down, union = box.Area + _box.Area - both;
        return (-Side(box.Left > _box.Left, down, height), -Side(box.Top > _box.Top, across, width), Side(box.Right < _box.Right, down, height), Side(box.Bottom < _box.Bottom, across, width));

        double Side(bool cuts, double intersection, double area) => by * (((cuts ? intersection : 0) * (union + both)) - (both * area)) / (union * union);
    }
}
