namespace Saliency.Explainers;

/// <summary>How the drops of the windows that cover a pixel become its value.</summary>
public enum OverlapRule
{
    /// <summary>Their mean, as captum: the scale is that of the score, whatever window and stride.</summary>
    Mean,

    /// <summary>Their sum, as Xplique and PAIR saliency: pixels under many windows count more.</summary>
    Sum,
}

/// <summary>What happens at the right and lower border, where a whole window may not fit.</summary>
public enum WindowFit
{
    /// <summary>Windows stand at the multiples of the stride until one reaches the border; that one is cut there. Every pixel is covered. As captum.</summary>
    Cut,

    /// <summary>Only windows that fit whole; pixels that none covers are 0. As Xplique and PAIR saliency.</summary>
    Whole,
}

/// <summary>What part of its rectangle a window hides.</summary>
public enum WindowShape
{
    /// <summary>All of it.</summary>
    Rectangle,

    /// <summary>The ellipse inside: no corners that a model could take for a shape. Pixels that no ellipse covers are 0; strides of up to half the window leave none but at the image's corners.</summary>
    Ellipse,
}

/// <summary>Parameters of <see cref="Occlusion"/>.</summary>
public sealed record OcclusionOptions
{
    /// <summary>Rows and columns of the window in pixels of the model's input; null is a seventh of each side, rounded up (32 of 224).</summary>
    public (int Height, int Width)? Window { get; init; }

    /// <summary>Rows and columns from one window to the next; null is half the window, rounded down, at least 1. At most the window, lest pixels stay unseen.</summary>
    public (int Y, int X)? Stride { get; init; }

    /// <summary>The window's shape.</summary>
    public WindowShape Shape { get; init; }

    /// <summary>What becomes of the window: a baseline shows through, or it is filled in from what stays around it.</summary>
    public Imputer Imputer { get; init; } = Baseline.Zero;

    /// <summary>How overlapping windows are put together.</summary>
    public OverlapRule Overlap { get; init; }

    /// <summary>What happens at the border.</summary>
    public WindowFit Fit { get; init; }

    /// <summary>The one channel that is hidden, for inputs whose channels are not a colour (spectral bands, depth); null hides all of them together.</summary>
    public int? Channel { get; init; }

    /// <summary>The scale of the score whose drop is measured. Probability is the paper's; logits do not saturate.</summary>
    public ScoreScale Scale { get; init; } = ScoreScale.Probability;
}
