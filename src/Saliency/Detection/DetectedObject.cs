namespace Saliency.Detection;

/// <summary>What a detector found: where, what, and how sure it is.</summary>
/// <param name="Box">Where.</param>
/// <param name="Class">Index of the class.</param>
/// <param name="Score">Higher is surer.</param>
public readonly record struct DetectedObject(Box Box, int Class, float Score);

/// <summary>What is there, as a person marked it.</summary>
/// <param name="Box">Where.</param>
/// <param name="Class">Index of the class.</param>
public readonly record struct MarkedObject(Box Box, int Class);
