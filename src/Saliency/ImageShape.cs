namespace Saliency;

/// <summary>The extent of one image in model space: channels × height × width, planes one after the other.</summary>
/// <param name="Channels">Number of planes, at least 1.</param>
/// <param name="Height">Rows, at least 1.</param>
/// <param name="Width">Columns, at least 1.</param>
public readonly record struct ImageShape(int Channels, int Height, int Width)
{
    /// <summary>Values of one plane.</summary>
    public int PlaneLength => checked(Height * Width);

    /// <summary>Values of one image.</summary>
    public int Length => checked(Channels * PlaneLength);

    /// <summary>The shape as a person writes it: <c>3×224×224</c>.</summary>
    public override string ToString() => $"{Channels}×{Height}×{Width}";

    internal void Check(string parameter)
    {
        if (Channels < 1 || Height < 1 || Width < 1 || (long)Channels * Height * Width > Array.MaxLength)
            throw new ArgumentException($"Expected channels, height and width of at least 1 and at most {Array.MaxLength} values, got {this}.", parameter);
    }
}
