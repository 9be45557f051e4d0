namespace Saliency.Tests.Networks;

/// <summary>Small networks with the structure of those that people use, and random weights. The layer that CAM methods look at is called <see cref="Features"/>.</summary>
internal static class SmallNetworks
{
    /// <summary>Rows and columns of their images.</summary>
    public const int Size = 64;

    public const int Classes = 10;

    public const string Features = "features";

    /// <summary>Every one of them; told whether the file is to fix its batch at 1.</summary>
    public static IEnumerable<(string Name, Func<bool, byte[]> Build)> All =>
    [
        ("Vgg", VggNetwork.Build), ("ResNet", ResNetNetwork.Build), ("DenseNet", DenseNetNetwork.Build), ("Inception", InceptionNetwork.Build),
        ("MobileNetV2", MobileNetV2Network.Build), ("EfficientNet", EfficientNetNetwork.Build), ("Vit", VitNetwork.Build), ("Swin", SwinNetwork.Build),
        ("ConvNeXt", ConvNeXtNetwork.Build), ("Yolo", YoloNetwork.Build),
    ];
}
