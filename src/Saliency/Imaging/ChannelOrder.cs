namespace Saliency.Imaging;

/// <summary>The order of a model's three planes.</summary>
public enum ChannelOrder
{
    /// <summary>Red, green, blue: nearly all models.</summary>
    Rgb,

    /// <summary>Blue, green, red: models from Caffe and some made with OpenCV.</summary>
    Bgr,
}
