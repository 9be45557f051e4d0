using System.Numerics.Tensors;
using Saliency.Perturbation;

namespace Saliency.Explainers;

/// <summary>The search of <see cref="ExtremalPerturbation"/>: gradient steps with momentum on the parameters of a mask for each area, all in step.</summary>
internal sealed class ExtremalSearch : IGradientSamples
{
    private const double LearningRate = 0.01, Momentum = 0.9, FirstAreaWeight = 300, AreaWeightGrowth = 1.0035;

    private readonly Objective _objective;
    private readonly PerturbationPyramid _pyramid;
    private readonly ExtremalPerturbationOptions _options;
    private readonly int _threads;
    private readonly SmoothMask[] _masks;
    private readonly float[][] _byMask;
    private readonly double[]?[] _velocities;
    private double _areaWeight = FirstAreaWeight;

    public ExtremalSearch(ModelInput input, Objective objective, ExtremalPerturbationOptions options, int threads)
    {
        (_objective, _options, _threads) = (objective, options, threads);
        _pyramid = options.Baseline is { } baseline ? PerturbationPyramid.Faded(input, baseline) : PerturbationPyramid.Blurred(input, options.BlurLevels, options.BlurSigmaPixels);
        _masks = [.. options.Areas.Select(_ => new SmoothMask(input.Shape.Height, input.Shape.Width, options.StepPixels, options.SigmaPixels))];
        _byMask = [.. options.Areas.Select(_ => new float[input.Shape.PlaneLength])];
        _velocities = new double[_masks.Length][];
        foreach (var mask in _masks) mask.Generate(threads);
    }

    /// <summary>Images of one step: a mask's own, and of both games two.</summary>
    public int Each => _masks.Length * (_options.Game == ExtremalGame.Dual ? 2 : 1);

    public int Count => checked(_options.Iterations * Each);

    public int ScratchLength => 0;

    public bool Sequential => true;

    public Objective ObjectiveOf(int sample) => _objective;

    public void Fill(int sample, Span<float> image, Span<float> scratch) => _pyramid.Fill(MaskOf(sample).Values, Deletes(sample), Mirrors(sample), image);

    public void Accept(int sample, ReadOnlySpan<float> value, ReadOnlySpan<float> gradient, ReadOnlySpan<float> scratch)
    {
        // To delete is to bring −f up, by a mask turned round: two signs that cancel.
        _pyramid.AddByMask(MaskOf(sample).Values, Deletes(sample), Mirrors(sample), gradient, _byMask[sample % _masks.Length]);
        if ((sample + 1) % Each == 0) Step();
    }

    /// <summary>The mean of the masks.</summary>
    public float[] Map()
    {
        var map = new float[_masks[0].Values.Length];
        foreach (var mask in _masks) TensorPrimitives.Add(map, mask.Values, map);
        TensorPrimitives.Divide(map, _masks.Length, map);
        return map;
    }

    private SmoothMask MaskOf(int sample) => _masks[sample % _masks.Length];

    private bool Deletes(int sample) => _options.Game == ExtremalGame.Delete || sample % Each >= _masks.Length;

    private bool Mirrors(int sample) => _options.Jitter && sample / Each % 2 == 0;

    /// <summary>A step down −f + penalty; the first takes the gradient as it is, later ones a tenth of it and nine tenths of the step before.</summary>
    private void Step()
    {
        for (int k = 0; k < _masks.Length; k++)
        {
            TensorPrimitives.Negate(_byMask[k], _byMask[k]);
            var bySpilt = new float[_masks[k].Spilt.Length];
            AreaPenalty.AddGradient(_masks[k].Spilt, (int)Math.Ceiling(_options.Areas[k] * _byMask[k].Length), _areaWeight, bySpilt);
            double[] gradient = _masks[k].PullBack(_byMask[k], bySpilt, _threads);
            double[] velocity = _velocities[k] ??= [.. gradient];
            for (int i = 0; i < gradient.Length; i++)
            {
                velocity[i] = (Momentum * velocity[i]) + ((1 - Momentum) * gradient[i]);
                _masks[k].Parameters[i] = (float)Math.Clamp(_masks[k].Parameters[i] - (LearningRate * velocity[i]), 0, 1);
            }
            _masks[k].Generate(_threads);
            Array.Clear(_byMask[k]);
        }
        _areaWeight *= AreaWeightGrowth;
    }
}
