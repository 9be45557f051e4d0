using Saliency.Models;

namespace Saliency.Tests;

/// <summary>How tests load models; every file of the tests sees the members by their names alone.</summary>
public static class ModelOptions
{
    /// <summary>The device that every machine has, for numbers that are to be the same on all.</summary>
    public static readonly OnnxModelOptions Cpu = new() { Device = Device.Cpu };
}
