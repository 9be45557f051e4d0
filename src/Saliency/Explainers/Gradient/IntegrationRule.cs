namespace Saliency.Explainers;

/// <summary>At which n places αᵢ of a path from 0 to 1 gradients are taken, and with which weights they are added up.</summary>
public enum IntegrationRule
{
    /// <summary>The nodes and weights of Gauss and Legendre: exact for polynomials up to degree 2n − 1. Captum's default.</summary>
    GaussLegendre,

    /// <summary>Left Riemann sum: (i − 1)/n, weight 1/n. Captum's riemann_left.</summary>
    Left,

    /// <summary>Right Riemann sum: i/n, weight 1/n. The paper's equation 3, captum's riemann_right.</summary>
    Right,

    /// <summary>Midpoint rule: (i − ½)/n, weight 1/n. Captum's riemann_middle.</summary>
    Middle,

    /// <summary>Trapezoid rule: (i − 1)/(n − 1), weight 1/(n − 1), the two ends half of it. Xplique's.</summary>
    Trapezoid,

    /// <summary>What captum calls riemann_trapezoid: the trapezoid rule's places with weight 1/n, the ends half of it. The weights add up to (n − 1)/n, so the attributions are too small by that.</summary>
    CaptumTrapezoid,

    /// <summary>What PAIR's saliency does: the plain mean over (i − 1)/(n − 1), both ends in full.</summary>
    PairMean,
}
