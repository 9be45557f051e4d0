using System.Numerics;

namespace Saliency.Rendering;

/// <summary>Colour and dashing of the n-th curve of a plot.</summary>
internal readonly record struct CurveLook(RgbColor Color, bool Dashed)
{
    // Okabe and Ito's colours (yellow left out: too pale on white): told apart without red-green vision.
    private static readonly RgbColor[] _colors =
    [
        new(0, 114, 178), new(213, 94, 0), new(0, 158, 115), new(204, 121, 167), new(230, 159, 0), new(86, 180, 233), new(70, 70, 70),
    ];

    public static CurveLook Of(int index) => new(_colors[index % _colors.Length], index / _colors.Length % 2 == 1);

    /// <summary>Draws a line, whole or in dashes.</summary>
    public void Draw(Canvas canvas, Vector2[] line, double pen) =>
        canvas.Stroke(Dashed ? Dashes(line, (float)(3.2 * pen), (float)(2.6 * pen)) : [line], pen, Color);

    private static Vector2[][] Dashes(Vector2[] line, float dash, float gap)
    {
        var dashes = new List<Vector2[]>();
        var current = new List<Vector2> { line[0] };
        bool drawing = true;
        float left = dash;
        for (int i = 1; i < line.Length; i++)
        {
            var from = line[i - 1];
            for (float length = Vector2.Distance(from, line[i]); length > left; length = Vector2.Distance(from, line[i]))
            {
                from = Vector2.Lerp(from, line[i], left / length);
                current.Add(from);
                if (drawing) dashes.Add([.. current]);
                current = [from];
                drawing = !drawing;
                left = drawing ? dash : gap;
            }
            left -= Vector2.Distance(from, line[i]);
            current.Add(line[i]);
        }
        if (drawing) dashes.Add([.. current]);
        return [.. dashes];
    }
}
