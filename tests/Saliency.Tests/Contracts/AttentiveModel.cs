namespace Saliency.Tests.Contracts;

/// <summary>A <see cref="LinearModel"/> with two blocks of attention over the places of its features, whose gradients can be had with pencil and paper:
/// with tokens x (their mean as class token, then the places), <c>x¹ᵢ = xᵢ + Σ_h c_h Σⱼ A¹[h,i,j]·xⱼ</c> and <c>logits += u·(x¹₀ + Σ_h c_h Σⱼ A²[h,0,j]·x¹ⱼ)</c>,
/// where both attentions are softmaxes of s_h·xᵢ·xⱼ.</summary>
internal sealed class AttentiveModel : IResumableModel, IDifferentiableModel
{
    private const int Heads = 2;

    private static readonly double[] Value = [1, 0.5];
    private static readonly double[][] Sharpness = [[0.7, -0.4], [0.3, 0.9]];

    private readonly IPropagatingModel _inner;
    private readonly float[][] _readout;
    private readonly int _tokens, _width;

    public AttentiveModel(IPropagatingModel inner)
    {
        _inner = inner;
        var maps = inner.DefaultLayer.Maps!.Value;
        (_tokens, _width) = (maps.PlaneLength + 1, maps.Channels);
        _readout = [.. Enumerable.Range(0, inner.Outputs[0].Length).Select(k => Pattern.Values(_width, 500 + k))];
        LayerInfo Tokens(string name, string op) => new(name, op, [_tokens, _width], LayerLayout.Tokens, maps);
        LayerInfo Attention(string name) => new(name, "Softmax", [Heads, _tokens, _tokens], LayerLayout.None, null);
        Layers = [.. inner.Layers, Tokens("sum", "Add"), Attention("attention 0"), Tokens("tokens", "LayerNormalization"), Attention("attention 1")];
    }

    public string Name => _inner.Name;

    public string InputName => _inner.InputName;

    public ImageShape InputShape => _inner.InputShape;

    public IReadOnlyList<OutputInfo> Outputs => _inner.Outputs;

    public IReadOnlyList<LayerInfo> Layers { get; }

    public LayerInfo DefaultLayer => FindLayer("tokens");

    public LayerInfo FindLayer(string name) => Layers.FirstOrDefault(l => l.Name == name) ?? throw new ArgumentException($"Expected a layer, got '{name}'.", nameof(name));

    public void Run(ReadOnlySpan<float> images, int count, ModelAnswer answer) => Fill(answer, Ask(images, count), null);

    public void RunFrom(string layer, ReadOnlySpan<float> values, int count, ModelAnswer answer, ReadOnlySpan<float> images = default)
    {
        if (layer is not ("sum" or "tokens")) throw new ArgumentException($"Expected 'sum' or 'tokens', got '{layer}'.", nameof(layer));
        // Black images, so that the calls are counted; only the tokens differ.
        Fill(answer, Ask(new float[count * InputShape.Length], count), values.ToArray());
    }

    public void Differentiate(ReadOnlySpan<float> images, int count, IReadOnlyList<Objective> objectives, ModelAnswer gradients, ModelAnswer? answer = null)
    {
        var asked = Ask(images, count);
        if (answer is not null) Fill(answer, asked, null);
        Backward(asked, objectives, gradients);
    }

    public void Differentiate(ReadOnlySpan<float> images, int count, ModelAnswer answer, ObjectiveChoice choose, ModelAnswer gradients)
    {
        var asked = Ask(images, count);
        Fill(answer, asked, null);
        Backward(asked, choose(answer), gradients);
    }

    private ModelAnswer Ask(ReadOnlySpan<float> images, int count)
    {
        var asked = new ModelAnswer("logits", "sum", "features");
        _inner.Run(images, count, asked);
        return asked;
    }

    private void Fill(ModelAnswer answer, ModelAnswer asked, float[]? given)
    {
        for (int value = 0; value < answer.Names.Length; value++)
        {
            string name = answer.Names[value];
            int[] shape = name == "logits" ? [_readout.Length] : name == "features" ? [.. asked.ShapeOf(2)] : [.. FindLayer(name).Shape];
            var all = answer.Prepare(value, asked.Count, shape);
            for (int i = 0; i < asked.Count; i++)
            {
                var tokens = given is null ? Tokens(asked[2, i]) : Array.ConvertAll(given[(i * _tokens * _width)..((i + 1) * _tokens * _width)], v => (double)v);
                double[] own = name switch
                {
                    "logits" => Logits(asked[0, i].ToArray(), tokens),
                    "features" => Array.ConvertAll(asked[2, i].ToArray(), v => (double)v),
                    "attention 0" => Attention(tokens, 0),
                    "attention 1" => Attention(tokens, 1),
                    _ => tokens,
                };
                for (int k = 0; k < own.Length; k++) all[(i * own.Length) + k] = (float)own[k];
            }
        }
    }

    private void Backward(ModelAnswer asked, IReadOnlyList<Objective> objectives, ModelAnswer gradients)
    {
        var logits = new ModelAnswer("logits");
        Fill(logits, asked, null);
        for (int value = 0; value < gradients.Names.Length; value++) gradients.Prepare(value, asked.Count, Heads, _tokens, _tokens);
        for (int i = 0; i < asked.Count; i++)
        {
            var cotangent = new float[_readout.Length];
            objectives[objectives.Count == 1 ? 0 : i].Differentiate(logits, i, "logits", cotangent);
            double[] tokens = Tokens(asked[2, i]), first = Attention(tokens, 0), second = Attention(tokens, 1), after = After(tokens, first);
            double Along(double[] of, int token) => Enumerable.Range(0, _width).Sum(c => of[(token * _width) + c] * Enumerable.Range(0, cotangent.Length).Sum(k => (double)cotangent[k] * _readout[k][c]));
            for (int value = 0; value < gradients.Names.Length; value++)
            {
                bool last = gradients.Names[value] == "attention 1";
                var own = gradients.PrepareMemory(value, asked.Count, Heads, _tokens, _tokens).Span.Slice(i * first.Length, first.Length);
                for (int h = 0; h < Heads; h++)
                    for (int from = 0; from < _tokens; from++)
                    {
                        double weight = from == 0 ? 1 : 0;
                        if (!last) weight += Enumerable.Range(0, Heads).Sum(g => Value[g] * second[(g * _tokens * _tokens) + from]);
                        for (int to = 0; to < _tokens; to++)
                            own[(((h * _tokens) + from) * _tokens) + to] = (float)(weight * Value[h] * Along(last ? after : tokens, to));
                    }
            }
        }
    }

    private double[] Tokens(ReadOnlySpan<float> features)
    {
        var tokens = new double[_tokens * _width];
        int places = _tokens - 1;
        for (int c = 0; c < _width; c++)
            for (int p = 0; p < places; p++)
            {
                tokens[((p + 1) * _width) + c] = features[(c * places) + p];
                tokens[c] += features[(c * places) + p] / (double)places;
            }
        return tokens;
    }

    private double[] Attention(double[] tokens, int block)
    {
        var weights = new double[Heads * _tokens * _tokens];
        for (int row = 0; row < Heads * _tokens; row++)
        {
            var own = weights.AsSpan(row * _tokens, _tokens);
            for (int j = 0; j < _tokens; j++)
                for (int c = 0; c < _width; c++) own[j] += Sharpness[block][row / _tokens] * tokens[(row % _tokens * _width) + c] * tokens[(j * _width) + c];
            // Number by number, so that equal tokens get equal weights to the bit.
            double sum = 0;
            for (int j = 0; j < _tokens; j++) sum += own[j] = Math.Exp(own[j]);
            for (int j = 0; j < _tokens; j++) own[j] /= sum;
        }
        return weights;
    }

    private double[] After(double[] tokens, double[] attention)
    {
        double[] after = [.. tokens];
        for (int row = 0; row < Heads * _tokens; row++)
            for (int j = 0; j < _tokens; j++)
                for (int c = 0; c < _width; c++) after[(row % _tokens * _width) + c] += Value[row / _tokens] * attention[(row * _tokens) + j] * tokens[(j * _width) + c];
        return after;
    }

    private double[] Logits(float[] inner, double[] tokens)
    {
        double[] after = After(tokens, Attention(tokens, 0)), second = Attention(tokens, 1), read = after[.._width];
        for (int h = 0; h < Heads; h++)
            for (int j = 0; j < _tokens; j++)
                for (int c = 0; c < _width; c++) read[c] += Value[h] * second[(h * _tokens * _tokens) + j] * after[(j * _width) + c];
        return [.. inner.Select((logit, k) => logit + read.Select((v, c) => v * _readout[k][c]).Sum())];
    }
}
