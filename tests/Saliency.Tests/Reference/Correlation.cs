using System.Numerics.Tensors;

namespace Saliency.Tests.Reference;

/// <summary>Compares what methods of discrete choices make: within the tolerance, or else so alike that single choices alone can differ.</summary>
public static class Correlation
{
    public static void AssertNear(ReferenceArray expected, ReadOnlySpan<float> actual, Tolerance tolerance, double least)
    {
        double[] values = Array.ConvertAll(actual.ToArray(), v => (double)v);
        if (Close.Worst(expected, values, tolerance) is { } worst) Assert.That(Of(expected.Values, values), Is.AtLeast(least), worst);
    }

    /// <summary>Pearson's.</summary>
    public static double Of(double[] a, double[] b)
    {
        double[] first = Centred(a), second = Centred(b);
        return TensorPrimitives.CosineSimilarity<double>(first, second);
    }

    private static double[] Centred(double[] values)
    {
        double mean = values.Average();
        return Array.ConvertAll(values, v => v - mean);
    }
}
