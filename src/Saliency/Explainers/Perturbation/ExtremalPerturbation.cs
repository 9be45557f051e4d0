using System.Globalization;
using Saliency.Perturbation;

namespace Saliency.Explainers;

/// <summary>Extremal perturbation: which tenth of the image, shown while the rest is blurred, keeps the score highest?</summary>
/// <remarks>
/// <para>Over smooth masks m of H×W values 0..1, with x∘m the image that is blurred the more the lower m: maximise <c>f(x∘m) − λ·mean((sorted m − r_a)²)</c>, where r_a is
/// zeros and, for the share a of the image, ones: the area is asked for, not traded against the score. What the mask spills over the border counts to its area, lest it hug it.
/// Gradient steps of 0.01 with momentum 0.9 over the mask's parameters, λ growing from 300 by 0.35 % a step. Other games: <see cref="ExtremalGame"/>.</para>
/// <para>Shapes: input 1×C×H×W, map H×W: the mask, or the mean of the masks of several areas; 0..1, about a of it near 1. It has no sign, and of one area
/// no order among its pixels: for an order ask for several.</para>
/// <para>Cost: 1 model run and <see cref="ExtremalPerturbationOptions.Iterations"/> with gradient for each area, by default 800: minutes on a CPU. With far fewer the
/// mask is larger than asked for and its edge soft. Memory: <see cref="ExtremalPerturbationOptions.BlurLevels"/> images.</para>
/// <para>The defaults are TorchRay's; its area is a share of the image and a margin of σ around it, here of the image.</para>
/// <para>Fong, Patrick, Vedaldi: Understanding deep networks via extremal perturbations and smooth masks. ICCV 2019.</para>
/// </remarks>
public sealed class ExtremalPerturbation : IExplainer
{
    private readonly IDifferentiableModel _model;
    private readonly ExtremalPerturbationOptions _options;

    /// <summary>Extremal perturbation of a model.</summary>
    /// <exception cref="ArgumentException">An option is out of its range, or the baseline does not fit the model's input.</exception>
    public ExtremalPerturbation(IDifferentiableModel model, ExtremalPerturbationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        options ??= new();
        if (options.Areas.IsDefaultOrEmpty) throw new ArgumentException("Expected at least one area, got none.", nameof(options));
        foreach (double area in options.Areas)
            if (!(area is > 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(options), area, "Expected an area between 0 and 1, both excluded.");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.Iterations, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.StepPixels, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BlurLevels, 2, nameof(options));
        options.SigmaPixels.EnsurePositive(nameof(options));
        options.BlurSigmaPixels.EnsurePositive(nameof(options));
        options.Game.EnsureDefined(nameof(options));
        options.Scale.EnsureDefined(nameof(options));
        options.Baseline?.Fill(new ModelInput(model.InputShape, new float[model.InputShape.Length]), new float[model.InputShape.Length]);
        (_model, _options) = (model, options);
    }

    /// <inheritdoc/>
    public string Name => "Extremal perturbation";

    /// <inheritdoc/>
    public SaliencyMap Explain(ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(target);
        context ??= RunContext.Default;
        cancellationToken.ThrowIfCancellationRequested();
        var objective = target.Resolve(_model, input, _options.Scale);
        var search = new ExtremalSearch(input, objective, _options, context.Threads);
        // A batch must not reach into the next step.
        int size = context.GradientBatchSizeFor(_model.InputShape, search.Each);
        GradientLoop.Run(_model, null, search, context with { BatchSize = size == search.Each ? size : 1 }, cancellationToken);
        return new SaliencyMap(input.Shape.Height, input.Shape.Width, search.Map(), new MapOrigin(Name, objective.Description, _model.Name, Described(), 1 + search.Count));
    }

    private string Described()
    {
        string areas = string.Join(", ", _options.Areas.Select(a => a.ToString(CultureInfo.InvariantCulture)));
        string hidden = _options.Baseline is { } baseline ? $"fading to {baseline}" : string.Create(CultureInfo.InvariantCulture, $"{_options.BlurLevels} levels of blur to σ {_options.BlurSigmaPixels}");
        return string.Create(CultureInfo.InvariantCulture,
            $"{_options.Game}, areas {areas}, {_options.Iterations} iterations, step {_options.StepPixels}, σ {_options.SigmaPixels}, {hidden}{(_options.Jitter ? ", jitter" : "")}, {_options.Scale}");
    }
}
