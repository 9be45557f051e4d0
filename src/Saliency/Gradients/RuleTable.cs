using System.Collections.Immutable;
using Saliency.Gradients.Rules;
using Saliency.Onnx;

namespace Saliency.Gradients;

/// <summary>Operator to rule. Immutable: guided backpropagation is the standard table with one family replaced.</summary>
internal sealed class RuleTable
{
    private readonly ImmutableDictionary<string, GradientRule> _rules;

    private RuleTable(ImmutableDictionary<string, GradientRule> rules) => _rules = rules;

    /// <summary>The derivatives themselves.</summary>
    public static RuleTable Standard { get; } = new(new[]
    {
        Activations.Rules, Arithmetic.Rules, Convolutions.Rules, MatrixProducts.Rules, Normalizations.Rules, Pooling.Rules,
        Reductions.Rules, Resizing.Rules, Shaping.Rules, Indexing.Rules, Quantization.Rules,
    }.SelectMany(family => family).ToImmutableDictionary());

    /// <summary>The operators that have a rule: <c>Conv</c>, <c>com.microsoft:FusedConv</c>.</summary>
    public IEnumerable<string> Operators => _rules.Keys;

    /// <summary>This table with one entry replaced or added.</summary>
    public RuleTable With(string op, GradientRule rule) => new(_rules.SetItem(op, rule));

    public GradientRule? Find(NodeProto node) => _rules.GetValueOrDefault(KeyOf(node));

    public static string KeyOf(NodeProto node) => node.Domain is "" or "ai.onnx" ? node.OpType : $"{node.Domain}:{node.OpType}";
}
