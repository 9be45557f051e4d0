using System.Collections.Immutable;
using Saliency.Gradients.Rules;
using Saliency.Gradients.Tables;
using Saliency.Onnx;

namespace Saliency.Gradients;

/// <summary>What arrives at an output at first: the cotangent, or something made of it and the output's value.</summary>
internal delegate Value SeedRule(Value cotangent, Value output);

/// <summary>Operator to rule. Immutable: guided backpropagation is the standard table with one family replaced.</summary>
internal sealed class RuleTable
{
    private readonly ImmutableDictionary<string, GradientRule> _rules;

    private RuleTable(ImmutableDictionary<string, GradientRule> rules, SeedRule seed) => (_rules, Seed) = (rules, seed);

    /// <summary>The derivatives themselves.</summary>
    public static RuleTable Standard { get; } = Of(new[]
    {
        Activations.Rules, Arithmetic.Rules, Convolutions.Rules, MatrixProducts.Rules, Normalizations.Rules, Pooling.Rules,
        Reductions.Rules, Resizing.Rules, GridSampling.Rules, RegionPooling.Rules, Shaping.Rules, Indexing.Rules, Quantization.Rules,
    }.SelectMany(family => family));

    /// <summary>Guided backpropagation: a Relu passes positive gradients alone, and only where its output is positive. Springenberg et al. 2015, figure 1.</summary>
    public static RuleTable GuidedBackpropagation { get; } = Standard.With("Relu", s => [s.DY().Apply("Relu") * Activations.Positive(s, s.Y())]);

    /// <summary>The deconvolution network: a Relu passes positive gradients, wherever its output lay. Zeiler and Fergus 2014, section 2.1.</summary>
    public static RuleTable Deconvolution { get; } = Standard.With("Relu", s => [s.DY().Apply("Relu")]);

    /// <summary>What arrives at the outputs.</summary>
    public SeedRule Seed { get; }

    /// <summary>A table of these rules alone.</summary>
    /// <param name="rules">Operator to rule; a later one replaces an earlier one.</param>
    /// <param name="seed">What arrives at the outputs; null is the cotangents themselves.</param>
    public static RuleTable Of(IEnumerable<KeyValuePair<string, GradientRule>> rules, SeedRule? seed = null) =>
        new(ImmutableDictionary<string, GradientRule>.Empty.SetItems(rules), seed ?? ((cotangent, _) => cotangent));

    /// <summary>The table of a propagation. A user's own rules are derivatives and count where derivatives do.</summary>
    public static RuleTable Of(Propagation propagation, IReadOnlyDictionary<string, GradientRule> own) => propagation switch
    {
        DerivativePropagation => Standard.With(own),
        GuidedPropagation => GuidedBackpropagation.With(own),
        DeconvolutionPropagation => Deconvolution.With(own),
        DeepLiftPropagation => DeepLiftTable.Rules,
        RelevancePropagation relevance => RelevanceTable.Of(relevance),
        _ => throw new ArgumentException($"Expected a propagation that has a table of rules, got {propagation}.", nameof(propagation)),
    };

    /// <summary>The operators that have a rule: <c>Conv</c>, <c>com.microsoft:FusedConv</c>.</summary>
    public IEnumerable<string> Operators => _rules.Keys;

    /// <summary>This table with one entry replaced or added.</summary>
    public RuleTable With(string op, GradientRule rule) => new(_rules.SetItem(op, rule), Seed);

    /// <summary>This table with entries replaced or added.</summary>
    public RuleTable With(IEnumerable<KeyValuePair<string, GradientRule>> rules) => new(_rules.SetItems(rules), Seed);

    /// <summary>The rule of an operator that has one.</summary>
    public GradientRule this[string op] => _rules[op];

    public GradientRule? Find(NodeProto node) => _rules.GetValueOrDefault(KeyOf(node));

    public static string KeyOf(NodeProto node) => node.Domain is "" or "ai.onnx" ? node.OpType : $"{node.Domain}:{node.OpType}";
}
