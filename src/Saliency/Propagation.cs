namespace Saliency;

/// <summary>By which rules a model's answer is carried back to its input. The derivative is one way; others replace the rule of a few operators.</summary>
/// <remarks>A value: it says which rules, a model that knows them (<see cref="IPropagatingModel"/>) applies them.</remarks>
public abstract record Propagation
{
    private protected Propagation()
    {
    }

    /// <summary>The chain rule of the derivative.</summary>
    public static Propagation Derivative { get; } = new DerivativePropagation();

    /// <summary>A Relu passes positive gradients alone, and only where its output is positive.</summary>
    /// <remarks>Springenberg, Dosovitskiy, Brox, Riedmiller: Striving for Simplicity: The All Convolutional Net. ICLR workshop 2015, figure 1.</remarks>
    public static Propagation GuidedBackpropagation { get; } = new GuidedPropagation();

    /// <summary>A Relu passes positive gradients, wherever its output lay.</summary>
    /// <remarks>Zeiler, Fergus: Visualizing and Understanding Convolutional Networks. ECCV 2014, section 2.1.</remarks>
    public static Propagation Deconvolution { get; } = new DeconvolutionPropagation();

    /// <summary>DeepLIFT's multipliers (rescale rule): m with Σ m·(x − x′) = f(x) − f(x′) for an image x and its reference x′.</summary>
    /// <remarks>A batch of 2N images holds N images and then the reference of each. Objectives and answers go with all of them, in that order; the multipliers of a pair stand
    /// at its image, and the references have zeros. The objective is differentiated at the image.
    /// Shrikumar, Greenside, Kundaje: Learning important features through propagating activation differences. ICML 2017, section 3.5.</remarks>
    public static Propagation DeepLift { get; } = new DeepLiftPropagation();

    /// <summary>The winning probabilities of excitation backpropagation, from a probability of the objective's weight at the output.</summary>
    /// <remarks>Zhang, Bargal, Lin, Brandt, Shen, Sclaroff: Top-down neural attention by excitation backprop. International Journal of Computer Vision 126, 2018.</remarks>
    public static Propagation ExcitationBackprop { get; } = new RelevancePropagation(LrpComposite.PositiveWeights, RelevanceStart.One);

    /// <summary>Layer-wise relevance: what is carried back is relevance itself, not a gradient; it begins with the output's value times the objective's weight.</summary>
    /// <remarks>Bach, Binder, Montavon, Klauschen, Müller, Samek: On pixel-wise explanations for non-linear classifier decisions by layer-wise relevance propagation. PLOS ONE 10(7), 2015.</remarks>
    /// <param name="composite">Which rule each kind of layer follows.</param>
    public static Propagation Relevance(LrpComposite composite)
    {
        ArgumentNullException.ThrowIfNull(composite);
        return new RelevancePropagation(composite, RelevanceStart.Output);
    }

    /// <summary>Whether a batch holds images and their references.</summary>
    internal virtual bool ComparesPairs => false;

    /// <summary>Whether a rule asks what stands before a layer, so that what follows the layer does not do.</summary>
    internal virtual bool NeedsWholeNetwork => false;

    /// <summary>Whether batch normalisations are layers of their own rather than part of the convolutions before them.</summary>
    internal virtual bool KeepsBatchNormalization => false;
}

internal sealed record DerivativePropagation : Propagation;

internal sealed record GuidedPropagation : Propagation;

internal sealed record DeconvolutionPropagation : Propagation;

internal sealed record DeepLiftPropagation : Propagation
{
    internal override bool ComparesPairs => true;

    internal override bool NeedsWholeNetwork => true;
}

/// <summary>With what relevance begins.</summary>
internal enum RelevanceStart
{
    /// <summary>The output's value times the objective's weight.</summary>
    Output,

    /// <summary>The objective's weight.</summary>
    One,
}

internal sealed record RelevancePropagation(LrpComposite Composite, RelevanceStart Start) : Propagation
{
    internal override bool NeedsWholeNetwork => true;

    internal override bool KeepsBatchNormalization => Composite.KeepBatchNormalization;
}
