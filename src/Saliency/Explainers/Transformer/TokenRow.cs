namespace Saliency.Explainers;

/// <summary>Which tokens stand for the answer of a transformer.</summary>
internal static class TokenRow
{
    /// <summary>One weight for each token: all on the class token, which is the first; without one the same for all, as their mean is what the classifier reads.</summary>
    public static void Start(AttentionSurvey survey, Span<double> row)
    {
        row.Clear();
        if (survey.ClassTokens > 0) row[0] = 1;
        else row.Fill(1.0 / row.Length);
    }
}
