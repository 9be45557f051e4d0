using Saliency.Explainers;
using Saliency.Tests.Contracts;

namespace Saliency.Tests;

public class ManyInputsTests
{
    [Test]
    public void Explain_ListThroughAClassThatTakesOneInput_IsEachAlone()
    {
        var model = LinearModel.Usual();
        ModelInput[] inputs = [.. Enumerable.Range(0, 3).Select(i => new ModelInput(model.InputShape, Pattern.Values(model.InputShape.Length, 500 + i)))];
        var rise = new Rise(model, new RiseOptions { MaskCount = 16, Cells = 3 });
        var together = rise.Explain(inputs, Target.Class(1));
        Assert.That(together.Select(map => map.Values.ToArray()), Is.EqualTo(inputs.Select(input => rise.Explain(input, Target.Class(1)).Values.ToArray())));
    }

    [Test]
    public void Explain_NoExplainer_Throws() => Assert.That(() => ManyInputs.Explain(null!, [], Target.Predicted), Throws.ArgumentNullException);
}
