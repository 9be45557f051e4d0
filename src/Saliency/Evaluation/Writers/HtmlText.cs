using System.Globalization;
using System.Net;

namespace Saliency.Evaluation;

/// <summary>What the parts of a page share: escaping, numbers in attributes, a cell that sorts by its number.</summary>
internal static class HtmlText
{
    /// <summary>Text as it may stand between tags and within quoted attributes.</summary>
    public static string Escape(string text) => WebUtility.HtmlEncode(text);

    /// <summary>A number for an attribute: at most two decimals, a point.</summary>
    public static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>The head of a sortable column.</summary>
    /// <param name="name">Its words.</param>
    /// <param name="first">Which way the first click sorts.</param>
    /// <param name="kind">How its cells are set.</param>
    public static string Head(string name, Better first = Better.Lower, string kind = "num") =>
        $"<th scope=\"col\" class=\"{kind}\" data-first=\"{(first == Better.Higher ? "descending" : "ascending")}\"><button type=\"button\">{Escape(name)}</button></th>";

    /// <summary>A cell with a number; one without a number sorts last.</summary>
    public static string Cell(double? value, string? text = null, string kind = "num") => value is { } number
        ? $"<td class=\"{kind}\" data-value=\"{number.ToString("R", CultureInfo.InvariantCulture)}\">{text ?? NumberText.Of(number)}</td>"
        : $"<td class=\"{kind} none\">{text ?? "–"}</td>";

    /// <summary>"1 image", "2 images".</summary>
    public static string Count(int number, string noun) => $"{number} {noun}{(number == 1 ? "" : "s")}";
}
