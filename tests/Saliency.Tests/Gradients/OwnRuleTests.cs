using Saliency.Gradients;
using Saliency.Models;
using Saliency.Onnx;
using Saliency.Tests.Models;
using static Saliency.Onnx.TensorProto.Types;

namespace Saliency.Tests.Gradients;

/// <summary>Rules that a user registers, for an operator the library does not differentiate: the inverse of a matrix.</summary>
public class OwnRuleTests
{
    // Y = X⁻¹: dX = −Yᵀ·dY·Yᵀ.
    private static readonly GradientRule Inverse = s =>
    {
        var transposed = s.Y().Transpose(0, 1, 3, 2);
        return [-transposed.Apply("MatMul", s.DY()).Apply("MatMul", transposed)];
    };

    [Test]
    public void Differentiate_OperatorWithARuleOfTheUser_MatchesDifferences()
    {
        using var model = Load(new OnnxModelOptions().GradientRules.Add("com.microsoft:Inverse", Inverse));
        // Far from singular: the diagonal dominates.
        float[] values = [3, 0.5f, -0.2f, 0.3f, 4, 0.6f, 0.1f, -0.4f, 5];
        Assert.That(DirectionalDerivative.Error(model, new ModelInput(model.InputShape, values), Target.Class(1)), Is.LessThan(1e-3));
    }

    [Test]
    public void Differentiate_OperatorWithoutARule_NamesIt()
    {
        using var model = Load(new OnnxModelOptions().GradientRules);
        var input = DirectionalDerivative.Waves(model.InputShape);
        Assert.That(() => model.Differentiate(input.Values, 1, [Target.Class(1).Resolve(model, input)], new ModelAnswer(model.InputName)),
            Throws.InstanceOf<UnsupportedOperatorException>().With.Message.Contains("com.microsoft:Inverse"));
    }

    [Test]
    public void Differentiate_RuleOfTheUserForAKnownOperator_TakesItsPlace()
    {
        using var plain = Classifier(new OnnxModelOptions());
        using var linear = Classifier(new OnnxModelOptions { GradientRules = new OnnxModelOptions().GradientRules.Add("Relu", s => [s.DY() * 0f]) });
        var input = DirectionalDerivative.Waves(plain.InputShape);
        Assert.That(Norm(plain, input), Is.GreaterThan(0));
        Assert.That(Norm(linear, input), Is.Zero);
    }

    [Test]
    public void Differentiate_RuleWithMoreGradientsThanInputs_IsNamed()
    {
        using var model = Classifier(new OnnxModelOptions { GradientRules = new OnnxModelOptions().GradientRules.Add("Relu", s => [s.DY(), s.DY()]) });
        Assert.That(() => Norm(model, DirectionalDerivative.Waves(model.InputShape)),
            Throws.InvalidOperationException.With.Message.StartsWith("Expected a gradient for each of the 1 inputs of Relu").And.Message.EndsWith("got 2 from its rule."));
    }

    [Test]
    public void Load_LibraryOfOperatorsThatIsNotThere_SaysWhich() =>
        Assert.That(() => Classifier(new OnnxModelOptions { CustomOperatorLibraries = ["no_such_library.so"] }), Throws.Exception.With.Message.Contains("no_such_library"));

    private static double Norm(OnnxModel model, ModelInput input)
    {
        var gradients = new ModelAnswer(model.InputName);
        model.Differentiate(input.Values, 1, [Target.Class(1).Resolve(model, input)], gradients);
        return gradients[0, 0].ToArray().Sum(Math.Abs);
    }

    private static OnnxModel Classifier(OnnxModelOptions options) => OnnxModel.Load(OnnxGraphBuilder.Classifier("N").Bytes(), options);

    private static OnnxModel Load(System.Collections.Immutable.ImmutableDictionary<string, GradientRule> rules)
    {
        var b = new OnnxGraphBuilder();
        b.Model.OpsetImport.Add(new OperatorSetIdProto { Domain = "com.microsoft", Version = 1 });
        string x = b.Input("x", DataType.Float, "N", 1, 3, 3);
        string y = b.Node("Inverse", [x]);
        b.Graph.Node[^1].Domain = "com.microsoft";
        b.Named("scores", "Flatten", [y]);
        return OnnxModel.Load(b.Output("scores", DataType.Float, "N", 9).Bytes(), new OnnxModelOptions { GradientRules = rules });
    }
}
