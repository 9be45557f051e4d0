namespace Saliency.Gradients;

/// <summary>How an operator is differentiated: from what arrives at its outputs to what arrives at each of its inputs (the vector-Jacobian product).</summary>
/// <param name="s">The node, its values, what arrives, and where to write.</param>
/// <returns>One value for each input, of that input's shape; null (or a shorter list) where nothing flows.</returns>
/// <example><code>GradientRule cube = s => [s.DY() * s.X() * s.X() * 3];</code></example>
public delegate Value?[] GradientRule(GradientScope s);
