using Saliency.Explainers;
using Saliency.Imaging;

namespace Saliency.Tests;

public sealed class FiniteNumberTests
{
    [TestCase(0), TestCase(-1), TestCase(double.NaN), TestCase(double.PositiveInfinity)]
    public void EnsurePositive_NotAbove0OrNotFinite_NamesTheOptionAndTheValue(double value) =>
        Assert.That(() => new LimeOptions { KernelWidth = value }.KernelWidth?.EnsurePositive("options"),
            Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("options").And.Message.StartsWith($"Expected a finite KernelWidth above 0, got {value}."));

    [TestCase(-0.1), TestCase(double.NaN), TestCase(double.PositiveInfinity)]
    public void EnsureNotNegative_Below0OrNotFinite_NamesTheOptionAndTheValue(double value) =>
        Assert.That(() => new SlicOptions { SigmaPixels = value },
            Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("value").And.Message.StartsWith($"Expected a finite value of at least 0, got {value}."));

    [Test]
    public void Ensure_ValueInRange_IsTheValue() => Assert.That((0.0.EnsureNotNegative("x"), 1e-300.EnsurePositive("x")), Is.EqualTo((0.0, 1e-300)));
}
