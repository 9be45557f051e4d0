namespace Saliency.Tests.Contracts;

/// <summary>An explainer that is a function, for tests of what asks explainers.</summary>
internal sealed class FunctionExplainer(Func<ModelInput, Target, SaliencyMap> explain) : IExplainer
{
    public string Name => "function";

    public SaliencyMap Explain(ModelInput input, Target target, RunContext? context = null, CancellationToken cancellationToken = default) => explain(input, target);
}
