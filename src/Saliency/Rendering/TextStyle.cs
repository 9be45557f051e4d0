using System.Numerics;

namespace Saliency.Rendering;

/// <summary>Where a text lies relative to its point on the baseline.</summary>
internal enum TextAlignment
{
    Left,
    Center,
    Right,
}

/// <summary>Size, weight and colour of a text, and how it is measured, cut and drawn.</summary>
/// <param name="CapHeight">Pixels from the baseline to the top of a capital, pen included.</param>
/// <param name="Color">Its colour.</param>
/// <param name="Bold">A heavier pen.</param>
internal readonly record struct TextStyle(int CapHeight, RgbColor Color, bool Bold = false)
{
    /// <summary>Pixels from one baseline to the next.</summary>
    public int LineHeight => (int)Math.Round(CapHeight * 1.75);

    /// <summary>Pixels below the baseline that letters such as g need.</summary>
    public int Descent => (int)Math.Ceiling(CapHeight * 0.36);

    private float Pen => Math.Max(1, CapHeight * (Bold ? 0.165f : 0.122f));

    private float Scale => (CapHeight - Pen) / StrokeFont.CapHeight;

    // Font units between letters beyond their boxes: the heavier pen eats into the space.
    private float Tracking => Bold ? 0.6f : 0;

    /// <summary>Pixels that a text takes along its line.</summary>
    public double Measure(string text)
    {
        double units = 0;
        foreach (char c in text) units += StrokeFont.Of(c).Advance + Tracking;
        return units * Scale;
    }

    /// <summary>The text itself where it fits, else its beginning and an ellipsis.</summary>
    public string Fit(string text, double width)
    {
        if (Longest(text, width) == text.Length) return text;
        double ellipsis = Measure("…");
        return ellipsis > width ? "" : text[..Longest(text, width - ellipsis)].TrimEnd() + "…";
    }

    /// <summary>The text broken at its line ends and between words; the last line allowed ends in an ellipsis where more would follow.</summary>
    public List<string> Wrap(string text, double width, int maxLines)
    {
        var lines = new List<string>();
        foreach (string paragraph in text.Split('\n'))
        {
            string rest = string.Join(' ', paragraph.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries));
            while (rest.Length > 0 && lines.Count <= maxLines)
            {
                lines.Add(FirstLine(rest, width));
                rest = rest[lines[^1].Length..].TrimStart();
            }
        }
        if (lines.Count <= maxLines) return lines;
        string more = $"{lines[maxLines - 1]} {lines[maxLines]}";
        lines[maxLines - 1] = Fit(Measure(more) > width ? more : lines[maxLines - 1] + "…", width);
        return lines[..maxLines];
    }

    /// <summary>Draws one line.</summary>
    /// <param name="canvas">The picture.</param>
    /// <param name="text">The text.</param>
    /// <param name="x">Its left end, middle or right end, by the alignment.</param>
    /// <param name="baseline">The lower edge of its capitals.</param>
    /// <param name="alignment">What <paramref name="x"/> is.</param>
    /// <param name="upwards">Turned to read from below: then x and baseline are the point from which the text rises.</param>
    public void Draw(Canvas canvas, string text, double x, double baseline, TextAlignment alignment = TextAlignment.Left, bool upwards = false)
    {
        double back = alignment switch { TextAlignment.Center => Measure(text) / 2, TextAlignment.Right => Measure(text), _ => 0 };
        float scale = Scale, pen = Pen, at = (float)-back;
        // At small sizes the tops of small letters are moved onto a pixel's edge: it is what makes small print crisp.
        float low = (MathF.Round((StrokeFont.XHeight * scale) + pen) - pen) / StrokeFont.XHeight;
        float high = ((StrokeFont.CapHeight * scale) - (StrokeFont.XHeight * low)) / (StrokeFont.CapHeight - StrokeFont.XHeight);
        var strokes = new List<Vector2[]>();
        foreach (char c in text)
        {
            var glyph = StrokeFont.Of(c);
            foreach (var stroke in glyph.Strokes) strokes.Add(Array.ConvertAll(stroke, Place));
            at += (glyph.Advance + Tracking) * scale;
        }
        canvas.Stroke(strokes.ToArray(), pen, Color);

        Vector2 Place(Vector2 point)
        {
            float along = at + (point.X * scale);
            float up = (pen / 2) + (point.Y <= StrokeFont.XHeight ? point.Y * low : (StrokeFont.XHeight * low) + ((point.Y - StrokeFont.XHeight) * high));
            return upwards
                ? new Vector2((float)x - up, (float)baseline - along)
                : new Vector2((float)x + along, (float)baseline - up);
        }
    }

    // How many characters fit.
    private int Longest(string text, double width)
    {
        double units = 0;
        for (int i = 0; i < text.Length; i++)
        {
            units += StrokeFont.Of(text[i]).Advance + Tracking;
            if (units * Scale > width) return i;
        }
        return text.Length;
    }

    // As many whole words as fit; a word that is longer than a line is broken.
    private string FirstLine(string text, double width)
    {
        int longest = Longest(text, width);
        if (longest == text.Length) return text;
        int end = text.LastIndexOf(' ', longest);
        return text[..(end > 0 ? end : Math.Max(1, longest))];
    }
}
