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
}

internal sealed record DerivativePropagation : Propagation;

internal sealed record GuidedPropagation : Propagation;

internal sealed record DeconvolutionPropagation : Propagation;
