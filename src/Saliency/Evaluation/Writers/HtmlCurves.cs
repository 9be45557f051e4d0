using System.Globalization;
using Saliency.Rendering;
using static Saliency.Evaluation.HtmlText;

namespace Saliency.Evaluation;

/// <summary>The mean curves of every metric that has them, as vector drawings.</summary>
internal static class HtmlCurves
{
    private const double Width = 480, Height = 300, Left = 46, Right = 12, Top = 12, Bottom = 34;

    public static void Write(Report report, string model, TextWriter writer)
    {
        var figures = report.Metrics
            .Select(metric => (Metric: metric, Curves: report.Explainers.Select((e, i) => (Name: e, Look: i, Curve: report.MeanCurve(model, e, metric)!)).Where(c => c.Curve is { X.Length: > 1 }).ToArray()))
            .Where(f => f.Curves.Length > 0).ToArray();
        if (figures.Length == 0) return;
        writer.Write("<section><h2>Curves</h2>\n<p>Means over images.</p>\n<div class=\"figures\">\n");
        foreach (var (metric, curves) in figures)
        {
            string name = $"{metric} {NumberText.Arrow(report.BetterOf(metric))}";
            writer.Write($"<figure class=\"curves\"><figcaption>{Escape(name)}</figcaption>\n");
            Draw(curves, $"Mean curves of {metric}", writer);
            writer.Write("<ul class=\"legend\">");
            foreach (var (explainer, look, _) in curves)
            {
                string mean = report.Summarize(model, explainer, metric, new IntervalOptions { Resamples = 1 }).Mean is { } value ? NumberText.Of(value) : "–";
                writer.Write($"<li data-curve=\"{look}\"><svg viewBox=\"0 0 24 8\" aria-hidden=\"true\"><path class=\"curve\" {Pen(look)} d=\"M1 4H23\"/></svg>{Escape(explainer)} <b>{mean}</b></li>");
            }
            writer.Write("</ul></figure>\n");
        }
        writer.Write("</div></section>\n");
    }

    private static void Draw((string Name, int Look, Curve Curve)[] curves, string label, TextWriter writer)
    {
        var x = Span(curves.SelectMany(c => c.Curve.X));
        var y = Span(curves.SelectMany(c => c.Curve.Y).Append(0));
        writer.Write($"<svg viewBox=\"0 0 {Number(Width)} {Number(Height)}\" role=\"img\" aria-label=\"{Escape(label)}\">\n");
        foreach (double tick in Ticks(y))
            writer.Write($"<path class=\"grid\" d=\"M{Number(Left)} {Number(Y(tick))}H{Number(Width - Right)}\"/><text x=\"{Number(Left - 6)}\" y=\"{Number(Y(tick) + 4)}\" text-anchor=\"end\">{Tick(tick)}</text>\n");
        foreach (double tick in Ticks(x))
            writer.Write($"<path class=\"grid\" d=\"M{Number(X(tick))} {Number(Top)}V{Number(Height - Bottom)}\"/><text x=\"{Number(X(tick))}\" y=\"{Number(Height - Bottom + 17)}\" text-anchor=\"middle\">{Tick(tick)}</text>\n");
        foreach (var (name, look, curve) in curves.Reverse())
        {
            var points = Enumerable.Range(0, curve.X.Length).Select(i => $"{Number(X(curve.X[i]))},{Number(Y(curve.Y[i]))}");
            writer.Write($"<polyline class=\"curve\" data-curve=\"{look}\" {Pen(look)} points=\"{string.Join(' ', points)}\"><title>{Escape(name)}</title></polyline>\n");
        }
        writer.Write("</svg>\n");

        double X(double value) => Left + ((Width - Left - Right) * (value - x.Low) / (x.High - x.Low));
        double Y(double value) => Height - Bottom - ((Height - Top - Bottom) * (value - y.Low) / (y.High - y.Low));
    }

    // The colours of the plots of Rendering; the eighth curve begins them anew, dashed.
    private static string Pen(int index)
    {
        var look = CurveLook.Of(index);
        return $"style=\"--pen:{look.Color}\"{(look.Dashed ? " stroke-dasharray=\"7 5\"" : "")}";
    }

    private static (double Low, double High) Span(IEnumerable<double> values)
    {
        double low = values.Min(), high = values.Max();
        return high > low ? (low, high) : (low, low + 1);
    }

    // Steps of 1, 2 or 5 times a power of ten: four to eight of them.
    private static IEnumerable<double> Ticks((double Low, double High) span)
    {
        double rough = (span.High - span.Low) / 5, power = Math.Pow(10, Math.Floor(Math.Log10(rough))), lead = rough / power;
        double step = power * (lead <= 1.5 ? 1 : lead <= 3.5 ? 2 : lead <= 7.5 ? 5 : 10);
        for (double k = Math.Ceiling(span.Low / step); k * step <= span.High * (1 + 1e-12); k++) yield return k * step;
    }

    // A step of 0 times −1 must not read −0.
    private static string Tick(double value) => (value == 0 ? 0 : value).ToString("0.####", CultureInfo.InvariantCulture).Replace('-', '−');
}
