using System.Numerics.Tensors;

namespace Saliency.Detection;

/// <summary>The proposals of one image, read where they lie; and what a change of a proposal is as a change of the outputs.</summary>
internal readonly ref struct Proposals
{
    private readonly ProposalLayout _layout;
    private readonly ReadOnlySpan<float> _boxes, _scores;
    private readonly int _first, _background;
    private readonly double _width, _height;

    /// <exception cref="ArgumentException">The outputs are not laid out so.</exception>
    public Proposals(ProposalLayout layout, IModel model, ModelAnswer answer, int image)
    {
        _layout = layout;
        (BoxOutput, ScoreOutput) = Outputs(layout, model);
        int boxes = answer.IndexOf(BoxOutput), scores = answer.IndexOf(ScoreOutput);
        _boxes = answer[boxes, image];
        _scores = answer[scores, image];
        _first = (BoxOutput == ScoreOutput ? 4 : 0) + (layout.HasObjectness ? 1 : 0);
        int numbers = Numbers(layout, answer, boxes), others = Numbers(layout, answer, scores);
        Classes = others - _first;
        Count = _boxes.Length / Math.Max(1, numbers);
        if (numbers < 4 || (BoxOutput != ScoreOutput && (numbers != 4 || _scores.Length / Math.Max(1, others) != Count)) || Classes < 1)
            throw new ArgumentException($"Expected boxes of 4 numbers{(layout.HasObjectness ? ", an objectness" : "")} and scores of classes for equally many proposals, got "
                + $"'{BoxOutput}' of {string.Join('×', answer.ShapeOf(boxes))}{(BoxOutput == ScoreOutput ? "" : $" and '{ScoreOutput}' of {string.Join('×', answer.ShapeOf(scores))}")}.", nameof(layout));
        _background = layout.Background?.GetOffset(Classes) ?? -1;
        if (layout.Background is not null && (uint)_background >= (uint)Classes)
            throw new ArgumentException($"Expected the background among {Classes} scores, got {layout.Background}.", nameof(layout));
        (_width, _height) = layout.Unit == BoxUnit.Shares ? (model.InputShape.Width, model.InputShape.Height) : (1, 1);
    }

    public int Count { get; }

    public int Classes { get; }

    public string BoxOutput { get; }

    public string ScoreOutput { get; }

    /// <summary>The class of the highest probability, the lowest index among equals.</summary>
    public static int Surest(ReadOnlySpan<double> probabilities) => TensorPrimitives.IndexOfMax(probabilities);

    /// <summary>The names of the outputs.</summary>
    /// <exception cref="ArgumentException">The model has none of that name.</exception>
    public static (string Boxes, string Scores) Outputs(ProposalLayout layout, IModel model)
    {
        string boxes = Named(layout.Boxes) ?? model.Outputs[0].Name;
        return (boxes, Named(layout.Scores) ?? boxes);

        string? Named(string? name) => name is null || model.Outputs.Any(o => o.Name == name)
            ? name
            : throw new ArgumentException($"Expected an output of {model.Name} ({string.Join(", ", model.Outputs.Select(o => o.Name))}), got '{name}'.", nameof(layout));
    }

    public Box Box(int i)
    {
        double a = BoxNumber(i, 0), b = BoxNumber(i, 1), c = BoxNumber(i, 2), d = BoxNumber(i, 3);
        var (left, top, right, bottom) = _layout.Form switch
        {
            BoxForm.Corners => (a, b, c, d),
            BoxForm.RowsFirst => (b, a, d, c),
            _ => (a - (c / 2), b - (d / 2), a + (c / 2), b + (d / 2)),
        };
        return new Box((float)(left * _width), (float)(top * _height), (float)(right * _width), (float)(bottom * _height));
    }

    /// <summary>The probability of each class, 0 for the background.</summary>
    public void Probabilities(int i, Span<double> probabilities)
    {
        for (int c = 0; c < Classes; c++) probabilities[c] = ScoreNumber(i, _first + c);
        if (_layout.Kind == ScoreKind.Logits) TensorPrimitives.SoftMax<double>(probabilities, probabilities);
        else if (_layout.Kind == ScoreKind.MultiLabelLogits) TensorPrimitives.Sigmoid<double>(probabilities, probabilities);
        if (_background >= 0) probabilities[_background] = 0;
    }

    /// <summary>The chance that a proposal holds anything.</summary>
    public double Objectness(int i, ReadOnlySpan<double> probabilities)
    {
        if (!_layout.HasObjectness) return probabilities[Surest(probabilities)];
        double value = ScoreNumber(i, _first - 1);
        return IsLogit ? 1 / (1 + Math.Exp(-value)) : value;
    }

    /// <summary>Adds to a cotangent of the boxes' output what a derivative by the corners of a box is there.</summary>
    public void AddBox(int i, (double Left, double Top, double Right, double Bottom) by, Span<float> cotangent)
    {
        var (left, top, right, bottom) = (by.Left * _width, by.Top * _height, by.Right * _width, by.Bottom * _height);
        var (a, b, c, d) = _layout.Form switch
        {
            BoxForm.Corners => (left, top, right, bottom),
            BoxForm.RowsFirst => (top, left, bottom, right),
            _ => (left + right, top + bottom, (right - left) / 2, (bottom - top) / 2),
        };
        ReadOnlySpan<double> numbers = [a, b, c, d];
        for (int k = 0; k < 4; k++) cotangent[At(i, k, _boxes.Length)] += (float)numbers[k];
    }

    /// <summary>Adds to a cotangent of the scores' output what derivatives by the probabilities and by the objectness are there.</summary>
    /// <param name="i">The proposal.</param>
    /// <param name="probabilities">Its probabilities.</param>
    /// <param name="byProbability">For each class.</param>
    /// <param name="byObjectness">Of the objectness; of the surest class where there is none.</param>
    /// <param name="cotangent">Receives them.</param>
    public void AddScores(int i, ReadOnlySpan<double> probabilities, Span<double> byProbability, double byObjectness, Span<float> cotangent)
    {
        if (_layout.HasObjectness)
        {
            double o = Objectness(i, probabilities);
            cotangent[At(i, _first - 1, _scores.Length)] += (float)(byObjectness * (IsLogit ? o * (1 - o) : 1));
        }
        else byProbability[Surest(probabilities)] += byObjectness;
        if (_background >= 0) byProbability[_background] = 0;
        // Softmax: ∂p_c/∂z_j = p_c([j = c] − p_j); the background takes part in it.
        double mean = TensorPrimitives.Dot<double>(byProbability, probabilities), rest = 1 - TensorPrimitives.Sum(probabilities);
        for (int c = 0; c < Classes; c++)
        {
            double p = c == _background ? rest : probabilities[c], by = byProbability[c];
            cotangent[At(i, _first + c, _scores.Length)] += (float)(_layout.Kind switch
            {
                ScoreKind.Logits => p * (by - mean),
                ScoreKind.MultiLabelLogits => p * (1 - p) * by,
                _ => by,
            });
        }
    }

    private bool IsLogit => _layout.Kind is ScoreKind.Logits or ScoreKind.MultiLabelLogits;

    private static int Numbers(ProposalLayout layout, ModelAnswer answer, int output)
    {
        var shape = answer.ShapeOf(output);
        return shape.IsEmpty ? 0 : layout.Axis == ProposalAxis.First ? shape[^1] : shape[0];
    }

    private int At(int proposal, int number, int length) => _layout.Axis == ProposalAxis.First ? (proposal * (length / Count)) + number : (number * Count) + proposal;

    private double BoxNumber(int i, int number) => _boxes[At(i, number, _boxes.Length)];

    private double ScoreNumber(int i, int number) => _scores[At(i, number, _scores.Length)];
}
