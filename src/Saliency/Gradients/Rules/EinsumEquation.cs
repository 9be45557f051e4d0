namespace Saliency.Gradients.Rules;

/// <summary>An Einsum equation with its ellipses and its implied output written out in letters.</summary>
internal sealed record EinsumEquation(IReadOnlyList<string> Operands, string Output)
{
    /// <summary>Reads an equation; null where an operand names one letter twice (a diagonal).</summary>
    public static EinsumEquation? Parse(string equation, IReadOnlyList<int> ranks)
    {
        string text = equation.Replace(" ", "");
        string[] sides = text.Split("->");
        string[] operands = sides[0].Split(',');
        char[] free = [.. Enumerable.Range('A', 26).Concat(Enumerable.Range('a', 26)).Select(c => (char)c).Where(c => !text.Contains(c))];
        int widest = operands.Select((o, i) => o.Contains("...") ? ranks[i] - (o.Length - 3) : 0).Max();
        // Ellipses align at their right end.
        string Spell(string part, int rank) => part.Replace("...", new string(free[..widest])[(widest - (rank - (part.Length - 3)))..]);
        string[] spelled = [.. operands.Select((o, i) => o.Contains("...") ? Spell(o, ranks[i]) : o)];
        if (spelled.Any(o => o.Distinct().Count() != o.Length)) return null;
        string output = sides.Length > 1
            ? sides[1].Replace("...", new string(free[..widest]))
            : new string(free[..widest]) + string.Concat(string.Concat(operands).Replace(".", "").GroupBy(c => c).Where(g => g.Count() == 1).Select(g => g.Key).Order());
        return new EinsumEquation(spelled, output);
    }
}
