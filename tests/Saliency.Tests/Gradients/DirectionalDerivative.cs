namespace Saliency.Tests.Gradients;

/// <summary>Holds a model's gradient against differences of the model itself.</summary>
internal static class DirectionalDerivative
{
    /// <summary>The relative distance between |∇f| and the central difference of f along ∇f/|∇f|, at the best of several steps.</summary>
    /// <remarks>A small step drowns in float32 rounding of f, a large one crosses kinks of the network: between the two the difference settles, and a wrong gradient
    /// settles nowhere near. Along its own direction a gradient cannot hide an error: a component too much or too little lowers the slope that is met.</remarks>
    public static double Error(IDifferentiableModel model, ModelInput input, Target target)
    {
        var objective = target.Resolve(model, input);
        var gradients = new ModelAnswer(model.InputName);
        model.Differentiate(input.Values, 1, [objective], gradients);
        var gradient = gradients[0, 0].ToArray();
        double norm = Math.Sqrt(gradient.Sum(g => (double)g * g));
        Assert.That(norm, Is.GreaterThan(0).And.LessThan(double.PositiveInfinity), "the gradient's norm");
        return Enumerable.Range(0, 12).Select(k => Difference(0.3 * Math.Pow(0.5, k))).Min(d => Math.Abs(d - norm) / norm);

        double Difference(double step) => (Value(step) - Value(-step)) / (2 * step);

        double Value(double step)
        {
            var moved = new float[gradient.Length];
            for (int i = 0; i < moved.Length; i++) moved[i] = (float)(input.Values[i] + (step * gradient[i] / norm));
            return objective.Evaluate(model.Answer(new ModelInput(input.Shape, moved), target), 0);
        }
    }

    /// <summary>The same at the best of a few images: one may sit at a kink of the network, a wrong gradient is wrong at each.</summary>
    public static double Error(IDifferentiableModel model, Target target) =>
        Enumerable.Range(0, 3).Min(phase => Error(model, Waves(model.InputShape, phase), target));

    /// <summary>An image without equal neighbours: smooth waves, so that no maximum pool meets ties.</summary>
    public static ModelInput Waves(ImageShape shape, double phase = 0)
    {
        var values = new float[shape.Length];
        for (int i = 0; i < values.Length; i++) values[i] = (float)(Math.Sin((0.37 * i) + phase) + (0.3 * Math.Cos((0.0113 * i * i) + phase)));
        return new ModelInput(shape, values);
    }
}
