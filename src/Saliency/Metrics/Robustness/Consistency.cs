using Saliency.Numerics;

namespace Saliency.Metrics;

/// <summary>Parameters of <see cref="Consistency"/>.</summary>
public sealed record ConsistencyOptions
{
    /// <summary>Rows and columns of the grid on which maps are compared, at least 1 and at most the input's shorter side.</summary>
    public int Cells { get; init; } = 4;

    /// <summary>How many cells of the highest mean must be the same, at least 1 and below all.</summary>
    public int Highest { get; init; } = 1;
}

/// <summary>Consistency: whether images with the same explanation are predicted the same class.</summary>
/// <remarks>
/// <para>The share, among the other images whose map is the same, of those that the model gives the class that it gives the image. Maps are the same where their highest cells on a
/// coarse grid are: pixel y of H belongs to row ⌊y · cells / H⌋; ties go to the first.</para>
/// <para>0..1, higher is better; 0 where no other map is the same. Maps of another size are resized bilinearly. The target is not looked at. Cost: one model run for the image and each other.</para>
/// <para>Dasgupta, Frost, Moshkovitz: Framework for evaluating faithfulness of local explanations. ICML 2022. Quantus compares the signs of the first five values; no two maps of images are alike
/// pixel by pixel, hence the grid here.</para>
/// </remarks>
public sealed class Consistency : IModelMetric
{
    private readonly Peers _peers;
    private readonly ConsistencyOptions _options;

    /// <summary>Makes the metric of a model and the images that a map is held against.</summary>
    /// <param name="model">The model to ask.</param>
    /// <param name="others">Other images, each with its map by the same explainer; at least one. The image that is judged is not among them.</param>
    /// <param name="options">When maps are the same.</param>
    /// <exception cref="ArgumentException">There is no other image, one does not fit the model, or an option is out of its range.</exception>
    public Consistency(IModel model, IReadOnlyList<(ModelInput Input, SaliencyMap Map)> others, ConsistencyOptions? options = null)
    {
        _peers = new Peers(model, others);
        _options = options ?? new ConsistencyOptions();
        if (_options.Cells < 1 || _options.Cells > Math.Min(model.InputShape.Height, model.InputShape.Width))
            throw new ArgumentOutOfRangeException(nameof(options), _options.Cells, $"Expected 1 to {Math.Min(model.InputShape.Height, model.InputShape.Width)} cells a side.");
        if (_options.Highest < 1 || _options.Highest >= Math.Max(2, _options.Cells * _options.Cells))
            throw new ArgumentOutOfRangeException(nameof(options), _options.Highest, $"Expected at least 1 cell and fewer than {_options.Cells * _options.Cells}.");
    }

    /// <inheritdoc/>
    public string Name => "Consistency";

    /// <inheritdoc/>
    public Better Better => Better.Higher;

    /// <inheritdoc/>
    public MetricResult Evaluate(SaliencyMap map, ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(map);
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(target);
        var agree = _peers.Agree(input, context, cancellationToken);
        var own = HighestCells(map.Resize(input.Shape.Height, input.Shape.Width));
        int[] same = [.. Enumerable.Range(0, agree.Length).Where(i => own.AsSpan().SequenceEqual(HighestCells(_peers.Maps[i])))];
        return new MetricResult(same.Length == 0 ? 0 : same.Average(i => agree[i] ? 1.0 : 0));
    }

    private bool[] HighestCells(SaliencyMap map)
    {
        int side = _options.Cells;
        double[] sums = new double[side * side], sizes = new double[side * side];
        for (int i = 0; i < map.Values.Length; i++)
        {
            int cell = (i / map.Width * side / map.Height * side) + (i % map.Width * side / map.Width);
            sums[cell] += map.Values[i];
            sizes[cell]++;
        }
        var highest = new bool[sums.Length];
        Ranking.Highest([.. sums.Zip(sizes, (sum, size) => (float)(sum / size))], _options.Highest, highest);
        return highest;
    }
}
