using System.Collections.Frozen;
using System.Globalization;
using System.Numerics;

namespace Saliency.Rendering;

/// <summary>One letter: its pen strokes in font units (y upwards, 0 at the left edge of its box) and the breadth of its box.</summary>
internal sealed record Glyph(Vector2[][] Strokes, float Advance);

/// <summary>A sans serif font of single pen strokes: no font file is needed on any machine, and it can be drawn at any size.</summary>
internal static class StrokeFont
{
    public const float XHeight = 10, CapHeight = 14, Space = 5.4f;

    private const float DigitAdvance = 12;

    private const char Nothing = '\0';

    // Rounds of a superellipse: |x|ⁿ + |y|ⁿ = 1 with n a little above 2 is fuller than an ellipse, as in printed sans serif letters.
    private const float Fullness = 2.25f;

    private static readonly FrozenDictionary<char, Glyph> _glyphs = Read();

    /// <summary>The glyph of a character; what the font lacks is an empty box.</summary>
    public static Glyph Of(char character) => _glyphs.TryGetValue(character, out var glyph) ? glyph : _glyphs[Substitute(character)];

    private static FrozenDictionary<char, Glyph> Read()
    {
        var glyphs = new Dictionary<char, Glyph> { [' '] = new([], Space), [Nothing] = new([], 0) };
        foreach (string line in Glyphs.Table.Split('\n'))
            glyphs.Add(line[0], Box(Strokes(line[5..]), line[2], line[3]));
        var accents = Glyphs.Accents.Split('\n').ToDictionary(line => line[0], line => Strokes(line[5..]));
        for (int i = 0; i < Glyphs.Accented.Length; i += 3)
            glyphs.Add(Glyphs.Accented[i], Accent(glyphs[Glyphs.Accented[i + 1]], accents[Glyphs.Accented[i + 2]]));
        return glyphs.ToFrozenDictionary();
    }

    // The second half of a character beyond the first 65536 and a mark on the letter before take no room of their own.
    private static char Substitute(char character) => char.GetUnicodeCategory(character) switch
    {
        UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.Control => ' ',
        UnicodeCategory.NonSpacingMark => Nothing,
        UnicodeCategory.Surrogate when char.IsLowSurrogate(character) => Nothing,
        _ => '□',
    };

    private static Glyph Box(Vector2[][] strokes, char left, char right)
    {
        float from = strokes.Min(s => s.Min(p => p.X)), width = strokes.Max(s => s.Max(p => p.X)) - from;
        float advance = left == 'f' ? DigitAdvance : Bearing(left) + width + Bearing(right);
        float shift = (left == 'f' ? (DigitAdvance - width) / 2 : Bearing(left)) - from;
        return new Glyph(Move(strokes, new Vector2(shift, 0)), advance);
    }

    private static Glyph Accent(Glyph letter, Vector2[][] accent)
    {
        var points = letter.Strokes.SelectMany(s => s);
        float middle = (points.Min(p => p.X) + points.Max(p => p.X)) / 2;
        bool above = accent[0][0].Y > XHeight;
        float lift = above ? points.Max(p => p.Y) - XHeight : 0;
        return letter with { Strokes = [.. letter.Strokes, .. Move(accent, new Vector2(middle, lift))] };
    }

    private static Vector2[][] Move(Vector2[][] strokes, Vector2 by) => Array.ConvertAll(strokes, s => Array.ConvertAll(s, p => p + by));

    private static float Bearing(char side) => side switch { 's' => 2.7f, 'r' => 2f, 'd' => 1.35f, _ => 0.9f };

    private static Vector2[][] Strokes(string path) => Array.ConvertAll(path.Split(';'), Stroke);

    private static Vector2[] Stroke(string path)
    {
        var points = new List<Vector2>();
        var tokens = path.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < tokens.Length;)
        {
            switch (tokens[i])
            {
                case "C":
                    AddCurve(points, points[^1], Point(i + 1), Point(i + 3), Point(i + 5));
                    i += 7;
                    break;
                case "E":
                    AddArc(points, Point(i + 1), Point(i + 3), Point(i + 5));
                    i += 7;
                    break;
                default:
                    points.Add(Point(i));
                    i += 2;
                    break;
            }
        }
        return [.. points];

        Vector2 Point(int at) => new(float.Parse(tokens[at], CultureInfo.InvariantCulture), float.Parse(tokens[at + 1], CultureInfo.InvariantCulture));
    }

    private static void AddCurve(List<Vector2> points, Vector2 a, Vector2 b, Vector2 c, Vector2 d)
    {
        const int Steps = 10;
        for (int i = 1; i <= Steps; i++)
        {
            float t = (float)i / Steps, u = 1 - t;
            points.Add((u * u * u * a) + (3 * u * u * t * b) + (3 * u * t * t * c) + (t * t * t * d));
        }
    }

    private static void AddArc(List<Vector2> points, Vector2 center, Vector2 radius, Vector2 degrees)
    {
        int steps = Math.Max(8, (int)(Math.Abs(degrees.Y - degrees.X) / 9));
        for (int i = 0; i <= steps; i++)
        {
            var (sin, cos) = MathF.SinCos((degrees.X + ((degrees.Y - degrees.X) * i / steps)) * MathF.PI / 180);
            points.Add(center + (radius * new Vector2(Full(cos), Full(sin))));
        }

        static float Full(float share) => MathF.CopySign(MathF.Pow(Math.Abs(share), 2 / Fullness), share);
    }
}
