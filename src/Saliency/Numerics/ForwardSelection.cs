namespace Saliency.Numerics;

/// <summary>Chooses features one after the other: always that which raises R² of the unpenalised fit most; among equals the lowest.</summary>
internal static class ForwardSelection
{
    /// <summary>At most so many features, in the order of their choice; fewer where the others are combinations of those.</summary>
    public static int[] Choose(WeightedMoments moments, int most)
    {
        int features = moments.Features;
        var gram = new double[features, features];
        var (pull, own) = (new double[features], new double[features]);
        for (int i = 0; i < features; i++)
        {
            (pull[i], own[i]) = (moments.CentredAnswer(i), moments.Centred(i, i));
            for (int j = 0; j < features; j++) gram[i, j] = moments.Centred(i, j);
        }
        var chosen = new List<int>(most);
        while (chosen.Count < most)
        {
            int best = -1;
            double gain = -1;
            for (int i = 0; i < features; i++)
            {
                // What is left of a feature that the chosen ones make up is rounding.
                if (chosen.Contains(i) || gram[i, i] <= 1e-10 * own[i] || own[i] <= 0) continue;
                double raised = pull[i] * pull[i] / gram[i, i];
                if (raised > gain) (best, gain) = (i, raised);
            }
            if (best < 0) break;
            chosen.Add(best);
            // What the chosen feature explains is taken out of all others (one step of Gram and Schmidt).
            for (int i = 0; i < features; i++)
            {
                if (i == best) continue;
                double share = gram[i, best] / gram[best, best];
                pull[i] -= share * pull[best];
                for (int j = 0; j < features; j++)
                    if (j != best) gram[i, j] -= share * gram[best, j];
            }
        }
        return [.. chosen];
    }
}
