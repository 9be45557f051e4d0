using Saliency.Models;

namespace Saliency.Tests.Explainers;

/// <summary>The methods on attention with whole matrices of doubles, as their papers write them, over values read from a model.</summary>
internal sealed class SlowAttention
{
    private readonly List<double[][,]> _weights = [], _gradients = [];
    private readonly int _tokens, _places;

    public SlowAttention(OnnxModel model, ModelInput input, Target target)
    {
        string[] names = [.. model.Layers.Where(l => l.Operator == "Softmax").Select(l => l.Name)];
        ModelAnswer weights = new(names), gradients = new(names);
        model.Differentiate(input.Values, 1, [target.Resolve(model, input)], gradients, weights);
        (_tokens, _places) = (weights.ShapeOf(0)[^1], model.DefaultLayer.Maps!.Value.PlaneLength);
        for (int block = 0; block < names.Length; block++)
        {
            _weights.Add(Heads(weights[block, 0]));
            _gradients.Add(Heads(gradients[block, 0]));
        }
        Blocks = names.Length;
    }

    public int Blocks { get; }

    public double[] Rollout(Func<IEnumerable<double>, double> fuse, double discard)
    {
        var product = Identity();
        foreach (var heads in _weights)
        {
            var fused = Matrix((i, j) => fuse(heads.Select(h => h[i, j])));
            var lowest = Enumerable.Range(0, _tokens * _tokens).OrderBy(k => (float)fused[k / _tokens, k % _tokens]).ThenBy(k => k).Take((int)(_tokens * _tokens * discard));
            foreach (int k in lowest.Where(k => k != 0).ToArray()) fused[k / _tokens, k % _tokens] = 0;
            var half = Matrix((i, j) => (fused[i, j] + (i == j ? 1 : 0)) / 2);
            product = Times(Matrix((i, j) => half[i, j] / Enumerable.Range(0, _tokens).Sum(k => half[i, k])), product);
        }
        return ClassRow(product);
    }

    public double[] GradientRollout()
    {
        var relevance = Identity();
        for (int b = 0; b < Blocks; b++)
        {
            int block = b;
            var mean = Matrix((i, j) => _weights[block].Select((h, n) => Math.Max(0, h[i, j] * _gradients[block][n][i, j])).Average());
            var step = Times(mean, relevance);
            var before = relevance;
            relevance = Matrix((i, j) => before[i, j] + step[i, j]);
        }
        return ClassRow(relevance);
    }

    public double[] LeGrad(int last) => [.. Enumerable.Range(_tokens - _places, _places).Select(j =>
        _gradients.TakeLast(last).SelectMany(heads => heads).SelectMany(h => Enumerable.Range(0, _tokens).Select(i => Math.Max(0, h[i, j]))).Average())];

    private double[] ClassRow(double[,] matrix) => [.. Enumerable.Range(_tokens - _places, _places).Select(j => matrix[0, j])];

    private double[,] Identity() => Matrix((i, j) => i == j ? 1 : 0);

    private double[,] Times(double[,] a, double[,] b) => Matrix((i, j) => Enumerable.Range(0, _tokens).Sum(k => a[i, k] * b[k, j]));

    private double[][,] Heads(ReadOnlySpan<float> values)
    {
        float[] all = values.ToArray();
        return [.. Enumerable.Range(0, all.Length / (_tokens * _tokens)).Select(h => Matrix((i, j) => all[(((h * _tokens) + i) * _tokens) + j]))];
    }

    private double[,] Matrix(Func<int, int, double> value)
    {
        var matrix = new double[_tokens, _tokens];
        for (int i = 0; i < _tokens; i++)
            for (int j = 0; j < _tokens; j++) matrix[i, j] = value(i, j);
        return matrix;
    }
}
