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
        Reductions.Rules, Resizing.Rules, GridSampling.Rules, RegionPooling.Rules, Shaping.Rules, Indexing.Rules, Quantization.Rules,
    }.SelectMany(family => family).ToImmutableDictionary());

    /// <summary>Guided backpropagation: a Relu passes positive gradients alone, and only where its output is positive. Springenberg et al. 2015, figure 1.</summary>
    public static RuleTable GuidedBackpropagation { get; } = Standard.With("Relu", s => [s.DY().Apply("Relu") * Activations.Positive(s, s.Y())]);

    /// <summary>The deconvolution network: a Relu passes positive gradients, wherever its output lay. Zeiler and Fergus 2014, section 2.1.</summary>
    public static RuleTable Deconvolution { get; } = Standard.With("Relu", s => [s.DY().Apply("Relu")]);

    /// <summary>The table of a propagation, with a user's own rules.</summary>
    public static RuleTable Of(Propagation propagation, IReadOnlyDictionary<string, GradientRule> own)
    {
        var table = propagation switch
        {
            DerivativePropagation => Standard,
            GuidedPropagation => GuidedBackpropagation,
            DeconvolutionPropagation => Deconvolution,
            _ => throw new ArgumentException($"Expected a propagation that has a table of rules, got {propagation}.", nameof(propagation)),
        };
        return own.Aggregate(table, (all, rule) => all.With(rule.Key, rule.Value));
    }

    /// <summary>The operators that have a rule: <c>Conv</c>, <c>com.microsoft:FusedConv</c>.</summary>
    public IEnumerable<string> Operators => _rules.Keys;

    /// <summary>This table with one entry replaced or added.</summary>
    public RuleTable With(string op, GradientRule rule) => new(_rules.SetItem(op, rule));

    public GradientRule? Find(NodeProto node) => _rules.GetValueOrDefault(KeyOf(node));

    public static string KeyOf(NodeProto node) => node.Domain is "" or "ai.onnx" ? node.OpType : $"{node.Domain}:{node.OpType}";
}
