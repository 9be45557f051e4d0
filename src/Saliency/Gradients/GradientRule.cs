namespace Saliency.Gradients;

/// <summary>The vector-Jacobian product of an operator: from what arrives at its outputs to what arrives at each input; null (or a shorter list) where nothing flows.</summary>
internal delegate Value?[] GradientRule(GradientScope s);
