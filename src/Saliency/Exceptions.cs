namespace Saliency;

/// <summary>A model file that is not ONNX, is damaged, or asks for something no model can mean.</summary>
public sealed class ModelFormatException : Exception
{
    /// <summary>With what was expected and what came.</summary>
    public ModelFormatException(string message) : base(message) { }

    /// <summary>With what was expected, what came, and the cause.</summary>
    public ModelFormatException(string message, Exception? innerException) : base(message, innerException) { }
}

/// <summary>A file that is not an image of a known format, is damaged, or is larger than a photo can be.</summary>
public sealed class ImageFormatException : Exception
{
    /// <summary>With what was expected and what came.</summary>
    public ImageFormatException(string message) : base(message) { }

    /// <summary>With what was expected, what came, and the cause.</summary>
    public ImageFormatException(string message, Exception? innerException) : base(message, innerException) { }
}

/// <summary>A device that was asked for by name and cannot be used: the message has the reason and the remedy.</summary>
public sealed class DeviceUnavailableException : Exception
{
    /// <summary>With the reason and the remedy.</summary>
    public DeviceUnavailableException(string message) : base(message) { }

    /// <summary>With the reason, the remedy, and the cause.</summary>
    public DeviceUnavailableException(string message, Exception? innerException) : base(message, innerException) { }
}

/// <summary>A model that answered NaN or infinity.</summary>
public sealed class ModelAnswerException : Exception
{
    /// <summary>Names the place.</summary>
    public ModelAnswerException(string output, int image, int index, float value)
        : base($"Expected finite answers, got {value} in output '{output}' at index {index} for image {image}.")
    {
        Output = output;
        Image = image;
        Index = index;
    }

    /// <summary>The output that holds the value.</summary>
    public string Output { get; }

    /// <summary>The image of the run (for a perturbation method: the sample) that it answers.</summary>
    public int Image { get; }

    /// <summary>Index of the value in the output.</summary>
    public int Index { get; }
}
